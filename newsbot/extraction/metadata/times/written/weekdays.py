"""Finds the day of the week that a text states beside a date."""

from functools import cache
from itertools import pairwise

import regex

from newsbot.extraction.metadata.times.written.months import columns, spelling

# At most this many characters before and after a date are searched for a day of the week.
REACH = 16
_WORDS = regex.compile(r"[\p{L}\p{M}\u200c\u200d]+")


def weekday_beside(text: str, start: int, end: int) -> int | None:
    """The day of the week, 0 for Monday, that a text states beside the date at [start, end).

    None if there is none, or if there are several. The languages are those of the row
    `words.weekdays` in `phrases.toml`.
    """
    words = [
        spelling(word)
        for part in (text[max(0, start - REACH) : start], text[end : end + REACH])
        for word in _WORDS.findall(part)
    ]
    pairs = [" ".join(pair) for pair in pairwise(words)]
    found = {_weekdays()[name] for name in pairs if name in _weekdays()}
    found = found or {_weekdays()[name] for name in words if name in _weekdays()}
    return found.pop() if len(found) == 1 else None


@cache
def _weekdays() -> dict[str, int]:
    return {name: number - 1 for _, number, name in columns("weekdays")}
