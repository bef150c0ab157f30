"""How much of each block another text holds: what trafilatura kept, or a page's JSON-LD."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import word_key

# A block that is not in the text as a whole may be in part: with links or a line left out.
PIECE_CHARACTERS = 16
MIN_PIECES = 3
# To search a text for more strings of a length takes longer than to look at each place of it.
FEW_STRINGS = 400
NEAR_BLOCKS = 4
MOST_WORDS = 60
# What is kept by more than half is kept.
KEPT = 0.5


def kept_shares(blocks: Sequence[Block], text: str) -> NDArray[np.float64]:
    """For each block the part of it, 0 to 1, that `text` holds.

    Of blocks that read alike only as many count as the text has, those among kept neighbours first.
    """
    joined = "\n".join(map(word_key, text.splitlines()))
    held = _held_shares({block.key for block in blocks}, joined)
    shares = np.array([held[block.key] for block in blocks], dtype=np.float64)
    for places in _repeated(blocks, shares):
        spare = len(places) - max(joined.count(blocks[places[0]].key), 1)
        if spare > 0:
            masses = [_mass_around(place, blocks, shares) for place in places]
            for place in [places[at] for at in np.argsort(masses, kind="stable")[:spare]]:
                shares[place] = 0.0
    return shares


def _held_shares(keys: set[str], joined: str) -> Mapping[str, float]:
    """For each key the part of it that `joined` holds: of many keys too in the time of a few."""
    lines = frozenset(joined.split("\n"))  # most are whole lines
    pieces = {key: _pieces(key) for key in keys - lines}
    held = _held({piece for each in pieces.values() for piece in each}, joined)
    return dict.fromkeys(keys & lines, 1.0) | {
        key: _share(key, sum(piece in held for piece in each) / len(each), joined)
        for key, each in pieces.items()
    }


def _pieces(key: str) -> list[str]:
    size = PIECE_CHARACTERS
    return [key[at : at + size] for at in range(0, len(key) - size + 1, size)] or [key]


def _share(key: str, share: float, joined: str) -> float:
    if share == 1.0 and key in joined:
        return 1.0
    return share if len(key) >= MIN_PIECES * PIECE_CHARACTERS else 0.0


def _held(strings: Collection[str], text: str) -> set[str]:
    """Those of `strings` that `text` holds."""
    by_length: dict[int, set[str]] = defaultdict(set)
    for string in strings:
        by_length[len(string)].add(string)
    held: set[str] = set()
    for length, alike in by_length.items():
        if len(alike) <= FEW_STRINGS:
            held.update(string for string in alike if string in text)
        else:
            places = range(len(text) - length + 1)
            held.update(text[at : at + length] for at in places if text[at : at + length] in alike)
    return held


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
