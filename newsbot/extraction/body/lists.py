"""Lists and tables of data, which are body as a whole or not at all."""

from collections.abc import Sequence

import numpy as np

from newsbot.extraction.body.vectors import Places, Vector
from newsbot.extraction.page.blocks import Block

# An item's text may stand in a paragraph of it.
ITEM_LEVELS = 2
# So many parts are enough to tell whether a list is body.
LIST_PARTS = 40


def read_lists(blocks: Sequence[Block]) -> list[Places]:
    """The places of the parts of each list or data table."""
    parts: dict[int, list[int]] = {}
    for place, block in enumerate(blocks):
        number = _list_number(block)
        if number >= 0:
            parts.setdefault(number, []).append(place)
    return [np.array(places, dtype=np.intp) for places in parts.values()]


def _list_number(block: Block) -> int:
    """The number of the list or data table that it is a part of, -1 if of none."""
    tags = [container.tag for container in block.chain]
    if tags[:1] == ["tr"]:
        wholes = {"table"}
    elif "li" in tags[:ITEM_LEVELS]:
        wholes = {"ul", "ol", "menu"}
    else:
        return -1
    return next((each.number for each in block.chain if each.tag in wholes), -1)


def evened(certainties: Vector, lists: Sequence[Places]) -> Vector:
    """`certainties`, with their mean for all parts of a list or table: it is body as a whole.

    Of a long one its beginning decides.
    """
    even = certainties.copy()
    for places in lists:
        even[places] = certainties[places[:LIST_PARTS]].mean()
    return even
