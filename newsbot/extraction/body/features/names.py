"""Features that tell how the page's author names the elements around a block, e.g. "sidebar"."""

from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Columns, Indices
from newsbot.extraction.page.blocks import CHAIN_LENGTH, Block
from newsbot.extraction.page.containers import HIDDEN_BIT
from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS

# Some features count the steps up from a block to an element with a certain name. NOWHERE is their
# value if no element around the block has this name.
NOWHERE = float(CHAIN_LENGTH + 1)

_COLUMNS = [
    *(f"named_{word}" for word in CLASS_WORDS),
    *(f"in_{tag}" for tag in OUTER_TAGS),
    "hidden",
]


def name_columns(blocks: Sequence[Block], indices: Indices) -> Columns:
    """For each name, the number of steps from a block up to the nearest element with this name.

    A name is e.g. "sidebar": one of the kinds of classes in CLASS_WORDS, one of the tags in
    OUTER_TAGS, or "hidden". The number of steps is NOWHERE if no element around the block has the
    name. Only the blocks at `indices` get values.
    """
    marks = np.zeros((len(indices), CHAIN_LENGTH), np.int64)
    for row, index in enumerate(indices):
        chain = blocks[index].chain
        marks[row, : len(chain)] = [container.marks for container in chain]
    bits = np.arange(HIDDEN_BIT + 1)
    hits = (marks[:, :, None] >> bits) & 1
    steps = np.where(hits.any(axis=1), hits.argmax(axis=1), NOWHERE)
    return dict(zip(_COLUMNS, steps.T, strict=True))
