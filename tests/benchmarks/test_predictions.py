"""Predictions in files."""

from pathlib import Path

import pytest

from newsbot.errors import ConfigurationError
from newsbot.training.corpus import Corpus
from tests.benchmarks.comparison import Result
from tests.benchmarks.predictions import LEFT_OUT, read_predictions, write_predictions

CORPUS = Corpus(folder=Path("pages"), truth=[{"id": "one"}, {"id": "two"}])
FOUND = {"one": {"body": "Größe\nund mehr"}, "two": {}}


def written(folder: Path) -> None:
    results = [Result(system=kind, found=FOUND, cpu_s=None, peak_mb=None) for kind in LEFT_OUT]
    write_predictions(folder, CORPUS, results)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    written(tmp_path)
    read = read_predictions(tmp_path, CORPUS)
    assert [each.system for each in read] == ["newsbot-cv", "newsbot-loco"]
    assert read[0].found == {page_id: {"id": page_id, **each} for page_id, each in FOUND.items()}


def test_a_page_without_a_prediction_is_an_error(tmp_path: Path) -> None:
    written(tmp_path)
    larger = Corpus(folder=CORPUS.folder, truth=[*CORPUS.truth, {"id": "three"}])
    with pytest.raises(ConfigurationError, match="lacks 1 pages, one is three"):
        read_predictions(tmp_path, larger)


@pytest.mark.parametrize("content", ["no JSON", '{"body": "no id"}', "[1]"])
def test_a_file_of_something_else_is_an_error(tmp_path: Path, content: str) -> None:
    written(tmp_path)
    (tmp_path / "pages.loco.jsonl").write_text(content)
    with pytest.raises(ConfigurationError, match=r"pages\.loco\.jsonl is not JSON lines"):
        read_predictions(tmp_path, CORPUS)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file"):
        read_predictions(tmp_path, CORPUS)
