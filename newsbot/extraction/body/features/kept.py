"""Measures how much of each block is in another text.

The other text is what trafilatura keeps of the page, or the `articleBody` in the page's JSON-LD.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from newsbot.extraction.body.vectors import Vector
from newsbot.extraction.page.blocks import Block
from newsbot.extraction.page.text import word_key

# To tell how much of a block is in another text, the block is cut into pieces of this many
# characters. Each piece is looked for in the text. A block that is a whole line of the text is not
# cut.
PIECE_CHARACTERS = 16
# To measure how much of a block is in another text, the block is cut into pieces of
# PIECE_CHARACTERS characters, and each piece is looked for in the text. A block that is shorter
# than MIN_PIECES such pieces is not cut. Its share is 1 if the whole block is in the text, and 0 if
# not.
MIN_PIECES = 3
# There are two ways to look for many strings of one length, e.g. pieces of blocks, in a text. Up to
# this many strings are searched for one by one. If there are more, it is faster to take each part
# of the text that has this length, and to look it up in the set of the strings.
FEW_STRINGS = 400
# To tell which blocks of the page are in a text, e.g. in the output of trafilatura, the words of
# each block are looked for in the text. Several blocks may have the same words, although the text
# has them only once. Then only one of these blocks counts as being in the text: the one whose
# neighbours have the most words that are in the text too. The neighbours of a block are the
# NEAR_BLOCKS blocks before it and the NEAR_BLOCKS blocks after it. At most MOST_WORDS words of each
# neighbour are counted.
NEAR_BLOCKS = 4
MOST_WORDS = 60
# A block counts as kept by trafilatura if more than this share of its text is in trafilatura's
# text.
KEPT = 0.5


def kept_shares(blocks: Sequence[Block], text: str) -> Vector:
    """For each block, the share of its text, 0 to 1, that is also in `text`.

    Several blocks may have the same words, while `text` has these words only once. Then one of the
    blocks keeps its share: the one whose neighbours have the most words in `text`. The others get
    the share 0. If `text` has the words twice, two of the blocks keep their shares, and so on.
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
    """For each block of a page, the share of its text, 0 to 1, that is also in the text `joined`.

    To measure the share, a block's text is cut into pieces, and each piece is looked for in
    `joined` (see PIECE_CHARACTERS).

    Args:
        keys: the texts of the blocks, without spaces or punctuation (`Block.key`). They are also
            the keys of the result.
        joined: the text with which the page is compared, e.g. that of the page's JSON-LD. Its lines
            have no spaces or punctuation either.
    """
    lines = frozenset(joined.split("\n"))  # most of the keys are lines of the text
    size = PIECE_CHARACTERS
    short = {key for key in keys - lines if len(key) < MIN_PIECES * size}
    pieces = {
        key: [key[at : at + size] for at in range(0, len(key) - size + 1, size)]
        for key in keys - lines - short
    }
    held = _held({piece for each in pieces.values() for piece in each}, joined)
    return (
        dict.fromkeys(keys & lines, 1.0)
        | dict.fromkeys(short, 0.0)
        | dict.fromkeys(_wholly_held(short, joined), 1.0)
        | {key: sum(piece in held for piece in each) / len(each) for key, each in pieces.items()}
    )


def _wholly_held(keys: set[str], joined: str) -> set[str]:
    """The strings among `keys` that occur in the text `joined`.

    A key has the words of one block of the page. To look for thousands of keys one by one would be
    slow. So if there are many keys, their beginnings, which all have the same length, are looked up
    first in a quick way. Only keys whose beginnings occur in the text are then looked for.
    """
    if len(keys) > FEW_STRINGS:
        beginnings = _held({key[:PIECE_CHARACTERS] for key in keys}, joined)
        keys = {key for key in keys if key[:PIECE_CHARACTERS] in beginnings}
    return {key for key in keys if key in joined}


def _held(strings: Collection[str], text: str) -> set[str]:
    """The strings among `strings` that occur in `text`."""
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
    """Groups of blocks with the same words; each group is a list of the indices of its blocks.

    All blocks were compared with a text, e.g. with what trafilatura keeps of the page. `shares` has
    the share of each block, 0 to 1, that is in this text. Only blocks that are wholly in the text
    (share 1) are grouped. A group has at least two blocks.
    """
    indices: dict[str, list[int]] = {}
    for index in np.flatnonzero(shares == 1.0).tolist():
        indices.setdefault(blocks[index].key, []).append(index)
    return [alike for alike in indices.values() if len(alike) > 1]


def _mass_around(index: int, blocks: Sequence[Block], shares: Vector) -> float:
    """Estimates how many words near the block at `index` also occur in another text.

    The other text is e.g. what trafilatura keeps of the page. `shares` has, for each block, the
    share of its words, 0 to 1, that occur in this text. The NEAR_BLOCKS blocks before the block at
    `index` and the NEAR_BLOCKS blocks after it are near. Each of them adds its number of words, at
    most MOST_WORDS, multiplied by its share.
    """
    before = range(max(0, index - NEAR_BLOCKS), index)
    near = [*before, *range(index + 1, min(len(blocks), index + 1 + NEAR_BLOCKS))]
    return float(sum(min(len(blocks[at].words), MOST_WORDS) * shares[at] for at in near))
