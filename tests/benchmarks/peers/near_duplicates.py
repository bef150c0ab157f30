"""What finds near-identical texts elsewhere: each takes texts one by one and names earlier ones.

All see a text as its words, NFKC and in lower case. MinHash is datasketch's. Of SimHash no package
is maintained (the one used most had its last release in 2022), so it stands here: Charikar,
"Similarity estimation techniques from rounding algorithms" (2002).
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import blake2b, sha256
from importlib import import_module
from itertools import count

import numpy as np

PERMUTATIONS = 128
MINHASH_WORDS = 5
# Of runs of one, two, three and five words, two served it best on the four sets: by single words
# thousands of pairs of different texts are within 8 bits, longer runs find fewer copies.
SIMHASH_WORDS = 2
BITS = 64

Finder = Callable[[Sequence[str]], Iterable[int]]
"""The words of the next text → the numbers, from 0, of earlier ones that it is like."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words as all of these see them."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def _exact() -> Finder:
    numbers = count()
    known: dict[bytes, list[int]] = defaultdict(list)

    def find(words: Sequence[str]) -> Iterable[int]:
        same = known[sha256(" ".join(words).encode()).digest()]
        alike = list(same)
        same.append(next(numbers))
        return alike

    return find


def _minhash(threshold: float) -> Finder:
    datasketch = import_module("datasketch")
    index = datasketch.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    numbers = count()

    def find(words: Sequence[str]) -> Iterable[int]:
        signature = datasketch.MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([gram.encode() for gram in set(_grams(words, MINHASH_WORDS))])
        alike: list[int] = index.query(signature)
        index.insert(next(numbers), signature)
        return alike

    return find


def _simhash(max_bits: int) -> Finder:
    known: list[np.uint64] = []

    def find(words: Sequence[str]) -> Iterable[int]:
        own = simhash(words)
        differing = np.bitwise_count(np.array(known, np.uint64) ^ own)
        known.append(own)
        alike: list[int] = np.flatnonzero(differing <= max_bits).tolist()
        return alike

    return find


def simhash(words: Sequence[str]) -> np.uint64:
    """64 bits, each that of most of the text's hashed pairs of words."""
    counts = Counter(_grams(words, SIMHASH_WORDS))
    hashed = b"".join(blake2b(gram.encode(), digest_size=BITS // 8).digest() for gram in counts)
    bits = np.unpackbits(np.frombuffer(hashed, np.uint8)).reshape(-1, BITS)
    votes = np.array(list(counts.values())) @ (2 * bits.astype(np.int64) - 1)
    whole: np.uint64 = np.packbits(votes > 0).view(np.uint64)[0]
    return whole


def _grams(words: Sequence[str], size: int) -> list[str]:
    """The runs of `size` words; a shorter text is one run."""
    last = max(len(words) - size, 0)
    return [" ".join(words[at : at + size]) for at in range(last + 1)]


FINDERS: Mapping[str, Callable[[], Finder]] = {
    "exact hash": _exact,
    "MinHash-LSH, Jaccard .8": partial(_minhash, 0.8),
    "MinHash-LSH, Jaccard .5": partial(_minhash, 0.5),
    "SimHash, 3 bits": partial(_simhash, 3),
    "SimHash, 8 bits": partial(_simhash, 8),
}
