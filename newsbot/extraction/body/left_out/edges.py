"""Finds short lines at the beginning and at the end of the body that are no text of the article.

Examples are the byline and the date under the title, the time that reading takes, the author's name
and e-mail address below the text, and the heading of a list after the article. The model takes such
lines for text if the page has no classes that tell what its elements are.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.lists import is_in_list
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block, is_nameless
from newsbot.extraction.page.phrases import phrases
from newsbot.extraction.page.vocabulary import ANYWHERE, STARTS

# Only lines of at most this many characters are left out. Lines are examined from the beginning of
# the body forwards, and from its end backwards, in both cases up to the first longer line.
SHORT = 80
# A byline has at most this many words.
BYLINE_WORDS = 6

# Matches the end of a sentence, or of a line that announces what follows, in many scripts.
_SENTENCE_END = re.compile(
    r"[.!?:;\u2026\u3002\uff01\uff1a\uff1f\uff61\u0964\u0965\u06d4\u061f\u104b\u1362\u17d4\u17d5\u0589]"
    r"[\W_]*$"
)
_BYLINE = re.compile(rf"\W*(?:{phrases('byline_start')}|{phrases('byline_lead')})\b")
# Matches a date with day and year, or a time.
_DATED = re.compile(
    r"(?<!\d)(?:\d{1,2}\D+(?:19|20)\d\d|(?:19|20)\d\d\D+\d{1,2}|\d{1,2}[:.]\d\d)(?!\d)"
)
_AGO = re.compile(phrases("says_ago"))
_SIGNS = frozenset(":/\uff1a\u30fb\u17d6")
_LABEL = rf"(?:{phrases('credit_label')}|{phrases('source_label')})"
_CREDIT = re.compile(rf"{_LABEL}\s?[{''.join(sorted(_SIGNS))}]")
# Matches words that all begin with a capital letter, and numbers, e.g. "Ann Carter Views 1,204".
_NAMES = re.compile(
    r"[^\W\d_a-z\u00df-\u00ff]\w+(?:\s+(?:[^\W\d_a-z\u00df-\u00ff][\w'-]*|[\d.,]+))+$"
)
_ROLE = re.compile(rf"(?:[\w-]+\s){{0,3}}{phrases('role')}$")
_E_MAIL = re.compile(r"\S+@\S+\.\w+")
_NUMBER = re.compile(r"\W*\d+\W*$")


def is_at_edge(blocks: Sequence[Block], is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each block, whether it is a line just above or below the article's text, e.g. a byline.

    Only blocks that `is_body` marks are examined.
    """
    marked = np.zeros(len(blocks), np.bool_)
    body = np.flatnonzero(is_body).tolist()
    is_plain = is_nameless(blocks)
    lines = list(_lines(blocks, body))
    if len(lines) == len(body):
        return marked
    marked[[index for index in lines if _is_above(blocks[index], is_plain=is_plain)]] = True
    body = body[len(lines) :]
    if body:
        above = {block.key for block in blocks[: body[0]]}
        last = takewhile(lambda index: _is_below(blocks[index], above), _lines(blocks, body[::-1]))
        marked[list(last)] = True
    return marked


def _lines(blocks: Sequence[Block], indices: Iterable[int]) -> Iterator[int]:
    """Those of `indices` whose blocks are short lines, up to the first block that is not short.

    A block is no short line if it has more than SHORT characters, or ends like a sentence.
    """
    for index in indices:
        text = blocks[index].text
        if len(text) > SHORT or _SENTENCE_END.search(text):
            return
        yield index


def _is_above(block: Block, *, is_plain: bool) -> bool:
    """Whether a short line above the text is a byline, a date, the credit of a picture or the like.

    If no element of the page has a class or the like (`is_plain`), the result is also true for
    captions and for lines of names.
    """
    if block.tag_number(0) in HEADING_NUMBERS or is_in_list(block):
        return False
    lower = block.text.lower()
    return (
        (is_plain and (block.after_image or _NAMES.match(block.text) is not None))
        or any(each.search(lower) for each in (_DATED, _AGO))
        or (not _SIGNS.isdisjoint(lower) and _CREDIT.search(lower) is not None)
        or any(STARTS[name].match(lower) for name in ("photo", "share"))
        or _is_byline(block.text)
        or ANYWHERE["credit"].search(lower) is not None
    )


def _is_byline(text: str) -> bool:
    """Whether the line is a name after "by", e.g. "By Ann Carter"; "By the river" is none."""
    start = _BYLINE.match(text.lower())
    is_name = start is not None and text[start.end() :].lstrip(" :")[:1].isupper()
    return is_name and len(text.split()) <= BYLINE_WORDS


def _is_below(block: Block, above: Collection[str]) -> bool:
    """Whether a short line below the text is a heading, a name, an e-mail address or the like.

    `above` has the keys (`Block.key`) of the blocks above the text. If one of these blocks begins
    or ends with the words of the line, the line is taken for the author's name, which is also in
    the byline.
    """
    if is_in_list(block):
        return False
    lower = block.text.lower()
    return (
        block.tag_number(0) in HEADING_NUMBERS
        or any(key.startswith(block.key) or key.endswith(block.key) for key in above)
        or _ROLE.match(lower) is not None
        or _E_MAIL.search(lower) is not None
        or _NUMBER.match(lower) is not None
    )
