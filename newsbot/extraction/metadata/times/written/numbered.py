"""Finds days whose month is written as a number, e.g. 2026-09-09, 9.9.2026 or 2026年9月9日."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from newsbot.extraction.metadata.times.written.beside import BESIDE, MONTH_WORD, TAIL
from newsbot.extraction.metadata.times.written.calendars import (
    BUDDHIST_YEARS,
    Calendar,
    gregorian,
)
from newsbot.extraction.metadata.times.written.forms import YEAR_FIRST, Writing, WrittenDay
from newsbot.extraction.metadata.times.written.numerals import NUMERALS, number
from newsbot.extraction.metadata.times.written.weekdays import weekday_beside

# Pages in Japan and Taiwan count years by eras, e.g. 令和8年 is 2026. Each value is the number to
# add to a year of the era.
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
# Some Chinese pages state a year of the Republic of China without the era's name: 115 for 2026.
_REPUBLIC = range(79, 190)
_REPUBLIC_YEARS = 1911
# Years of the Persian or of the Islamic calendar. A year before _ISLAMIC_START is a Persian one,
# because the Islamic year 1410 ended in 1990, before there were web pages.
_EARLIER = range(1300, 1500)
_ISLAMIC_START = 1411
_PERSIAN_LANGUAGES = frozenset(("fa", "ps"))
_MONTH_COUNT = 12
_CENTURY = 2000
_THAI_CENTURY = 2500 - BUDDHIST_YEARS

_ERA = "|".join(_ERAS)
_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_N = rf"(?:\d{{1,4}}|{NUMERALS}{{1,5}})"
_ERA_YEAR = rf"(?:(?P<era>{_ERA})\s*)?(?<!\d)(?<!{NUMERALS})(?P<year>{_N}|元)"
_MONTH_DAY = rf"(?P<month>{_N})\s*[月월]\s*(?P<day>{_N})(?:\s*[日号號일])?"
_MONTH_WORD_DAY = rf"{_MONTH}[\s-]*(?:{BESIDE}\s*)?{MONTH_WORD}\s*{_DAY}(?!\d)"
_PATTERNS = (
    # as in 2026-09-09, 2026/9/9, and in Korean and Hungarian "2026. 9. 9."
    rf"(?<![\d./-])(?P<year>\d{{3,4}})(?P<sign>\s?[-/.]\s?){_MONTH}(?P=sign){_DAY}(?!\d)",
    # as in 2026年9月9日, "2026년 9월 9일", 令和8年9月9日, 二〇二六年九月九日
    rf"{_ERA_YEAR}\s*[年년]\s*{_MONTH_DAY}",
    # with the name of an era, as in 令和8.9.9, 民國115/09/09
    rf"(?P<era>{_ERA})\s?(?P<year>\d{{1,3}})(?P<sign>[-/.]){_MONTH}(?P=sign){_DAY}(?!\d)",
    # as in 09.09.2026, 9/9/2026, "9. 9. 2026", 9.9.26
    r"(?<![\d./-])(?P<first>\d{1,2})(?P<sign>\s?[-/.]\s?)(?P<second>\d{1,2})(?P=sign)"
    r"(?P<year>\d{4}|\d\d)(?!\d|[-/.:]\d)" + TAIL,
    # with a space after only one dot, as in "9.9. 2026" and "9. 9.2026"
    r"(?<![\d./-])(?P<first>\d{1,2})(?P<sign>\.)\s?(?P<second>\d{1,2})\.\s?"
    r"(?P<year>\d{4})(?!\d|[-/.:]\d)" + TAIL,
    # in Vietnamese "9 tháng 9 năm 2026", in Khmer "ថ្ងៃទី៩ ខែ៩ ឆ្នាំ២០២៦"
    rf"(?<!\d){_DAY}\s*{MONTH_WORD}\s*{_MONTH}[\s,]+(?:{BESIDE}\s*)?(?P<year>\d{{4}})(?!\d)",
    # the year first, as in Mongolian
    rf"(?<!\d)(?P<year>\d{{4}})\s+{BESIDE}\s+{_MONTH_WORD_DAY}",
)


@cache
def _compiled() -> tuple[re.Pattern[str], ...]:
    """The compiled regular expressions for dates; they are compiled at the first call."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS)


def numbered_days(text: str, writing: Writing) -> Iterator[WrittenDay]:
    """The days in `text` whose month is written as a number, with day and year."""
    for pattern in _compiled():
        for match in pattern.finditer(text):
            day = _day(match, writing)
            if day is not None:
                yield WrittenDay(day=day, start=match.start(), end=match.end())


def _day(match: re.Match[str], writing: Writing) -> date | None:
    """The day that a match of a date pattern states; None if it is invalid or ambiguous."""
    calendar, year = _year(match, writing)
    weekday = weekday_beside(match.string, match.start(), match.end(), writing.language)
    if "first" in match.groupdict():
        return _ordered(match, writing, calendar, year, weekday)
    month, day = number(match["month"]), number(match["day"])
    return gregorian(calendar, year, month, day, weekday)


def _year(match: re.Match[str], writing: Writing) -> tuple[Calendar, int]:
    """The calendar and the year that a match of a date pattern states."""
    year = 1 if match["year"] == "元" else number(match["year"])
    parts = match.groupdict()
    era = parts.get("era")
    if era is not None:
        return "gregorian", year + _ERAS[era]
    if len(match["year"]) == len("26") and "first" in parts:
        return "gregorian", year + _century(match, writing)
    if year in _REPUBLIC and writing.language == "zh":
        return "gregorian", year + _REPUBLIC_YEARS
    if year in _EARLIER:
        is_persian = writing.language in _PERSIAN_LANGUAGES or year < _ISLAMIC_START
        return ("persian" if is_persian else "islamic"), year
    return "gregorian", year


def _century(match: re.Match[str], writing: Writing) -> int:
    """The number to add to a year of two digits, e.g. 2000 for "26".

    If the two digits cannot be a year, the result is 0. Then the year is out of range, and the date
    is not used.
    """
    if writing.language == "th":
        return _THAI_CENTURY
    is_last = writing.language is not None and writing.language not in YEAR_FIRST
    return _CENTURY if "-" not in match["sign"] and is_last else 0


def _ordered(
    match: re.Match[str], writing: Writing, calendar: Calendar, year: int, weekday: int | None
) -> date | None:
    """The day of a match such as "03/04/2026"; None if it is unclear what the month is.

    If the page does not tell whether the month comes first, the day of the week beside the date
    may tell it.
    """
    first, second = int(match["first"]), int(match["second"])
    day_first, month_first = (
        gregorian(calendar, year, month, day, weekday)
        for month, day in ((second, first), (first, second))
    )
    is_month_first = _is_month_first(first, second, match["sign"], writing)
    if weekday is not None and is_month_first is not False:
        fitting = {each for each in (day_first, month_first) if each and each.weekday() == weekday}
        if len(fitting) == 1:
            return fitting.pop()
    if is_month_first is None:
        return None
    return month_first if is_month_first else day_first


def _is_month_first(first: int, second: int, sign: str, writing: Writing) -> bool | None:
    if first > _MONTH_COUNT or first == second:
        return False
    if second > _MONTH_COUNT:
        return True
    if "." in sign:
        # With dots, the day nearly always comes first. Only on a page that puts the month first
        # elsewhere is "03.04.2026" ambiguous.
        return None if writing.is_month_first else False
    return writing.is_month_first
