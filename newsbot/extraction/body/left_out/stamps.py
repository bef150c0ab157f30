"""Finds lines that have only the author's name, a date, or both, e.g. "Ann Carter, 8 May 2026"."""

import re
from collections.abc import Sequence

from newsbot.extraction.body.left_out.lengths import is_at_least
from newsbot.extraction.metadata.times.days import written_days

# Beside the names of the authors, a line may have at most OTHER_WORDS words, such as "Text and
# photos:", or OTHER_LETTERS letters in scripts without spaces. The same is allowed beside a date,
# e.g. for the day of the week. A time, e.g. "10:15", does not count.
OTHER_WORDS = 3
OTHER_LETTERS = 8
# Names with fewer letters than this are not looked for: they may be parts of words.
LETTERS = 4

_CLOCK = re.compile(r"\d{1,2}\s?[:.h\u6642\u65f6\uc2dc]\s?\d\d(?:\s?[ap]\.?m\b\.?|\u5206|\ubd84)?")
_NO_WORD = re.compile(r"[^\w\s]+")


def is_stamp(text: str, authors: Sequence[str]) -> bool:
    """Whether a line has only names out of `authors`, a date, or both, and a few words beside."""
    rest, allowed = text, 0
    for name in authors:
        if len(name) >= LETTERS and name in rest:
            rest = rest.replace(name, " ")
            allowed = 1
    days = written_days(rest)
    for each in reversed(days):
        rest = f"{rest[: each.start]} {rest[each.end :]}"
    if days:
        rest = _CLOCK.sub(" ", rest)
    allowed += bool(days)
    if not allowed:
        return False
    rest = " ".join(_NO_WORD.sub(" ", rest).split())
    return not rest or not is_at_least(rest, OTHER_WORDS * allowed + 1, OTHER_LETTERS * allowed + 1)
