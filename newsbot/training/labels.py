"""Makes the labels with which the model is trained: which blocks of a page are body.

The body of each page in a corpus is known. The label of a block is the share of it that is in this
body.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.text import words_of
from newsbot.plain_text import plain_text

SHINGLE_WORDS = 4
# How many blocks before a block, and how many after it, count as its neighbours. If a page has the
# same text in several blocks, but the labelled body has this text only once, then only one of these
# blocks counts as body: the one whose neighbours have the most words in the labelled body.
NEAR_BLOCKS = 4
# When the words of a block's neighbours are counted (see NEAR_BLOCKS), each neighbour counts for at
# most this many words. Otherwise one long block would count more than several others.
MOST_WORDS = 60

Words = Sequence[str]


def body_shares(blocks: Sequence[Words], body: str) -> NDArray[np.float64]:
    """For each block of a page, the share of the block, 0 to 1, that is in the labelled body.

    `blocks` has the words of each block, and `body` is the labelled body. The share of a block is
    the share of its word 4-grams that are in the body. Each 4-gram of the body is used for one
    block only, long blocks first. A block of fewer than four words has no 4-grams. Its share is 1
    if it is a line of the body, or if the body has its words right before or after words of a
    neighbouring block. Otherwise its share is 0.
    """
    words = words_of(plain_text(body))  # some labelled bodies have soft hyphens
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
    return list(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def _share(runs: Sequence[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> float:
    """The share, 0 to 1, of the 4-grams `runs` that are also in `wanted`; 0 if `runs` is empty."""
    return sum(run in wanted for run in runs) / len(runs) if runs else 0.0


def _near(mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each block, about how many words of its neighbours are in the labelled body.

    The neighbours are the NEAR_BLOCKS blocks before the block and as many after it. `mass` has, for
    each block, about how many words of the block itself are in the labelled body.
    """
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
    """Sets the shares of short blocks to 1 if they are in the labelled body.

    A short block has fewer than SHINGLE_WORDS words. It is in the body in two cases. Either it is
    the same as a line of the body, and one of its neighbours is in the body. Or the body has the
    words of the block right before or after words of a neighbouring block. A line of the body
    counts for one block only. Of several blocks that are the same as the line, the one with the
    highest number in `near` gets it.

    Args:
        blocks: the words of each block of the page.
        shares: the share of each block that is in the labelled body; changed in place.
        near: for each block, about how many words of its neighbours are in the labelled body.
        runs: how often each word 4-gram is in the labelled body.
        lines: how often each line is in the labelled body; changed in place.
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
    """Whether a short block belongs to the labelled body, judged by four words in a row.

    The words of a short block alone may stand in the labelled body by chance. So words of a
    neighbour are added to them, until there are four words: the last words of the block before, or
    the first words of the block after. The result is True if the labelled body has these four words
    in a row. A block counts as a neighbour if it is mostly in the labelled body and at most two
    blocks away. The nearest one is taken.

    Args:
        index: the index of the short block, which has fewer than four words.
        blocks: the words of each block of the page.
        shares: for each block, the share of its text that is in the labelled body, 0 to 1.
        runs: how often each sequence of four words occurs in the labelled body.
    """
    words = tuple(blocks[index])
    missing = SHINGLE_WORDS - len(words)
    before = [blocks[at] for at in (index - 1, index - 2) if at >= 0 and shares[at] > 0.5]
    after = [blocks[at] for at in (index + 1, index + 2) if at < len(blocks) and shares[at] > 0.5]
    return bool(before and runs[(*before[0][-missing:], *words)]) or bool(
        after and runs[(*words, *after[0][:missing])]
    )
