"""Adds to the body sentences that the model has missed, on pages where the model is unsure.

A sentence is added if it looks like blocks that the model took for body, and stands beside them.
"""

import re
from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import count_words, ends_sentence

# A block that the model left out is added to the body only if it is a sentence of at least
# MIN_WORDS words, and if at least MIN_ALIKE blocks of the body look like it.
MIN_WORDS = 8
MIN_ALIKE = 2
# The block right after the last block of the body may be added as the article's last sentence. A
# short sentence, such as "The trial goes on.", needs at least the probability LAST. The second of
# two paragraphs needs at least LAST_OF_TWO. These limits are low because of languages that write
# few words, such as Polish or Chinese. In these, the model gives a short last sentence a
# probability of .16 to .5.
LAST = 0.15
LAST_OF_TWO = 0.25
# A short last sentence of an article, e.g. "The trial goes on.", has at most this many characters.
# Longer sentences after the body are mostly notes, e.g. "This article was edited by Ann Carter and
# Cy Reed."
SHORT = 40

# Matches a full stop at the end of a text, in many scripts. It does not match "!" or "?", with
# which appeals to the reader end, or a full stop after an initial, as in "Ann C."
_STATES = re.compile(
    r"(?<!\b\w)[.\u3002\u0964\u06d4\u104b\u1362\u17d4\u0589][\"'\u00bb\u201c\u201d\u2019\u300d)]*$"
)


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


def is_last_sentence(
    blocks: Sequence[Block],
    probabilities: Vector,
    is_body: NDArray[np.bool_],
    is_kept: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """For each block, whether it is a sentence that ends the body, though the model is unsure.

    Such a sentence follows the last block of the body, looks like that block and stands in the same
    element. Besides, the sentence is short and the last MIN_ALIKE blocks of the body look like it,
    or the body has only one block so far. `is_kept` marks the blocks that trafilatura keeps.
    `probabilities` has the model's probability for each block.
    """
    marked = np.zeros(len(blocks), np.bool_)
    body = np.flatnonzero(is_body).tolist()
    if not body or body[-1] + 1 == len(blocks):
        return marked
    index = body[-1] + 1
    block, kind = blocks[index], _kind(blocks[index])
    if is_kept[index] and block.link_share == 0 and _STATES.search(block.text):
        is_second = len(body) == 1 and count_words(block.text) >= MIN_WORDS
        is_second = is_second and probabilities[index] >= LAST_OF_TWO
        is_short = len(body) >= MIN_ALIKE and len(block.text) <= SHORT
        is_short = is_short and probabilities[index] >= LAST
        marked[index] = (is_second or is_short) and all(
            _kind(blocks[each]) == kind for each in body[-MIN_ALIKE:]
        )
    return marked


def _kind(block: Block) -> Hashable:
    """A value that two blocks share if their elements have the same tag, classes and parent."""
    looks = [each.looks for each in block.chain[:1]]
    return (*looks, *(each.number for each in block.chain[1:2]))


def _is_sentence(block: Block) -> bool:
    is_whole = block.link_share == 0 and ends_sentence(block.text)
    return is_whole and count_words(block.text) >= MIN_WORDS
