"""Finds days whose month is written as a name, e.g. "9 September 2026" or "2026. szeptember 9.".

The day and the year are looked for beside the name, in every order that a language has. Between
them may stand spaces, signs and words such as "of" (the row `words.date_words` in `phrases.toml`).
"""

import re
from collections.abc import Iterator

import regex

from newsbot.extraction.metadata.times.written.beside import BESIDE, TAIL
from newsbot.extraction.metadata.times.written.calendars import gregorian
from newsbot.extraction.metadata.times.written.forms import Writing, WrittenDay
from newsbot.extraction.metadata.times.written.months import Month, month_of
from newsbot.extraction.metadata.times.written.weekdays import weekday_beside

# At most this many characters before and after the name of a month are searched for day and year.
REACH = 36
# On Thai pages, a year of two digits belongs to this century of the Buddhist calendar.
_BUDDHIST_CENTURY = 2500

# Matches a word. The name of a month may have dots within it, e.g. "ก.ย." in Thai.
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}\u200c\u200d]*(?:\.\p{L}[\p{L}\p{M}]*)*")
_TWO_NAMES = re.compile(r"\s?[/(\u060c-]\s?")

# Signs between the parts of a date: spaces, hyphens, apostrophes, and the commas of all scripts.
_OPEN_SIGNS = r"[\s,'\u2019\u05f3\u0970\u055d\u060c\u104a\u1363/-]{0,3}"
_SIGNS = f"[.{_OPEN_SIGNS[1:]}"
# Signs that may stand between a day and its month. A comma is not one of them: in "chapter 8,
# September 2026", the 8 is no day.
_CLOSE_SIGNS = r"[\s./'\u2019\u05f3\u0970\u00ba\u00aa\u00b0\u05be-]{0,3}"
_TO_YEAR = rf"{_SIGNS}(?:{BESIDE}{_SIGNS}){{0,2}}"
_FROM_DAY = rf"{_OPEN_SIGNS}(?:{BESIDE}{_SIGNS}){{0,2}}"
_FROM_YEAR = rf"{_CLOSE_SIGNS}(?:{BESIDE}{_SIGNS}){{0,2}}"
_CLOSE = rf"{_CLOSE_SIGNS}(?:{BESIDE}{_CLOSE_SIGNS}){{0,2}}"
_TIME = r"\s+\d\d:\d\d(?::\d\d)?\s+(?:[A-Z]{2,5}\s+)?"  # as in "Sep 9 10:15:00 CEST 2026"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_FIRST_DAY = rf"(?<![\d:./-]){_DAY}"
_FIRST_YEAR = r"(?<!\d)(?P<year>\d{4})"
# What stands before the name of the month, and what after it, in each order of a date.
_ORDERS = tuple(
    (re.compile(f"{before}$", re.IGNORECASE), re.compile(f"{after}{TAIL}", re.IGNORECASE))
    for before, after in (
        # the day first, as in "9. September 2026", "9 de marzo de 2026", "9 ก.ย. 69"
        (_FIRST_DAY + _CLOSE, rf"{_TO_YEAR}(?P<year>\d{{4}}|\d\d)(?!\d|[-/.:]\d)"),
        # the year first and then the day, with a word for "year": "2026. gada 9. septembris"
        (rf"{_FIRST_YEAR}{_CLOSE_SIGNS}(?:{BESIDE}{_SIGNS}){{1,2}}{_DAY}{_CLOSE}", ""),
        # the month first, as in "September 9, 2026", "Sep 9 10:15:00 CEST 2026"
        ("", rf"{_CLOSE}{_DAY}(?!\d)(?:{_TIME}|{_FROM_DAY}){_YEAR}"),
        # the year first and then the month, as in "2026. szeptember 9.", 2026-Sep-09
        (_FIRST_YEAR + _FROM_YEAR, rf"{_CLOSE}{_DAY}(?!\d|[:.]\d)"),
    )
)


def named_days(text: str, writing: Writing) -> Iterator[WrittenDay]:
    """The days in `text` whose month is written as a name, with day and year."""
    for start, end, month in _months(text, writing):
        before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
        for pattern_before, pattern_after in _ORDERS:
            left, right = pattern_before.search(before), pattern_after.match(after)
            if left is None or right is None:
                continue
            first, last = start - len(left[0]), end + right.end()
            parts = left.groupdict() | right.groupdict()
            weekday = None
            if month.calendar == "islamic":
                weekday = weekday_beside(text, first, last, writing.language)
            year = _year(parts["year"], writing)
            day = gregorian(month.calendar, year, month.number, int(parts["day"]), weekday)
            if day is not None:
                yield WrittenDay(day=day, start=first, end=last)
                break


def _months(text: str, writing: Writing) -> list[tuple[int, int, Month]]:
    """The start, the end and the month of each name of a month that stands in `text`.

    Two names of one month, as in "سبتمبر / أيلول", count as one name.
    """
    found: list[tuple[int, int, Month]] = []
    spans = [match.span() for match in _WORD.finditer(text)]
    for place, (start, end) in enumerate(spans):
        if found and start < found[-1][1]:
            continue
        ends = [end, *(after for _, after in spans[place + 1 : place + 3])]
        names = ((last, " ".join(text[start:last].split())) for last in reversed(ends))
        meant = ((last, month_of(name, writing.language)) for last, name in names)
        last, month = next(((last, month) for last, month in meant if month), (end, None))
        if month is None:
            continue
        before = found[-1] if found else None
        if before and before[2] == month and _TWO_NAMES.fullmatch(text[before[1] : start]):
            found[-1] = (before[0], last, month)
        else:
            found.append((start, last, month))
    return found


def _year(digits: str, writing: Writing) -> int:
    """The year in some digits; on a Thai page, "69" is the Buddhist year 2569."""
    is_short = len(digits) == len("69")
    return int(digits) + (_BUDDHIST_CENTURY if is_short and writing.language == "th" else 0)
