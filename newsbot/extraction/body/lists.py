"""Lists and tables of data, each of which is body as a whole or not at all."""

from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Indices, Vector
from newsbot.extraction.page.blocks import Block

# An item's text may stand in a paragraph inside the item.
ITEM_LEVELS = 2
# The first parts, up to this number, are enough to tell whether a list is body.
LIST_PARTS = 40


def read_lists(blocks: Sequence[Block]) -> list[Indices]:
    """For each list and data table the indices of its items or rows among the page's blocks."""
    parts: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        number = _list_number(block)
        if number >= 0:
            parts.setdefault(number, []).append(index)
    return [np.array(indices, dtype=np.intp) for indices in parts.values()]


def _list_number(block: Block) -> int:
    """The container number of the list or data table that the block is in, -1 if in none."""
    tags = [container.tag for container in block.chain]
    if tags[:1] == ["tr"]:
        wholes = {"table"}
    elif "li" in tags[:ITEM_LEVELS]:
        wholes = {"ul", "ol", "menu"}
    else:
        return -1
    return next((each.number for each in block.chain if each.tag in wholes), -1)


def averaged_over_lists(probabilities: Vector, lists: Sequence[Indices]) -> Vector:
    """The `probabilities`, but all parts of a list or table get the mean of its first LIST_PARTS.

    `lists` is what `read_lists` gives.
    """
    averaged = probabilities.copy()
    for indices in lists:
        averaged[indices] = probabilities[indices[:LIST_PARTS]].mean()
    return averaged
