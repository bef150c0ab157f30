"""The share of each block of a page that is in the labelled body."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.text import words_of

SHINGLE_WORDS = 4
# Of blocks that read alike, the label means the one that stands among other blocks of the body.
NEAR_BLOCKS = 4
# More words of a block do not count, so that a long block does not outweigh its neighbours.
MOST_WORDS = 60

Words = Sequence[str]


def body_shares(blocks: Sequence[Words], body: str) -> NDArray[np.float64]:
    """For each block, given by its words, the share of it, 0 to 1, that is in `body`.

    The share is counted in runs of four words, as the score counts them. Each run of the body is
    used once, by long blocks first. A block of less than four words is in the body if it is a line
    of the body, or if the body has its words right before or after those of a neighbour.
    """
    words = words_of(body)
    runs = Counter(_runs(words))
    own = [_runs(block) for block in blocks]
    raw = np.array([_share(each, runs) for each in own])
    near = _near(raw * np.minimum([len(block) for block in blocks], MOST_WORDS))
    order = sorted(range(len(blocks)), key=lambda index: (-len(own[index]), -near[index]))
    shares = np.zeros(len(blocks))
    left = Counter(runs)
    for index in order:
        used = Counter(own[index]) & left
        left.subtract(used)
        shares[index] = used.total() / len(own[index]) if own[index] else 0.0
    lines = Counter(tuple(words_of(line)) for line in body.splitlines())
    _label_short(blocks, shares, near, runs, lines)
    return shares


def _runs(words: Words) -> list[tuple[str, ...]]:
    """The runs of SHINGLE_WORDS words, overlapping."""
    return list(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def _share(runs: Sequence[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> float:
    """The share of these runs that are wanted; 0 where there are no runs."""
    return sum(run in wanted for run in runs) / len(runs) if runs else 0.0


def _near(mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each block the sum of the masses of its neighbours, NEAR_BLOCKS on either side."""
    total = np.concatenate([[0.0], np.cumsum(mass)])
    indices = np.arange(len(mass))
    last = np.minimum(len(mass), indices + NEAR_BLOCKS + 1)
    near: NDArray[np.float64] = total[last] - total[np.maximum(0, indices - NEAR_BLOCKS)] - mass
    return near


def _label_short(
    blocks: Sequence[Words],
    shares: NDArray[np.float64],
    near: NDArray[np.float64],
    runs: Counter[tuple[str, ...]],
    lines: Counter[tuple[str, ...]],
) -> None:
    """Sets the shares of blocks that are too short for a run, first of those among body blocks.

    `near` is the mass of each block's neighbours, `runs` and `lines` are those of the body.
    """
    for index, block in enumerate(blocks):
        if shares[index] > 0.9:
            lines[tuple(block)] -= 1
    short = [index for index, block in enumerate(blocks) if len(block) < SHINGLE_WORDS]
    for index in sorted(short, key=lambda index: -near[index]):
        words = tuple(blocks[index])
        if near[index] > 0 and lines[words] > 0:
            lines[words] -= 1
            shares[index] = 1.0
        elif _continues(index, blocks, shares, runs):
            shares[index] = 1.0


def _continues(
    index: int,
    blocks: Sequence[Words],
    shares: NDArray[np.float64],
    runs: Counter[tuple[str, ...]],
) -> bool:
    """Whether the body has the words of this block next to those of the block before or after."""
    words = tuple(blocks[index])
    missing = SHINGLE_WORDS - len(words)
    before = [blocks[at] for at in (index - 1, index - 2) if at >= 0 and shares[at] > 0.5]
    after = [blocks[at] for at in (index + 1, index + 2) if at < len(blocks) and shares[at] > 0.5]
    return bool(before and runs[(*before[0][-missing:], *words)]) or bool(
        after and runs[(*words, *after[0][:missing])]
    )
