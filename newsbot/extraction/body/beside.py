"""What stands beside the body although it reads like it: teasers, people's cards, feeds."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.body.features.surroundings import HEADLINE_WORDS, LINKED
from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import Block, is_nameless

# The body's container is the smallest one with more than this of what is taken for body.
MOST = 0.6
# A teaser begins with its headline, which is a link.
TEASER_LEVELS = 2
# On copies of andy424 and fundus_tests without markup this gains .001 of F1, on those of aeb it
# loses .003.
SURE_BESIDE = 0.9


def is_beside(
    blocks: Sequence[Block], certainties: Vector, is_body: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Which blocks of the body stand outside its container, and in a teaser or not very sure.

    Only on a page without a single class name, where what stands together is all there is to go
    by: on others the model sees more, and this would cost .0005 of andy424's F1.
    """
    beside = np.zeros(len(blocks), np.bool_)
    if not is_nameless(blocks):
        return beside
    main = _main_container(blocks, certainties * is_body)
    if main is None:
        return beside
    heads = _first_blocks(blocks)
    for place in np.flatnonzero(is_body).tolist():
        block = blocks[place]
        beside[place] = all(each.number != main for each in block.chain) and (
            certainties[place] < SURE_BESIDE or _is_in_teaser(block, heads)
        )
    return beside


def _main_container(blocks: Sequence[Block], weights: Vector) -> int | None:
    """The number of the innermost container of two blocks or more with most of the weight."""
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


def _first_blocks(blocks: Sequence[Block]) -> dict[int, Block]:
    """The block that each container begins with."""
    first: dict[int, Block] = {}
    for block in blocks:
        for container in block.chain:
            first.setdefault(container.number, block)
    return first


def _is_in_teaser(block: Block, heads: dict[int, Block]) -> bool:
    inner = (heads[container.number] for container in block.chain[:TEASER_LEVELS])
    return any(head.link_share > LINKED and len(head.words) >= HEADLINE_WORDS for head in inner)
