"""`python -m newsbot.training` on invented pages: the predictions and the model that it writes."""

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
    """The folder that the command has written a model and predictions to."""
    folder = tmp_path_factory.mktemp("training")
    corpora = [write_corpus(folder / "one", "paragraphs"), write_corpus(folder / "two", "wrapped")]
    subprocess.run(
        [
            *(sys.executable, "-m", "newsbot.training", *map(str, corpora)),
            *("--model", folder / "model", "--predictions", folder / "predictions"),
        ],
        cwd=CHECKOUT,
        check=True,
    )
    return folder


def origin(written: Path, name: str = TREES_FILE) -> Mapping[str, Any]:
    with (written / "model" / name).open(encoding="ascii") as lines:
        stated: Mapping[str, Any] = json.loads(next(lines))["origin"]
    return stated


def test_both_files_name_the_corpora_libraries_and_seeds(written: Path) -> None:
    assert origin(written, TREES_FILE) == origin(written, NETWORKS_FILE)
    corpora = {each["name"]: (each["pages"], each["sha256"]) for each in origin(written)["corpora"]}
    digests = {name: corpus_sha256(read_corpus(written / name)) for name in ("one", "two")}
    assert corpora == {name: (PAGES, digest) for name, digest in digests.items()}
    assert set(origin(written)["libraries"]) == set(LIBRARIES)
    assert set(origin(written)["seeds"]) == {"trees", "networks", "folds"}


@pytest.mark.parametrize("name", ["cv", "loco"])
def test_every_page_is_predicted_and_the_scores_are_stated(written: Path, name: str) -> None:
    for corpus, f1 in origin(written)["f1"][name].items():
        file = written / "predictions" / f"{corpus}.{name}.jsonl"
        predictions = [json.loads(line) for line in file.read_text().splitlines()]
        assert [each["id"] for each in predictions] == [str(number) for number in range(PAGES)]
        assert 0.9 < f1 <= 1


def test_the_model_finds_the_bodies_that_it_learned(written: Path) -> None:
    model = read_model(written / "model")
    page, _ = read_labelled(read_corpus(written / "one"), 0)
    assert page.body(model).split("\n")[-6:] == paragraphs(6)
