"""Finds days that are written for readers, in words or digits, e.g. "9. September 2026".

The names of months in many languages come from a table, `phrases.toml`. A day that could be one of
two, such as "03/04/2026" on a page that does not show its order of day and month, is not found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from newsbot.extraction.page.phrases import cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a page writes its dates: in which language, and whether the month comes first."""

    language: str | None = None
    """The language of the page, ISO 639-1."""
    is_month_first: bool | None = None
    """Whether "03/04/2026" is 4 March. False: it is 3 April. None: the page gives no hint."""


UNKNOWN_WRITING = Writing()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDay:
    """A day that a text states, and the place of the day in the text."""

    day: date
    start: int
    end: int


def _months() -> dict[str, dict[str, int]]:
    """Maps the name of a month to its number in each language that has this name.

    For example, "november" to {"en": 11, "de": 11}.
    """
    numbers: dict[str, dict[str, int]] = {}
    for language, column in cells("words", "months").items():
        for number, spellings in enumerate(column.split(), 1):
            for name in spellings.replace("_", " ").split("|"):
                numbers.setdefault(name, {})[language] = number
    return numbers


_MONTHS = _months()
MONTH_NAMES = "|".join(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))
"""A regular expression for the names of months in several languages, whole or abbreviated.

The names are in small letters: "november|nov|…".
"""

# Years of the Buddhist calendar, which Thai pages use, are 543 ahead: 2569 is 2026.
BUDDHIST_YEARS = 543
_BUDDHIST = range(2500, 2643)
# Pages in Japan and Taiwan count years by eras, e.g. 令和8年 is 2026. Each value is the number to
# add to a year of the era.
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_COMMON = range(1900, 2100)
_MONTH_COUNT = 12
_CENTURY = 2000
_THAI_CENTURY = 2500 - BUDDHIST_YEARS
YEAR_FIRST = frozenset(("ko", "ja", "zh", "hu", "lt", "mn"))
"""Languages that write the year first, so that "26.09.09" may be 9 September 2026."""

_NAME = rf"(?<![^\W\d_])(?P<name>{MONTH_NAMES})(?![^\W\d_])\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|re|e|[.ºª°])?"
_OF = r"(?:(?:of|de|del|di|den|d)\b['\u2019]?\s*)?"
_BETWEEN = r"(?:[\s,-]+|\s+\d\d:\d\d(?::\d\d)?\s+(?:[A-Z]{2,5}\s+)?)"  # in "Sep 9 10:15:00 2026"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_END = r"(?P<year>\d{4}|\d\d)(?!\d|[-/.:]\d)"
_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_PATTERNS = (
    # as in 2026-09-09, 2026/9/9, and in Korean and Hungarian "2026. 9. 9."
    rf"(?<![\d./-])(?P<year>\d{{4}})(?P<sign>\s?[-/.]\s?){_MONTH}(?P=sign){_DAY}(?!\d)",
    # 2026年9月9日, "2026년 9월 9일", 令和8年9月9日
    rf"(?P<era>{'|'.join(_ERAS)})?(?<!\d)(?P<year>\d{{1,4}})\s*[年년]\s*{_MONTH}\s*[月월]\s*{_DAY}",
    # 09.09.2026, 9/9/2026, "9. 9. 2026", 9.9.26
    rf"(?<![\d./-])(?P<first>\d{{1,2}})(?P<sign>\s?[-/.]\s?)(?P<second>\d{{1,2}})(?P=sign){_END}",
    # the day first, as in "9 September 2026", "9. September 2026", "9 de marzo de 2026"
    rf"(?<![\d:./-]){_DAY}{_ORDINAL}[\s/-]*{_OF}{_NAME}[\s,/-]*{_OF}{_END}",
    # the month first, as in "September 9, 2026", "Sep 09 2026", "Sep 9 10:15:00 CEST 2026"
    rf"{_NAME}[\s-]*{_DAY}(?:st|nd|rd|th)?(?!\d){_BETWEEN}{_YEAR}",
    # the year first, as in "2026. szeptember 9.", "2026 m. rugsėjo 9 d.", 2026-Sep-09
    rf"(?<!\d)(?P<year>\d{{4}})\.?\s*(?:m\.)?[\s/-]*{_NAME}[\s/-]*{_DAY}(?!\d)",
    # in Latvian "2026. gada 9. septembris"
    rf"(?<!\d)(?P<year>\d{{4}})\.\s*gada\s+{_DAY}\.\s*{_NAME}",
    # in Vietnamese "9 tháng 9 năm 2026"
    rf"(?<!\d){_DAY}\s+tháng\s+{_MONTH}(?:,|\s)+(?:năm\s+)?{_YEAR}",
)
_DIGIT = re.compile(r"\d")


