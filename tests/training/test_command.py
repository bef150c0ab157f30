"""`python -m newsbot.training` on invented pages: the model that it writes."""

import gzip
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from newsbot.extraction.body.model.ensemble import NETWORKS_FILE, TREES_FILE, read_model
from newsbot.training.corpus import read_corpus
from newsbot.training.origin import LIBRARIES, corpus_sha256
from newsbot.training.pages import read_labelled
from tests.extraction.long_pages import MARKUPS, TEMPLATES, paragraphs

pytest.importorskip("lightgbm", reason="LightGBM is in .venv-training alone")
pytest.importorskip("jax", reason="JAX is in .venv-training alone")

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = 30


def write_corpus(folder: Path, markup: str) -> Path:
    """A corpus of invented pages, each of a site of its own."""
    (folder / "html").mkdir(parents=True)
    labels = []
    for number in range(PAGES):
        texts = paragraphs(6 + number)
        page = TEMPLATES["news"](MARKUPS[markup](texts), "en")
        (folder / f"html/{number}.html.gz").write_bytes(gzip.compress(page.encode()))
        labels.append(
            {"id": str(number), "site": f"{folder.name}-{number}", "body": "\n".join(texts)}
        )
    (folder / "truth.jsonl").write_text("\n".join(map(json.dumps, labels)) + "\n")
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a corpus, and of the model that the command has trained on it."""
    folder = tmp_path_factory.mktemp("training")
    corpus = write_corpus(folder / "invented", "paragraphs")
    subprocess.run(
        [sys.executable, "-m", "newsbot.training", corpus, "--model", folder / "model"],
        cwd=CHECKOUT,
        check=True,
    )
    return folder


def origin(written: Path, name: str) -> Mapping[str, Any]:
    with (written / "model" / name).open(encoding="ascii") as lines:
        stated: Mapping[str, Any] = json.loads(next(lines))["origin"]
    return stated


def test_both_files_name_the_corpus_the_libraries_and_the_seeds(written: Path) -> None:
    stated = origin(written, TREES_FILE)
    assert stated == origin(written, NETWORKS_FILE)
    digest = corpus_sha256(read_corpus(written / "invented"))
    assert stated["corpora"] == [{"name": "invented", "pages": PAGES, "sha256": digest}]
    assert set(stated["libraries"]) == set(LIBRARIES)
    assert set(stated["seeds"]) == {"trees", "networks"}


def test_the_model_finds_a_body_that_it_learned(written: Path) -> None:
    model = read_model(written / "model")
    page, _ = read_labelled(read_corpus(written / "invented"), PAGES - 1)
    assert page.body(model).split("\n") == paragraphs(6 + PAGES - 1)
