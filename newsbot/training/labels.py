"""How much of each block of a page its labelled body holds."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.text import words_of

SHINGLE_WORDS = 4
# Of blocks that read alike the one among other body is meant.
NEAR_BLOCKS = 4
# A long block does not outweigh its neighbours.
MOST_WORDS = 60

Words = Sequence[str]


def body_shares(blocks: Sequence[Words], body: str) -> NDArray[np.float64]:
    """For each block, given by its words, the part of it (0 to 1) that is in `body`.

    Counted in runs of four words, as the score counts them. Each run of the body is used once, by
    long blocks first. A block of less than four words is in it as a line of its own or as the
    continuation of a neighbour.
    """
    words = words_of(body)
    runs = Counter(_runs(words))
    own = [_runs(block) for block in blocks]
    raw = np.array([_share(each, runs) for each in own])
    near = _near(raw * np.minimum([len(block) for block in blocks], MOST_WORDS))
    order = sorted(range(len(blocks)), key=lambda place: (-len(own[place]), -near[place]))
    shares = np.zeros(len(blocks))
    left = Counter(runs)
    for place in order:
        used = [run for run in own[place] if _take(left, run)]
        shares[place] = len(used) / len(own[place]) if own[place] else 0.0
    _label_short(blocks, shares, near, runs, Counter(map(_line, body.splitlines())))
    return shares


def _runs(words: Words) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False))


def _share(runs: Sequence[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> float:
    return sum(run in wanted for run in runs) / len(runs) if runs else 0.0


def _near(mass: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mass of each block's neighbours."""
    total = np.concatenate([[0.0], np.cumsum(mass)])
    places = np.arange(len(mass))
    last = np.minimum(len(mass), places + NEAR_BLOCKS + 1)
    near: NDArray[np.float64] = total[last] - total[np.maximum(0, places - NEAR_BLOCKS)] - mass
    return near


def _take(left: Counter[tuple[str, ...]], run: tuple[str, ...]) -> bool:
    if left[run] > 0:
        left[run] -= 1
        return True
    return False


def _line(text: str) -> tuple[str, ...]:
    return tuple(words_of(text))


def _label_short(
    blocks: Sequence[Words],
    shares: NDArray[np.float64],
    near: NDArray[np.float64],
    runs: Counter[tuple[str, ...]],
    lines: Counter[tuple[str, ...]],
) -> None:
    """Sets the shares of the blocks that are too short for a run, those among body first."""
    for place, block in enumerate(blocks):
        if shares[place] > 0.9:
            lines[tuple(block)] -= 1
    short = [place for place, block in enumerate(blocks) if len(block) < SHINGLE_WORDS]
    for place in sorted(short, key=lambda place: -near[place]):
        words = tuple(blocks[place])
        if near[place] > 0 and lines[words] > 0:
            lines[words] -= 1
            shares[place] = 1.0
        elif _continues(place, blocks, shares, runs):
            shares[place] = 1.0


def _continues(
    place: int,
    blocks: Sequence[Words],
    shares: NDArray[np.float64],
    runs: Counter[tuple[str, ...]],
) -> bool:
    """Whether the body goes on from the block before to this one, or from this one to the next."""
    words = tuple(blocks[place])
    missing = SHINGLE_WORDS - len(words)
    before = [blocks[at] for at in (place - 1, place - 2) if at >= 0 and shares[at] > 0.5]
    after = [blocks[at] for at in (place + 1, place + 2) if at < len(blocks) and shares[at] > 0.5]
    return bool(before and runs[(*before[0][-missing:], *words)]) or bool(
        after and runs[(*words, *after[0][:missing])]
    )
