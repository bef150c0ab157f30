"""How much of each block another text holds: what trafilatura kept, or a page's JSON-LD."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.blocks import Block
from newsbot.extraction.text import word_key

# A block that is not in the text as a whole may be in part: with links or a line left out.
PIECE_CHARACTERS = 16
MIN_PIECES = 3
NEAR_BLOCKS = 4
MOST_WORDS = 60
# What is kept by more than half is kept.
KEPT = 0.5


def kept_shares(blocks: Sequence[Block], text: str) -> NDArray[np.float64]:
    """For each block the part of it, 0 to 1, that `text` holds.

    Of blocks that read alike only as many count as the text has, those among kept neighbours first.
    """
    joined = "\n".join(map(word_key, text.splitlines()))
    lines = frozenset(joined.split("\n"))
    shares = np.array([_share(block.key, joined, lines) for block in blocks], dtype=np.float64)
    for places in _repeated(blocks, shares):
        spare = len(places) - max(joined.count(blocks[places[0]].key), 1)
        if spare > 0:
            masses = [_mass_around(place, blocks, shares) for place in places]
            for place in [places[at] for at in np.argsort(masses, kind="stable")[:spare]]:
                shares[place] = 0.0
    return shares


def _share(key: str, joined: str, lines: frozenset[str]) -> float:
    if key in lines or key in joined:  # most are whole lines, which long texts are not searched for
        return 1.0
    pieces = len(key) // PIECE_CHARACTERS
    if pieces < MIN_PIECES:
        return 0.0
    size = PIECE_CHARACTERS
    return sum(key[at * size : (at + 1) * size] in joined for at in range(pieces)) / pieces


def _repeated(blocks: Sequence[Block], shares: NDArray[np.float64]) -> list[list[int]]:
    """The places of kept blocks that read alike."""
    places: dict[str, list[int]] = {}
    for place in np.flatnonzero(shares == 1.0).tolist():
        places.setdefault(blocks[place].key, []).append(place)
    return [alike for alike in places.values() if len(alike) > 1]


def _mass_around(place: int, blocks: Sequence[Block], shares: NDArray[np.float64]) -> float:
    """Kept words of the blocks before and after, long ones capped."""
    before = range(max(0, place - NEAR_BLOCKS), place)
    near = [*before, *range(place + 1, min(len(blocks), place + 1 + NEAR_BLOCKS))]
    return float(sum(min(len(blocks[at].words), MOST_WORDS) * shares[at] for at in near))
