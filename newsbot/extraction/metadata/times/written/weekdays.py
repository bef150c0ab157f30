"""Finds the day of the week that a text states beside a date."""

from collections.abc import Iterator, Mapping
from functools import cache

import regex

from newsbot.extraction.metadata.times.written.months import columns, spelling

# At most this many characters before and after a date are searched for a day of the week.
REACH = 16
_WORD = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+")


def weekday_beside(text: str, start: int, end: int, language: str | None) -> int | None:
    """The day of the week, 0 for Monday, that a text states beside the date at [start, end).

    The name of the day may be in `language` or in English. The result is None if no day stands
    there, or if several do.
    """
    found = {
        day
        for part in (text[max(0, start - REACH) : start], text[end : end + REACH])
        for _, _, days in _named(part)
        for day in (days.get(language or "en", days.get("en")),)
        if day is not None
    }
    return found.pop() if len(found) == 1 else None


def without_weekdays(text: str) -> str:
    """`text` without the names of days of the week, in all languages that are known."""
    for start, end, _ in reversed([*_named(text)]):
        text = f"{text[:start]} {text[end:]}"
    return text


def _named(text: str) -> Iterator[tuple[int, int, Mapping[str, int]]]:
    """The start and the end of each day of the week in `text`, and its number by language.

    A name may have two words, e.g. "thứ ba" in Vietnamese.
    """
    spans = [match.span() for match in _WORD.finditer(text)]
    done = 0
    for place, (start, end) in enumerate(spans):
        ends = [after for _, after in spans[place + 1 : place + 2]] + [end]
        for last in ends if start >= done else ():
            days = _weekdays().get(spelling(" ".join(text[start:last].split())))
            if days is not None:
                yield start, last, days
                done = last
                break


@cache
def _weekdays() -> Mapping[str, Mapping[str, int]]:
    """Maps the spelling of a day of the week to its number in each language that has the name."""
    found: dict[str, dict[str, int]] = {}
    for language, number, name in columns("weekdays"):
        found.setdefault(name, {})[language] = number - 1
    return found
