"""Features that are computed from the text of a block alone.

Examples are its share of stop words, its number of commas, and whether it begins with a phrase such
as "Read more".
"""

from collections.abc import Sequence

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
    addressing = len([word for word in words if word in ADDRESSING])
    appealing = len([word for word in words if word in APPEALING])
    return [
        len([word for word in words if word in STOP_WORDS]) / count,
        addressing,
        addressing / count,
        appealing,
        appealing / count,
        len([word for word in spaced if word[0].isupper()]) / len(spaced),
        sum(map(str.isupper, begin)) / len(begin),
        text.count(","),
        text.endswith(_SENTENCE_ENDS),
        *(pattern.match(lower) is not None for pattern in STARTS.values()),
        *(pattern.search(lower) is not None for pattern in ANYWHERE.values()),
    ]
