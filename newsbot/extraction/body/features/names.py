"""Features that tell what the elements around a block are called in the HTML, e.g. "sidebar".

The name of an element is its tag, or a word in its class, id or role.
"""

from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Columns, Indices
from newsbot.extraction.page.blocks import CHAIN_LENGTH, Block
from newsbot.extraction.page.containers import HIDDEN_BIT
from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS

# The features of this module count the steps from a block up to the nearest element around it with
# a certain name, e.g. "sidebar". If no element around the block has this name, the value of the
# feature is NOWHERE.
NOWHERE = float(CHAIN_LENGTH + 1)

_COLUMNS = [
    *(f"named_{word}" for word in CLASS_WORDS),
    *(f"in_{tag}" for tag in OUTER_TAGS),
    "hidden",
]


def name_columns(blocks: Sequence[Block], indices: Indices) -> Columns:
    """For each name, a feature: the steps from a block up to the nearest element with this name.

    A name is one of the kinds of class names in CLASS_WORDS (e.g. "sidebar"), one of the tags in
    OUTER_TAGS, or "hidden". The feature is NOWHERE if no element around the block has the name. The
    features are computed only for the blocks at `indices`.
    """
    marks = np.zeros((len(indices), CHAIN_LENGTH), np.int64)
    for row, index in enumerate(indices):
        chain = blocks[index].chain
        marks[row, : len(chain)] = [container.marks for container in chain]
    bits = np.arange(HIDDEN_BIT + 1)
    hits = (marks[:, :, None] >> bits) & 1
    steps = np.where(hits.any(axis=1), hits.argmax(axis=1), NOWHERE)
    return dict(zip(_COLUMNS, steps.T, strict=True))
