"""The share of each block that is also in another text: trafilatura's, or that in JSON-LD."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import word_key

# A block that is not in the other text as a whole is looked for in pieces of so many characters,
# because the text may lack the block's links or one of its lines.
PIECE_CHARACTERS = 16
# A block that is shorter than so many pieces is only looked for as a whole: to find one or two
# pieces proves nothing.
MIN_PIECES = 3
# If there are more strings of the same length than this to look for, it is faster to look up what
# stands at each position of the text than to search for each string.
FEW_STRINGS = 400
# If a text stands in more blocks of the page than the other text has copies of it, the blocks with
# the most kept words nearby count as kept. Nearby are so many blocks before a block and after it,
# each with at most MOST_WORDS words.
NEAR_BLOCKS = 4
MOST_WORDS = 60
# A block counts as kept if more than this share of it is in the other text.
KEPT = 0.5


def kept_shares(blocks: Sequence[Block], text: str) -> Vector:
    """For each block, the share of it, 0 to 1, that is also in `text`.

    Of blocks that read alike, only as many count as kept as `text` has copies: the blocks with the
    most kept words around them.
    """
    joined = "\n".join(map(word_key, text.splitlines()))
    held = _held_shares({block.key for block in blocks}, joined)
    shares = np.array([held[block.key] for block in blocks], dtype=np.float64)
    for indices in _repeated(blocks, shares):
        spare = len(indices) - max(joined.count(blocks[indices[0]].key), 1)
        if spare > 0:
            masses = [_mass_around(index, blocks, shares) for index in indices]
            for index in [indices[at] for at in np.argsort(masses, kind="stable")[:spare]]:
                shares[index] = 0.0
    return shares


def _held_shares(keys: set[str], joined: str) -> Mapping[str, float]:
    """For each key, the share of it, 0 to 1, that is in `joined`.

    A key is the text of a block without spaces and signs (`Block.key`). `joined` has the lines of
    the other text in the same form.
    """
    lines = frozenset(joined.split("\n"))  # most are whole lines
    size = PIECE_CHARACTERS
    pieces = {
        key: [key[at : at + size] for at in range(0, len(key) - size + 1, size)] or [key]
        for key in keys - lines
    }
    held = _held({piece for each in pieces.values() for piece in each}, joined)
    return dict.fromkeys(keys & lines, 1.0) | {
        key: _share(key, sum(piece in held for piece in each) / len(each), joined)
        for key, each in pieces.items()
    }


def _share(key: str, share: float, joined: str) -> float:
    """The share of a key, 0 to 1, that counts as kept if `share` of its pieces is in `joined`.

    A short key is kept as a whole or not at all: one or two pieces prove nothing.
    """
    if share == 1.0 and key in joined:
        return 1.0
    return share if len(key) >= MIN_PIECES * PIECE_CHARACTERS else 0.0


def _held(strings: Collection[str], text: str) -> set[str]:
    """Those of `strings` that occur in `text`."""
    by_length: dict[int, set[str]] = defaultdict(set)
    for string in strings:
        by_length[len(string)].add(string)
    held: set[str] = set()
    for length, alike in by_length.items():
        if len(alike) <= FEW_STRINGS:
            held.update(string for string in alike if string in text)
        else:
            starts = range(len(text) - length + 1)
            held.update(text[at : at + length] for at in starts if text[at : at + length] in alike)
    return held


def _repeated(blocks: Sequence[Block], shares: Vector) -> list[list[int]]:
    """For each text that several wholly kept blocks have, the indices of these blocks."""
    indices: dict[str, list[int]] = {}
    for index in np.flatnonzero(shares == 1.0).tolist():
        indices.setdefault(blocks[index].key, []).append(index)
    return [alike for alike in indices.values() if len(alike) > 1]


def _mass_around(index: int, blocks: Sequence[Block], shares: Vector) -> float:
    """The number of kept words in the blocks near the block at `index`.

    These are the NEAR_BLOCKS blocks before and after it; of each at most MOST_WORDS words count.
    """
    before = range(max(0, index - NEAR_BLOCKS), index)
    near = [*before, *range(index + 1, min(len(blocks), index + 1 + NEAR_BLOCKS))]
    return float(sum(min(len(blocks[at].words), MOST_WORDS) * shares[at] for at in near))
