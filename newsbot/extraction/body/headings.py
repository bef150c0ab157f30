"""Adds to the body the headings of its parts that the model left out.

In a list of products, for example, each product has a box with its name as a heading and a text.
The model often takes the text for body, but not the heading.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.left_out.read_also import is_linked_headline
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import HEADING_NUMBERS, Block

# A heading between blocks of the body is itself taken for body if its probability is at least this.
# The rule is kept because it gains more than it loses: it raises F1 by .0003 on the corpus
# wcxb_dev, which has guides (pages of advice) too, and lowers it by .0001 on two corpora of news.
POSSIBLE = 0.05
# A heading becomes part of the body only if the block after it, which is body, has at least TEXT
# characters, and if the two are close: one element holds both, at most NEAR_LEVELS steps up from
# the innermost element around either of them.
TEXT = 80
NEAR_LEVELS = 2


def with_headings(
    blocks: Sequence[Block], probabilities: Vector, is_body: NDArray[np.bool_], url: str
) -> NDArray[np.bool_]:
    """For each block of the page at `url`, whether it is body or the heading just before body.

    A heading above the first block of the body is not added, nor is a heading that links to another
    article of the site.
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
    near = {each.number for each in heading.chain[1 : NEAR_LEVELS + 1]}
    return any(each.number in near for each in text.chain[: NEAR_LEVELS + 1])
