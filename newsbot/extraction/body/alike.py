"""Finds further sentences of a body of which the model is so unsure that it misses parts of it.

They are sentences that look like the blocks that the model found, and stand beside them.
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import count_words

# A sentence is added to the body only if it has at least MIN_WORDS words, and if at least MIN_ALIKE
# blocks of the body look like it.
MIN_WORDS = 8
MIN_ALIKE = 2
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964\u06d4\u061f][\W_]*$")


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
    """A value that two blocks share if they look alike and are in the same element."""
    looks = [each.looks for each in block.chain[:1]]
    return (*looks, *(each.number for each in block.chain[1:2]))


def _is_sentence(block: Block) -> bool:
    is_whole = _SENTENCE_END.search(block.text) is not None
    return is_whole and block.link_share == 0 and count_words(block.text) >= MIN_WORDS