@cache
def _compiled() -> tuple[re.Pattern[str], ...]:
    """The compiled regular expressions for dates; they are compiled at the first call."""
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS)


def written_days(text: str, writing: Writing = UNKNOWN_WRITING) -> list[WrittenDay]:
    """The days that `text` states with day, month and year, in the order of the text."""
    if _DIGIT.search(text) is None:
        return []
    found = sorted(_all(text, writing), key=lambda each: (each.start, -each.end))
    apart: list[WrittenDay] = []
    for each in found:
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart


def month_number(text: str, language: str | None = None) -> int | None:
    """The number of a month that is written in digits, or as a name that MONTH_NAMES has.

    The case of letters does not matter. Digits are not checked: "13" is 13. Some names mean
    different months in different languages: "listopada" is November in Polish, and October in
    Croatian. For such a name the result is None, unless `language` is one of these languages.
    """
    if text.isdigit():
        return int(text)
    meanings = _MONTHS.get(text.lower(), {})
    if language in meanings:
        return meanings[language]
    numbers = set(meanings.values())
    return numbers.pop() if len(numbers) == 1 else None


def _all(text: str, writing: Writing) -> Iterator[WrittenDay]:
    for pattern in _compiled():
        for match in pattern.finditer(text):
            day = _day(match, writing)
            if day is not None:
                yield WrittenDay(day=day, start=match.start(), end=match.end())


def _day(match: re.Match[str], writing: Writing) -> date | None:
    """The day that a match of a date pattern states; None if it is invalid or ambiguous."""
    parts = match.groupdict()
    year = _year(match, writing)
    if "first" in parts:
        month, day = _in_order(match, writing)
    else:
        name = parts.get("name")
        month = month_number(parts["month"] if name is None else name, writing.language)
        day = int(match["day"])
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(match: re.Match[str], writing: Writing) -> int | None:
    """The year that a match of a date pattern states, e.g. 2026 also for the Buddhist year 2569.

    None if it is not in the 20th or 21st century.
    """
    year = int(match["year"])
    era = match.groupdict().get("era")
    if era is not None:
        year += _ERAS[era]
    elif len(match["year"]) == len("26"):
        year += _century(match, writing)
    elif year in _BUDDHIST:
        year -= BUDDHIST_YEARS
    return year if year in _COMMON else None


def _century(match: re.Match[str], writing: Writing) -> int:
    """The number to add to a year of two digits, e.g. 2000 for "26".

    If the two digits cannot be a year, the result is 0. Then the year is out of range, and the date
    is not used.
    """
    if writing.language == "th":
        return _THAI_CENTURY
    is_numeric = "first" in match.groupdict() and "-" not in match["sign"]
    is_last = writing.language is not None and writing.language not in YEAR_FIRST
    return _CENTURY if is_numeric and is_last else 0


def _in_order(match: re.Match[str], writing: Writing) -> tuple[int | None, int | None]:
    """The month and the day of a match such as "03/04/2026"; None and None if they are unclear."""
    first, second = int(match["first"]), int(match["second"])
    is_month_first = writing.is_month_first
    if first > _MONTH_COUNT or first == second:
        is_month_first = False
    elif second > _MONTH_COUNT:
        is_month_first = True
    elif "." in match["sign"]:
        # With dots, the day nearly always comes first. Only on a page that puts the month first
        # elsewhere is "03.04.2026" ambiguous.
        is_month_first = None if is_month_first else False
    if is_month_first is None:
        return None, None
    return (first, second) if is_month_first else (second, first)
