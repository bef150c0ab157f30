"""Features that are computed from the text of a block alone.

Examples are its share of stop words, its number of commas, and whether it begins with a phrase such
as "Read more".
"""

import re
from collections.abc import Sequence
from string import ascii_uppercase

import numpy as np

from newsbot.extraction.body.vectors import Columns, Indices
from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.vocabulary import ADDRESSING, ANYWHERE, APPEALING, STARTS, STOP_WORDS

# How many characters from the beginning of a block are searched for phrases such as "Read more": a
# phrase farther on tells little about the block.
BEGINNING = 240
# The value of a feature that is not computed for a block, or that makes no sense for it. For
# example, the features of the heading before a block have this value if there is no such heading.
UNKNOWN = -1.0

_SENTENCE_ENDS = (".", "!", "?", "\u201d", '"', "…", "»", "。", "\u201c", ".)", "\u2019")
_COLUMNS = (
    "stop_words", "addressing", "addressing_share", "appealing", "appealing_share", "capitals",
    "upper", "commas", "ends",
    *(f"starts_{name}" for name in STARTS),
    *(f"says_{name}" for name in ANYWHERE),
)  # fmt: skip

_STARTS = [pattern.match for pattern in STARTS.values()]
_ANYWHERE = [pattern.search for pattern in ANYWHERE.values()]
# Matches a text that begins with a match of any pattern in STARTS, as a tenth of all blocks do. For
# the other blocks, one search with _ANY_START saves the searches with all patterns in STARTS, which
# take four times as long.
_ANY_START = re.compile("|".join(pattern.pattern for pattern in STARTS.values())).match
_NO_START = [False] * len(STARTS)
_CAPITALS = ascii_uppercase.encode()


def wording_columns(blocks: Sequence[Block], indices: Indices) -> Columns:
    """For each block, the features that depend on its wording, e.g. how it begins.

    They are computed only for the blocks at `indices`. For other blocks each feature is UNKNOWN.
    """
    rows = np.full((len(blocks), len(_COLUMNS)), UNKNOWN)
    rows[indices] = [_row(blocks[index]) for index in indices]
    return dict(zip(_COLUMNS, rows.T, strict=True))


def _row(block: Block) -> list[float]:
    """The wording features of one block, in the order of _COLUMNS."""
    text, words = block.text, block.words
    begin = text[:BEGINNING]
    lower = begin.lower()
    spaced = text.split()
    count = len(words)
    addressing = _count_among(words, ADDRESSING)
    appealing = _count_among(words, APPEALING)
    return [
        sum(map(STOP_WORDS.__contains__, words)) / count,
        addressing,
        addressing / count,
        appealing,
        appealing / count,
        len([word for word in spaced if word[0].isupper()]) / len(spaced),
        _count_capitals(begin) / len(begin),
        text.count(","),
        text.endswith(_SENTENCE_ENDS),
        *([search(lower) is not None for search in _STARTS] if _ANY_START(lower) else _NO_START),
        *[search(lower) is not None for search in _ANYWHERE],
    ]


def _count_capitals(text: str) -> int:
    """The number of capital letters in a text; in ASCII, bytes are counted, which is faster."""
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _CAPITALS))
    return sum(map(str.isupper, text))


def _count_among(words: Sequence[str], wanted: frozenset[str]) -> int:
    """How many of `words` are in the set `wanted`; for six of seven blocks, the result is 0."""
    return 0 if wanted.isdisjoint(words) else sum(map(wanted.__contains__, words))
