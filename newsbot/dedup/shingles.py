"""Text → its sets of shingles, as fixed hashes.

Shingles and their resemblance: Broder, "On the resemblance and containment of documents" (1997).
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.words import is_unspaced, normalized_words, numbers

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
    return _of_words(telling_words(body, without))


def telling_words(body: str, without: Collection[int]) -> list[str]:
    """The words of the lines that are not left out; all, if too few would be left."""
    lines = [normalized_words(line) for line in body.split("\n")]
    words = list(chain.from_iterable(lines))
    left = sum(len(line) for number, line in enumerate(lines) if number not in without)
    if left < max(PARAMETERS.min_words, PARAMETERS.min_telling_share * len(words)):
        return words
    return [word for number, line in enumerate(lines) if number not in without for word in line]


def _of_words(words: list[str]) -> Shingles:
    known = PARAMETERS
    if is_unspaced(words):
        coarse, fine = known.shingle_letters, known.fine_letters
    else:
        coarse, fine = known.shingle_words, known.fine_words
    hashes = np.fromiter(map(xxh3_64_intdigest, map(str.encode, words)), np.uint64, len(words))
    return Shingles(
        coarse=_distinct(_grams(hashes if len(words) >= known.min_words else hashes[:0], coarse)),
        fine=_grams(hashes, fine),
        fine_size=fine,
        numbers=tuple(numbers(words)),
        word_count=len(words),
    )


def _grams(words: Hashes, size: int) -> Hashes:
    """One hash for each run of `size` hashed words: a polynomial in them, then mixed."""
    count = max(0, len(words) - size + 1)
    sums = np.zeros(count, np.uint64)
    for place in range(size):
        sums *= _FACTOR
        sums += words[place : place + count]
    return _mixed(sums)


def _distinct(hashes: Hashes) -> Hashes:
    """Each of `hashes` once, ascending; sorts them in place.

    For as many as a text has numpy's `unique` takes nine times as long.
    """
    hashes.sort()
    return np.concatenate((hashes[:1], hashes[1:][hashes[1:] != hashes[:-1]]))


def _mixed(hashes: Hashes) -> Hashes:
    """Every bit depends on all: the finalizer of MurmurHash3 (Appleby, public domain)."""
    shift = np.uint64(33)
    hashes ^= hashes >> shift
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> shift
    hashes *= np.uint64(0xC4CEB9FE1A85EC53)
    hashes ^= hashes >> shift
    return hashes
