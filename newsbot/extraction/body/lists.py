"""Finds the lists and data tables of a page, and gives all parts of a list the same probability.

The reason is that a list is mostly part of the article's body as a whole, or not at all. Data
tables are treated like lists.
"""

from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Indices, Vector
from newsbot.extraction.page.blocks import Block

# A block is part of a list if one of this many elements around it, counted from the innermost, is
# an <li>. The text of a list item may stand in a paragraph inside the <li>.
ITEM_LEVELS = 2
# All blocks of a list or data table get the same probability of being body: the mean probability of
# this many blocks at the beginning of the list or table.
LIST_PARTS = 40


def read_lists(blocks: Sequence[Block]) -> list[Indices]:
    """For each list and data table of the page, the indices of the blocks that are its parts."""
    parts: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        number = _list_number(block)
        if number >= 0:
            parts.setdefault(number, []).append(index)
    return [np.array(indices, dtype=np.intp) for indices in parts.values()]


def is_in_list(block: Block) -> bool:
    """Whether the block is an item of a list, or stands in such an item."""
    return "li" in [container.tag for container in block.chain[:ITEM_LEVELS]]


def _list_number(block: Block) -> int:
    """The `Container.number` of the list or data table that contains the block; -1 if none does."""
    tags = [container.tag for container in block.chain[:ITEM_LEVELS]]
    if tags[:1] == ["tr"]:
        wholes = {"table"}
    elif "li" in tags:
        wholes = {"ul", "ol", "menu"}
    else:
        return -1
    return next((each.number for each in block.chain if each.tag in wholes), -1)


def averaged_over_lists(probabilities: Vector, lists: Sequence[Indices]) -> Vector:
    """A copy of `probabilities` in which all blocks of a list or table have the same value.

    The value is the mean of the probabilities of the first LIST_PARTS blocks of the list or table.
    `lists` has for each list or table the indices of its blocks.
    """
    averaged = probabilities.copy()
    for indices in lists:
        averaged[indices] = probabilities[indices[:LIST_PARTS]].mean()
    return averaged
