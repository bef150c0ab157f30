"""Finds blocks that read like the article's body but stand beside it, e.g. those of teasers."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.surroundings import HEADLINE_WORDS, LINKED
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import Block, is_nameless

# On pages without class names, a block outside the body's container may be left out of the body.
# The container is the innermost element that holds more than this share of the body's words. Each
# word is weighted by the probability that its block is part of the body.
MOST = 0.6
# On pages without class names, a block outside the body's container is left out of the body if it
# is in a teaser. A teaser is an element that begins with a headline that is a link. To find a
# teaser, this many of the elements around the block are checked, counted from the innermost.
TEASER_LEVELS = 2
# On a page without class names, a block outside the body's container stays in the body only if its
# probability of being body is at least this. The container is the innermost element that holds most
# of the body's words.
PROBABLE_BESIDE = 0.9


def is_beside(
    blocks: Sequence[Block], probabilities: Vector, is_body: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """For each block, whether it stands beside the article, and so must be removed from the body.

    `is_body` marks the blocks of the body so far, and `probabilities` tells how probably each block
    is body. The body's container is the innermost element that holds most of the body's words. A
    block of the body outside this container is to be removed in two cases: it is in a teaser, or
    its probability is below PROBABLE_BESIDE.

    This is done only on pages whose elements have no class, and no id or role that tells what an
    element is for. On other pages no block is to be removed, because the model has already judged
    the blocks by these classes, ids and roles.
    """
    beside = np.zeros(len(blocks), np.bool_)
    if not is_nameless(blocks):
        return beside
    main = _main_container(blocks, probabilities * is_body)
    if main is None:
        return beside
    heads: dict[int, Block] = {}  # the first block of each container
    for block in blocks:
        for container in block.chain:
            heads.setdefault(container.number, block)
    for index in np.flatnonzero(is_body).tolist():
        block = blocks[index]
        inner = (heads[container.number] for container in block.chain[:TEASER_LEVELS])
        is_in_teaser = any(
            head.link_share > LINKED and len(head.words) >= HEADLINE_WORDS for head in inner
        )
        beside[index] = all(each.number != main for each in block.chain) and (
            probabilities[index] < PROBABLE_BESIDE or is_in_teaser
        )
    return beside


def _main_container(blocks: Sequence[Block], weights: Vector) -> int | None:
    """The `Container.number` of the body's container; None if there is none.

    The container is the innermost element that has at least two blocks of the body, and more than
    the share MOST of the body's words. Each word counts with the weight of its block in `weights`:
    the probability that the block is body, or 0 if the block is not body.
    """
    masses = [
        (weight * len(block.words), block)
        for block, weight in zip(blocks, weights.tolist(), strict=True)
        if weight
    ]
    held: dict[int, float] = {}
    counts: Counter[int] = Counter()
    for mass, block in masses:
        for container in block.chain:
            held[container.number] = held.get(container.number, 0.0) + mass
            counts[container.number] += 1
    most = MOST * sum(mass for mass, _ in masses)
    main = (number for number, mass in held.items() if mass > most and counts[number] > 1)
    return max(main, default=None)
