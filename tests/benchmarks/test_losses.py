"""Pages that lose against the better of trafilatura's two settings, on invented pages."""

from pathlib import Path

import pytest

from newsbot.training.corpus import Corpus
from newsbot.training.scoring import Overlap, overlap
from tests.benchmarks.losses import losses, page_f1

LABEL = "The ferry to Marsk sails again since the wreck was lifted on Sunday."
HALF = "The ferry to Marsk sails again"
CORPUS = Corpus(folder=Path("pages"), truth=[{"id": "one"}, {"id": "two"}, {"id": "three"}])


def bodies(*found: str) -> list[Overlap]:
    return [overlap(LABEL, text) for text in found]


def test_a_page_is_held_against_the_setting_that_does_better_there() -> None:
    lost = losses(
        CORPUS,
        "newsbot",
        {
            "newsbot": bodies(HALF, "", LABEL),
            "trafilatura": bodies(LABEL, "", HALF),
            "trafilatura-precision": bodies("", HALF, HALF),
            "trafilatura-fast": bodies("", LABEL, ""),
        },
    )
    half = page_f1(overlap(LABEL, HALF))
    assert lost == {"one": pytest.approx(1 - half), "two": pytest.approx(half)}


def test_the_largest_loss_comes_first() -> None:
    settings = {"trafilatura": bodies(LABEL, LABEL, LABEL)}
    lost = losses(CORPUS, "newsbot", settings | {"newsbot": bodies(HALF, LABEL, "")})
    assert list(lost) == ["three", "one"]


def test_a_small_loss_does_not_count() -> None:
    long = f"{LABEL} " * 10
    nearly = [overlap(long, long.removesuffix("Sunday. "))] * 3
    assert 0.9 < page_f1(nearly[0]) < 1
    whole = {"trafilatura": [overlap(long, long)] * 3}
    assert losses(CORPUS, "newsbot", whole | {"newsbot": nearly}) == {}


def test_the_f1_of_a_page_is_that_of_its_precision_and_recall() -> None:
    assert page_f1(Overlap(shared=0.5, extra=0.25, missing=0.25)) == pytest.approx(2 / 3)
    assert page_f1(overlap(LABEL, "")) == 0
