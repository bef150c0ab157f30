"""Finds lines that have only the author's name, the date of publication, or both.

An example is "Ann Carter, 8 May 2026". Such a line stands above or below the article's text, or
between its summary and its first paragraph, mostly without a class that tells what it is.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.lengths import is_at_least
from newsbot.extraction.body.lists import is_in_list
from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block

# Only the first FIRST blocks and the last LAST blocks of the body are examined.
FIRST = 6
LAST = 3
# A line that has only names and dates has at most MAX_WORDS words, or MAX_LETTERS letters in
# scripts without spaces.
MAX_WORDS = 16
MAX_LETTERS = 40
# Beside the names of the authors, a line may have at most OTHER_WORDS words, such as "Text and
# photos:", or OTHER_LETTERS letters in scripts without spaces. The same is allowed beside a date,
# e.g. for the day of the week. A time, e.g. "10:15", does not count.
OTHER_WORDS = 4
OTHER_LETTERS = 8
# If a line without a date ends like a sentence, it may have only this many words beside the names
# of the authors. So "By Ann Carter." is a byline, but "My name is Ann Carter." is text.
WORDS_OF_SENTENCE = 1
# Names of fewer bytes of UTF-8 than this are not looked for: they may be parts of words.
NAME_BYTES = 4
# The date in a line may be this far from the day of publication, because of time zones.
NEAR = timedelta(days=1)

_CLOCK = re.compile(r"\d{1,2}\s?[:.h\u6642\u65f6\uc2dc]\s?\d\d(?:\s?[ap]\.?m\b\.?|\u5206|\ubd84)?")
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\u0964\u06d4\u061f\u104b\u1362\u17d4\u0589]\W*$")
_NUMBER = re.compile(r"\d{1,8}")


def is_stamped(
    blocks: Sequence[Block],
    is_body: NDArray[np.bool_],
    authors: Sequence[str],
    published: date | None,
) -> NDArray[np.bool_]:
    """For each block, whether it has only names out of `authors`, the date of publication, or both.

    Only blocks that `is_body` marks are examined. Items of lists are not marked, nor are headings
    with a date alone, as those of a timeline.
    """
    marked = np.zeros(len(blocks), np.bool_)
    body = np.flatnonzero(is_body).tolist()
    for index in {*body[:FIRST], *body[FIRST:][-LAST:]}:
        block = blocks[index]
        if not is_in_list(block):
            is_heading = block.tag_number(0) in HEADING_NUMBERS
            marked[index] = is_stamp(block.text, authors, None if is_heading else published)
    return marked


def is_stamp(text: str, authors: Sequence[str], published: date | None) -> bool:
    """Whether a line has only names out of `authors`, a date, or both, and a few other words.

    The date must be the day `published`, the day before or the day after.
    """
    if is_at_least(text, MAX_WORDS + 1, MAX_LETTERS + 1):
        return False
    rest, allowed = text, 0
    for name in authors:
        if name in rest and len(name.encode()) >= NAME_BYTES:
            rest, allowed = rest.replace(name, " "), 1
    undated = _without_date(rest, published) if published is not None else None
    if undated is not None:
        rest, allowed = undated, allowed + 1
    words = " ".join(word for word in rest.split() if any(map(str.isalnum, word)))
    most, letters = OTHER_WORDS * allowed, OTHER_LETTERS * allowed
    if undated is None and _SENTENCE_END.search(text):
        most = WORDS_OF_SENTENCE
    return allowed > 0 and (not words or not is_at_least(words, most + 1, letters + 1))


def _without_date(text: str, published: date) -> str | None:
    """The text without the date of publication and without times; None if it has no such date.

    A date such as "3/4/2026" may be 3 April or 4 March. It counts as the date of publication if one
    of the two days is.
    """
    numbers = set(map(int, _NUMBER.findall(text)))
    if not numbers:
        return None
    for day in (published, published - NEAR, published + NEAR):
        if {day.year, day.month, day.day} <= numbers:
            return _NUMBER.sub(" ", _CLOCK.sub(" ", text))
    days = written_days(text)
    if not days or abs(days[0].day - published) > NEAR:
        return None
    for each in reversed(days):
        text = f"{text[: each.start]} {text[each.end :]}"
    return _CLOCK.sub(" ", text)
