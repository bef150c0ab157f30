"""Adds to the body sentences that the model has missed, on pages where the model is unsure.

A sentence is added if it looks like blocks that the model took for body, and stands beside them.
"""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import count_words, ends_sentence

# A block that the model left out is added to the body only if it is a sentence of at least
# MIN_WORDS words, and if at least MIN_ALIKE blocks of the body look like it.
MIN_WORDS = 8
MIN_ALIKE = 2


def is_alike_sentence(blocks: Sequence[Block], is_body: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """For each block, whether it is a sentence that looks like blocks of the body beside it.

    Blocks look alike if they have the same tag and classes. They stand beside each other if they
    are in the same element. `is_body` marks the blocks of the body.
    """
    kinds = [_kind(block) for block in blocks]
    counts = Counter(kinds[index] for index in np.flatnonzero(is_body).tolist())
    return np.array(
        [
            counts[kind] >= MIN_ALIKE and _is_sentence(block)
            for kind, block in zip(kinds, blocks, strict=True)
        ]
    )


def _kind(block: Block) -> Hashable:
    """A value that two blocks share if their elements have the same tag, classes and parent."""
    looks = [each.looks for each in block.chain[:1]]
    return (*looks, *(each.number for each in block.chain[1:2]))


def _is_sentence(block: Block) -> bool:
    is_whole = block.link_share == 0 and ends_sentence(block.text)
    return is_whole and count_words(block.text) >= MIN_WORDS
