"""What holds of copies in each language."""

from collections.abc import Callable

import pytest

from newsbot.dedup.shingles import shingle
from newsbot.dedup.text import Text
from newsbot.dedup.verdict import compare, copied_by
from newsbot.dedup.words import normalized_words
from tests.languages.daily import FIGURES, first_day, reports
from tests.languages.reading import cases, table

HAN = "〇一二三四五六七八九"
DIGITS = table("copies", "digits")  # of languages that have digits of their own
HAN_NUMERALS = table("copies", "has_han_numerals")


def rule(one: str, other: str) -> str | None:
    """The rule by which two texts are copies; None if they are not."""
    texts = shingle(one), shingle(other)
    return copied_by(*texts, compare(*texts))


def in_han(number: int) -> str:
    """The number as it is written out in Chinese: 1043 is 一千四十三."""
    powers = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
    digits = [(number // power % 10, name) for power, name in powers]
    return "".join(HAN[digit] + name for digit, name in digits if digit)


def written(code: str) -> dict[str, Callable[[int], str]]:
    """The ways in which newsrooms of a language write numbers, by name."""
    ways: dict[str, Callable[[int], str]] = {"ascii": str}
    if code in DIGITS:
        own = str.maketrans("0123456789", DIGITS[code])
        ways["own"] = lambda number: str(number).translate(own)
    if code in HAN_NUMERALS:
        ways["han"] = in_han
    return ways


REPORTS = [
    pytest.param(report, write, id=f"{name} {way}")
    for code, name, report in reports()
    for way, write in written(code).items()
]


@pytest.mark.parametrize(("report", "write"), REPORTS)
def test_reports_of_two_days_with_other_numbers_are_no_copies(
    report: str, write: Callable[[int], str]
) -> None:
    first, second = (report.format(*map(write, day)) for day in FIGURES)
    assert rule(first, second) is None
    assert rule(first, f"{first}\n{first}") == "shingles"


@pytest.mark.parametrize(("report", "write"), REPORTS)
def test_the_same_numbers_in_other_digits_are_a_copy(
    report: str, write: Callable[[int], str]
) -> None:
    printed = report.format(*map(write, FIGURES[0]))
    assert Text(printed).fingerprint == Text(first_day(report)).fingerprint


@pytest.mark.parametrize(("language", "one", "other"), cases("copies", "spellings"))
def test_two_spellings_have_the_same_words(language: str, one: str, other: str) -> None:
    assert normalized_words(one) == normalized_words(other), language


@pytest.mark.parametrize(("language", "one", "other"), cases("copies", "other_words"))
def test_other_words_stay_other_words(language: str, one: str, other: str) -> None:
    assert normalized_words(one) != normalized_words(other), language


@pytest.mark.parametrize(("language", "one", "other"), cases("copies", "follow_ups"))
def test_a_follow_up_that_repeats_whole_passages_is_no_copy(
    language: str, one: str, other: str
) -> None:
    assert 0.4 < compare(shingle(one), shingle(other)).containment < 0.6, language
    assert rule(one, other) is None
