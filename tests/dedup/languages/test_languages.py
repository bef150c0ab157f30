"""What holds of copies in each language: the tables beside this module say for which."""

from collections.abc import Callable, Mapping

import pytest

from newsbot.dedup.shingles import shingle
from newsbot.dedup.text import Text
from newsbot.dedup.verdict import compare, copied_by
from newsbot.dedup.words import normalized_words
from tests.dedup.languages.daily import DAILY, FIGURES, OWN_DIGITS
from tests.dedup.languages.follow_ups import FOLLOW_UPS
from tests.dedup.languages.spellings import OTHER_WORDS, SPELLINGS

HAN = "〇一二三四五六七八九"


def rule(one: str, other: str) -> str | None:
    """The rule by which two texts are copies; None if they are not."""
    texts = shingle(one), shingle(other)
    return copied_by(*texts, compare(*texts))


def by_language(table: Mapping[str, tuple[object, ...]]) -> list[object]:
    return [
        pytest.param(case, id=f"{code}-{number}")
        for code, cases in table.items()
        for number, case in enumerate(cases)
    ]


def in_han(number: int) -> str:
    """The number as it is written out in Chinese: 1043 is 一千四十三."""
    powers = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
    digits = [(number // power % 10, name) for power, name in powers]
    return "".join(HAN[digit] + name for digit, name in digits if digit)


def written(code: str) -> dict[str, Callable[[int], str]]:
    """The ways in which newsrooms of a language write numbers, by name."""
    ways: dict[str, Callable[[int], str]] = {"ascii": str}
    if code in OWN_DIGITS:
        own = str.maketrans("0123456789", OWN_DIGITS[code])
        ways["own"] = lambda number: str(number).translate(own)
    if code in {"ja", "zh", "zh-Hant"}:
        ways["han"] = in_han
    return ways


REPORTS = [
    pytest.param(report, write, id=f"{code}-{number}-{way}")
    for code, reports in DAILY.items()
    for number, report in enumerate(reports)
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
    assert Text(printed).fingerprint == Text(report.format(*FIGURES[0])).fingerprint


@pytest.mark.parametrize("texts", by_language(SPELLINGS))
def test_two_spellings_have_the_same_words(texts: tuple[str, str]) -> None:
    assert normalized_words(texts[0]) == normalized_words(texts[1])


@pytest.mark.parametrize("texts", by_language(OTHER_WORDS))
def test_other_words_stay_other_words(texts: tuple[str, str]) -> None:
    assert normalized_words(texts[0]) != normalized_words(texts[1])


@pytest.mark.parametrize("texts", by_language(FOLLOW_UPS))
def test_a_follow_up_that_repeats_whole_passages_is_no_copy(texts: tuple[str, str]) -> None:
    assert 0.4 < compare(*map(shingle, texts)).containment < 0.6
    assert rule(*texts) is None
