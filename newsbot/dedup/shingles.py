"""Makes the shingles of a text (all sequences of a few adjacent words), as stable hashes.

The hashes are stored. So a shingle has the same hash in every process and release.

The method is from Broder, "On the resemblance and containment of documents" (1997).
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.words import letters_a_word, normalized_words, numbers

Hashes = NDArray[np.uint64]

# The hash of a shingle is a sum of the hashes of its words. Before each word is added, the sum is
# multiplied by this factor, so that the order of the words matters. An even factor would lose bits.
# The factor comes from Knuth's multiplicative hashing: 2^64 divided by the golden ratio.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shingles:
    """What is compared of a text: the hashes of its word sequences, and its words with digits."""

    coarse: Hashes
    """The hashes of all sequences of 5 adjacent words, distinct and ascending. In scripts without
    spaces, the sequences are of letters: as many as 5 words have on average. There are no hashes if
    the text has fewer than 20 words."""
    fine: Hashes
    """The hashes of all sequences of 3 adjacent words, in the order of the text. A sequence that
    occurs twice has its hash here twice. In scripts without spaces, such as Chinese, the sequences
    are of letters: as many as 3 words have on average."""
    fine_size: int
    """How long the sequences are whose hashes are in `fine`: 3 words, or 5 letters in scripts
    without spaces."""
    numbers: tuple[tuple[int, str], ...]
    """The words of the text that contain a digit, such as "1987" or "4th". Each is given as a pair
    of its position among all words of the text, counted from 0, and the word itself."""
    places: int
    """The number of words in the text; in scripts without spaces, the number of letters."""
    a_word: float
    """The average length of a word, in the unit of `places`: 1 if the unit is a word, more if it is
    a letter (about 1.6 in Chinese)."""

    def of_words(self, count: int) -> int:
        """The length of `count` words of the text, in the unit of `places` (words or letters)."""
        return round(count * self.a_word)


def shingle(body: str, without: Collection[int] = ()) -> Shingles:
    """The shingles of a text, and the numbers that occur in it, e.g. "1987".

    Args:
        body: the text.
        without: the lines of the text that are left out, counted from 0 (see `telling_words`).
    """
    words, known = telling_words(body, without), PARAMETERS
    a_word = letters_a_word(words) or 1.0
    coarse, fine = round(known.shingle_words * a_word), round(known.fine_words * a_word)
    hashes = np.fromiter(map(xxh3_64_intdigest, map(str.encode, words)), np.uint64, len(words))
    is_short = len(words) < known.min_words * a_word
    return Shingles(
        coarse=_distinct(_grams(hashes[:0] if is_short else hashes, coarse)),
        fine=_grams(hashes, fine),
        fine_size=fine,
        numbers=tuple(numbers(words)),
        places=len(words),
        a_word=a_word,
    )


def telling_words(body: str, without: Collection[int]) -> list[str]:
    """The words of a text, without the words of lines that are ignored in comparisons.

    `without` has the numbers of these lines, counted from 0. If too few words would remain (see
    `PARAMETERS.min_telling_share`), the result is all words of the text.
    """
    lines = [normalized_words(line) for line in body.split("\n")]
    words = list(chain.from_iterable(lines))
    left = sum(len(line) for number, line in enumerate(lines) if number not in without)
    if left < max(PARAMETERS.min_words, PARAMETERS.min_telling_share * len(words)):
        return words
    return [word for number, line in enumerate(lines) if number not in without for word in line]


def _grams(words: Hashes, size: int) -> Hashes:
    """One hash for each sequence of `size` adjacent words; `words` has the hashes of single words.

    Each hash is a polynomial in _FACTOR, with the hashes of the words as coefficients; then its
    bits are mixed (see `_mixed`).
    """
    count = max(0, len(words) - size + 1)
    sums = np.zeros(count, np.uint64)
    for place in range(size):
        sums *= _FACTOR
        sums += words[place : place + count]
    return _mixed(sums)


def _distinct(hashes: Hashes) -> Hashes:
    """The distinct values of `hashes`, ascending; `hashes` itself is sorted in place.

    For arrays as long as a text, numpy's `unique` takes nine times as long.
    """
    hashes.sort()
    return np.concatenate((hashes[:1], hashes[1:][hashes[1:] != hashes[:-1]]))


def _mixed(hashes: Hashes) -> Hashes:
    """The hashes with their bits mixed, so that each bit depends on all bits; changed in place.

    The method is the finalizer of MurmurHash3 (Appleby, public domain).
    """
    shift = np.uint64(33)
    hashes ^= hashes >> shift
    hashes *= np.uint64(0xFF51AFD7ED558CCD)
    hashes ^= hashes >> shift
    hashes *= np.uint64(0xC4CEB9FE1A85EC53)
    hashes ^= hashes >> shift
    return hashes
