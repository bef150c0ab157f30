"""Intervals: what they hold, and that differences are paired."""

import pytest

from newsbot.training.scoring import Overlap, score_bodies
from tests.benchmarks.bootstrap import interval, resampled_f1


def page(shared: float, extra: float = 0.0) -> Overlap:
    return Overlap(shared=shared, extra=extra, missing=1 - shared - extra)


def corpus(pages: int) -> list[Overlap]:
    return [page(0.5 + number % 5 / 10) for number in range(pages)]


def width(pages: list[Overlap]) -> float:
    low, high = interval(resampled_f1(pages))
    return high - low


def test_the_interval_lies_around_the_figure() -> None:
    low, high = interval(resampled_f1(corpus(100)))
    assert low < score_bodies(corpus(100))["f1"] < high


def test_four_times_the_pages_give_half_the_interval() -> None:
    assert width(corpus(400)) == pytest.approx(width(corpus(100)) / 2, rel=0.15)


def test_pages_that_are_all_alike_leave_no_doubt() -> None:
    assert interval(resampled_f1([page(0.5, 0.25)] * 10)) == (2 / 3, 2 / 3)


def test_the_middle_95_percent_are_kept() -> None:
    assert interval(range(1, 1001)) == (25, 975)


def test_two_systems_meet_the_same_draws() -> None:
    pages = corpus(100)
    rest = [page(each.shared, each.extra) for each in pages]
    assert resampled_f1(pages) == resampled_f1(rest)


def test_pages_without_a_body_are_left_out_of_precision_as_in_the_figure() -> None:
    assert interval(resampled_f1([page(0.0)] * 5)) == (0, 0)
    assert score_bodies([page(0.0)] * 5)["f1"] == 0
