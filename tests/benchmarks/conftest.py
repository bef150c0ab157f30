"""What the benchmarks' tests share: a small corpus, and the peers where they are installed."""

import gzip
import json
from pathlib import Path

import pytest

from tests.benchmarks.peers.processes import CHECKOUT
from tests.extraction.making import PAGES

SAVED = ("about_cookies", "brief", "full_markup")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with three saved pages and their labels."""
    folder = tmp_path / "saved"
    (folder / "html").mkdir(parents=True)
    labels = []
    for page in (PAGES / "articles" / f"{name}.html" for name in SAVED):
        expected = json.loads(page.with_suffix(".json").read_text())
        fields = {"title": expected["title"], "authors": expected["authors"], "date": None}
        body = "\n".join(expected["body"])
        labels.append(json.dumps({"id": page.stem, "url": None, "body": body, **fields}))
        packed = gzip.compress(page.read_bytes())
        (folder / "html" / f"{page.stem}.html.gz").write_bytes(packed)
    (folder / "truth.jsonl").write_text("\n".join(labels) + "\n")
    return folder


@pytest.fixture
def peers_python() -> Path:
    """The interpreter that the peers are installed for."""
    python = CHECKOUT / ".venv-peers/bin/python"
    if not python.exists():
        pytest.skip("no .venv-peers; `make bench-extraction PEERS=1` builds it")
    return python
