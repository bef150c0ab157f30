"""Lists and data tables of a page; all parts of one get the same probability of being body."""

from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Indices, Vector
from newsbot.extraction.page.blocks import Block

# A block is part of a list if one of so many elements around it, from the innermost, is an <li>:
# the text of an item may stand in a paragraph inside the item.
ITEM_LEVELS = 2
# All items of a list, or rows of a table, get the mean probability of the first so many, which are
# enough to tell whether the list is body.
LIST_PARTS = 40


def read_lists(blocks: Sequence[Block]) -> list[Indices]:
    """For each list and data table of the page, the indices of the blocks that are its parts."""
    parts: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        number = _list_number(block)
        if number >= 0:
            parts.setdefault(number, []).append(index)
    return [np.array(indices, dtype=np.intp) for indices in parts.values()]


def _list_number(block: Block) -> int:
    """The `Container.number` of the list or data table that the block is in; -1 if in none."""
    tags = [container.tag for container in block.chain]
    if tags[:1] == ["tr"]:
        wholes = {"table"}
    elif "li" in tags[:ITEM_LEVELS]:
        wholes = {"ul", "ol", "menu"}
    else:
        return -1
    return next((each.number for each in block.chain if each.tag in wholes), -1)


def averaged_over_lists(probabilities: Vector, lists: Sequence[Indices]) -> Vector:
    """A copy of `probabilities` in which all parts of a list have the mean of its first LIST_PARTS.

    `lists` is what `read_lists` gives, data tables included.
    """
    averaged = probabilities.copy()
    for indices in lists:
        averaged[indices] = probabilities[indices[:LIST_PARTS]].mean()
    return averaged
