"""The measure, against cases counted by hand."""

from datetime import UTC, datetime

import pytest

from tests.benchmarks.dedup.scoring import (
    PairScore,
    count_pairs,
    found_by_kind,
    score_groups,
    score_pairs,
)
from tests.benchmarks.dedup.sets import Labelled, Pair


def text(key: str, group: str, kind: str | None = None) -> Labelled:
    moment = datetime(2026, 5, 11, tzinfo=UTC)
    return Labelled(
        key=key, site="a.example", title="", body="", fetched_at=moment, group=group, kind=kind
    )


# Known: abc, d, e; so the pairs ab, ac, bc.
TEXTS = [text("a", "x"), text("b", "x"), text("c", "x"), text("d", "y"), text("e", "z")]


def test_every_pair_of_a_group_counts() -> None:
    # Found: ab, cd, e; so ab is right, cd wrong, and ac and bc are missed.
    score = score_groups(TEXTS, {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3})
    assert score == PairScore(right=1, wrong=1, missed=2)
    assert (score.precision, score.recall) == (1 / 2, 1 / 3)
    assert score.f1 == pytest.approx(0.4)


def test_one_wrong_text_in_a_group_costs_a_pair_for_each_of_the_others() -> None:
    # Found: abcd; so ad, bd and cd are wrong.
    score = score_groups(TEXTS, {"a": 1, "b": 1, "c": 1, "d": 1, "e": 2})
    assert score == PairScore(right=3, wrong=3, missed=0)


def test_nothing_found_is_precise_and_recalls_nothing() -> None:
    score = score_groups(TEXTS, {key: key for key in "abcde"})
    assert (score.precision, score.recall, score.f1) == (1, 0, 0)


def test_a_group_of_four_has_six_pairs() -> None:
    assert count_pairs({"a": 1, "b": 1, "c": 1, "d": 1, "e": 2}) == 6


def test_of_labelled_pairs_only_those_count() -> None:
    pairs = [
        Pair(one="a", other="b", is_copy=True),
        Pair(one="a", other="c", is_copy=True),
        Pair(one="c", other="d", is_copy=False),
    ]
    # b and e are together too, which no label speaks of.
    score = score_pairs(pairs, {"a": 1, "b": 1, "c": 2, "d": 2, "e": 1})
    assert score == PairScore(right=1, wrong=1, missed=1)


def test_a_kind_is_found_as_often_as_it_is_grouped_with_its_original() -> None:
    texts = [
        text("a", "x", "orig"), text("b", "x", "light"), text("c", "x", "heavy"),
        text("d", "y", "orig"), text("e", "y", "light"),
        text("f", "z", "template"),
    ]  # fmt: skip
    # e is with a, which is not its original; f has none.
    found = {"a": 1, "b": 1, "c": 2, "d": 3, "e": 1, "f": 1}
    assert found_by_kind(texts, found) == {"heavy": 0, "light": 1 / 2}
