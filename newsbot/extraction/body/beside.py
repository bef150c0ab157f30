"""Text beside an article that reads like a part of it: teasers, cards about persons, feeds."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.surroundings import HEADLINE_WORDS, LINKED
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import Block, is_nameless

# The body's container is the smallest element with more than this share of the probable body.
MOST = 0.6
# A teaser begins with its headline, which is a link.
TEASER_LEVELS = 2
# On copies of andy424 and fundus_tests without markup this gains .001 of F1, on those of aeb it
# loses .003.
PROBABLE_BESIDE = 0.9


def is_beside(
    blocks: Sequence[Block], probabilities: Vector, is_body: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """For each block, whether it is taken for body but stands beside the article.

    Such a block lies outside the body's container, and is in a teaser or less probable than
    PROBABLE_BESIDE. Only pages without a single class name have any, as nothing but the nesting of
    elements tells their parts: on other pages the model sees more, and this rule would cost .0005
    of andy424's F1.
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
    """The number of the innermost container that has two blocks and most of the weight; or None.

    `weights` has one weight for each block, which counts once for each word of the block.
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
