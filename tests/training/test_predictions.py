"""Predicted bodies as they are written, and their score."""

import json
from pathlib import Path

import pytest

from newsbot.training.corpus import Corpus
from newsbot.training.predictions import write_predictions
from tests.extraction.making import PARAGRAPHS

BODIES = dict(zip("abc", PARAGRAPHS, strict=True))


def corpus(folder: Path) -> Corpus:
    return Corpus(
        folder=folder, truth=[{"id": each, "body": body} for each, body in BODIES.items()]
    )


def test_predictions_are_written_in_the_order_of_the_corpus(tmp_path: Path) -> None:
    file = tmp_path / "one.cv.jsonl"
    write_predictions(corpus(tmp_path), {"c": BODIES["c"], "a": BODIES["a"]}, file)
    written = [json.loads(line) for line in file.read_text().splitlines()]
    assert written == [
        {"id": "a", "body": BODIES["a"]},
        {"id": "b", "body": None},
        {"id": "c", "body": BODIES["c"]},
    ]


def test_the_f1_of_predictions_is_one_if_all_are_right_and_less_if_one_is_missing(
    tmp_path: Path,
) -> None:
    file = tmp_path / "one.cv.jsonl"
    assert write_predictions(corpus(tmp_path), BODIES, file) == 1
    some = {name: BODIES[name] for name in "ab"}
    assert write_predictions(corpus(tmp_path), some, file) == pytest.approx(0.8)
