"""The extraction benchmark as a command, on a corpus of three saved pages."""

import gzip
import json
from pathlib import Path

import pytest

from tests.benchmarks.extraction import main
from tests.benchmarks.systems import SYSTEMS
from tests.extraction.making import PAGES


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    (folder / "html").mkdir(parents=True)
    labels = []
    for page in sorted((PAGES / "articles").glob("*.html"))[:3]:
        expected = json.loads(page.with_suffix(".json").read_text())
        fields = {"title": expected["title"], "authors": expected["authors"], "date": None}
        body = "\n".join(expected["body"])
        labels.append(json.dumps({"id": page.stem, "url": None, "body": body, **fields}))
        packed = gzip.compress(page.read_bytes())
        (folder / "html" / f"{page.stem}.html.gz").write_bytes(packed)
    (folder / "truth.jsonl").write_text("\n".join(labels) + "\n")
    return folder


def test_each_system_has_a_line_with_its_figures(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(corpus), "--json", "--out", str(tmp_path / "out")]) == 0
    systems = {row["system"]: row for row in json.loads(capsys.readouterr().out)["systems"]}
    assert list(systems) == list(SYSTEMS)
    assert systems["newsbot"]["f1"] == 1
    assert all(row["cpu_ms"] > 0 and row["peak_mb"] > 10 for row in systems.values())
    written = (tmp_path / "out" / "saved.newsbot.jsonl").read_text().splitlines()
    assert {json.loads(line)["id"] for line in written} == {"about_cookies", "brief", "full_markup"}


@pytest.mark.parametrize("damage", ["truth.jsonl", "html/brief.html.gz"])
def test_a_folder_that_is_no_corpus_is_refused_in_one_line(
    corpus: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (corpus / damage).unlink()
    assert main([str(corpus)]) == 1
    message = capsys.readouterr().err
    assert message.startswith("error: ")
    assert message.count("\n") == 1
