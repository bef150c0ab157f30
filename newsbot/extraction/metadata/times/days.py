"""Finds days that are written for readers, in words or digits, e.g. "9. September 2026".

A day that could be one of two, such as "03/04/2026" on a page that does not show its order of day
and month, is not found.
"""

import re
from itertools import chain

from newsbot.extraction.metadata.times.written.forms import UNKNOWN_WRITING, Writing, WrittenDay
from newsbot.extraction.metadata.times.written.named import named_days
from newsbot.extraction.metadata.times.written.numbered import numbered_days

_NUMBER = re.compile(r"\d|年")
# Signs that only tell in which direction a text is written, or where a line may break. A space is
# read in the place of each.
_INVISIBLE = dict.fromkeys((0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x061C, 0xFEFF), " ")
_INVISIBLE |= dict.fromkeys(range(0x2066, 0x206A), " ")


def written_days(text: str, writing: Writing = UNKNOWN_WRITING) -> list[WrittenDay]:
    """The days that `text` states with day, month and year, in the order of the text."""
    if _NUMBER.search(text) is None:
        return []
    text = text.translate(_INVISIBLE)
    days = chain(numbered_days(text, writing), named_days(text, writing))
    apart: list[WrittenDay] = []
    for each in sorted(days, key=lambda each: (each.start, -each.end)):
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return apart
