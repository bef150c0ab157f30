"""Adds to the body the headings of its parts that the model left out.

The model is strict with headings in cards, e.g. the names of products in a list of products,
although it takes the text below them for body.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.read_also import is_linked_headline
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block

# A heading between blocks of the body is body if its probability is at least this. The rule raises
# F1 by .0003 on the corpus wcxb_dev, which has guides; on two corpora of news it lowers F1 by
# .0001.
POSSIBLE = 0.05
# The block after the heading must have at least this many characters, and one of the elements
# around it, at most NEAR_LEVELS above the innermost, must be around the heading too.
TEXT = 80
NEAR_LEVELS = 2


def with_headings(
    blocks: Sequence[Block], probabilities: Vector, is_body: NDArray[np.bool_], url: str
) -> NDArray[np.bool_]:
    """For each block of the page at `url`, whether it is body or the heading of a part of it.

    Headings that link to other articles of the site are not added, nor is what stands above the
    body.
    """
    added = is_body.copy()
    for index in np.flatnonzero(is_body)[1:].tolist():
        heading, text = blocks[index - 1], blocks[index]
        added[index - 1] |= (
            heading.tag_number(0) in HEADING_NUMBERS[1:]
            and probabilities[index - 1] >= POSSIBLE
            and len(text.text) >= TEXT
            and _are_near(heading, text)
            and not is_linked_headline(heading, url)
        )
    return added


def _are_near(heading: Block, text: Block) -> bool:
    """Whether an element that is near to both blocks holds both."""
    near = {each.number for each in heading.chain[1 : NEAR_LEVELS + 1]}
    return any(each.number in near for each in text.chain[: NEAR_LEVELS + 1])
