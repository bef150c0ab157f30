"""Text → its sets of shingles, as fixed hashes.

Shingles and their resemblance: Broder, "On the resemblance and containment of documents" (1997).
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.words import has_digit, is_unspaced, normalized_words

Hashes = NDArray[np.uint64]

# An odd factor mixes the order of words into a sum (that of Knuth's multiplicative hashing, 2^64
# over the golden ratio).
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shingles:
    """What of a text is compared with others."""

    coarse: Hashes
    """The distinct hashed word 5-grams, ascending; none below 20 words."""
    fine: Hashes
    """The hashed word 3-grams in the order of the text."""
    fine_size: int
    """How many words a fine shingle has."""
    numbers: tuple[tuple[int, str], ...]
    """The words that have digits, each with its place."""
    word_count: int


def shingle(body: str, without: Collection[int] = ()) -> Shingles:
    """The shingles of `body`; `without` names lines, from 0, that say nothing of it."""
    return shingle_words(telling_words(body, without))


def telling_words(body: str, without: Collection[int]) -> list[str]:
    """The words of the lines that are not left out; all, if too few would be left."""
    words = normalized_words(body)
    if not without:
        return words
    lines = enumerate(body.split("\n"))
    left = normalized_words("\n".join(line for number, line in lines if number not in without))
    enough = max(PARAMETERS.min_words, PARAMETERS.min_telling_share * len(words))
    return left if len(left) >= enough else words


def shingle_words(words: list[str]) -> Shingles:
    """The shingles of a text of these normalised words."""
    fine = PARAMETERS.fine_letters if is_unspaced(words) else PARAMETERS.fine_words
    return Shingles(
        coarse=coarse_shingles(words),
        fine=_grams(words, fine),
        fine_size=fine,
        numbers=tuple((place, word) for place, word in enumerate(words) if has_digit(word)),
        word_count=len(words),
    )


def coarse_shingles(words: list[str]) -> Hashes:
    """The distinct hashed 5-grams of a text of these words, ascending; none below 20 words."""
    if len(words) < PARAMETERS.min_words:
        return np.empty(0, np.uint64)
    size = PARAMETERS.shingle_letters if is_unspaced(words) else PARAMETERS.shingle_words
    return np.unique(_grams(words, size))


def _grams(words: list[str], size: int) -> Hashes:
    """One hash for each run of `size` words: a polynomial in their hashes, then mixed."""
    ones = (xxh3_64_intdigest(word.encode()) for word in words)
    hashes = np.fromiter(ones, np.uint64, len(words))
    count = max(0, len(words) - size + 1)
    sums = np.zeros(count, np.uint64)
    for place in range(size):
        sums = sums * _FACTOR + hashes[place : place + count]
    return _mixed(sums)


def _mixed(hashes: Hashes) -> Hashes:
    """Every bit depends on all: the finalizer of MurmurHash3 (Appleby, public domain)."""
    shift = np.uint64(33)
    hashes ^= hashes >> shift
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> shift
    hashes *= np.uint64(0xC4CEB9FE1A85EC53)
    hashes ^= hashes >> shift
    return hashes
