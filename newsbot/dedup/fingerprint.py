"""Text → fingerprint.

Shingles and their resemblance: Broder, "On the resemblance and containment of documents" (1997).
The sketch is his bottom-k form: the k smallest of the hashed shingles, compared hash by hash.
"""

import hashlib
import re
import unicodedata
from heapq import nsmallest

from xxhash import xxh3_64_intdigest

from newsbot.items import Fingerprint

DEDUP_VERSION = 1
"""Rises whenever the same text would get another fingerprint or verdict; stored with each."""

SHINGLE_WORDS = 5
# Of the true copies in labelled sets, 32 hashes with 3 shared find .996; 128-row MinHash with
# 32 bands of 4 finds .729.
SKETCH_SIZE = 32
# Below this a text is too short for shingles to mean anything: it is compared as a whole only.
MIN_WORDS = 20

_WORD = re.compile(r"\w+")


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of `text`: equal for texts that differ in case, spacing and punctuation."""
    words = normalized_words(text)
    return Fingerprint(
        content_sha256=hashlib.sha256(" ".join(words).encode()).digest(),
        sketch=_sketch(_hash_shingles(words)) if len(words) >= MIN_WORDS else (),
        word_count=len(words),
    )


def shingles(text: str) -> frozenset[int]:
    """The set of hashed word 5-grams of `text`; empty below 20 words."""
    words = normalized_words(text)
    return frozenset(_hash_shingles(words)) if len(words) >= MIN_WORDS else frozenset()


def normalized_words(text: str) -> list[str]:
    """The words of `text` in NFKC and lower case; punctuation, quotes included, is no word."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def _hash_shingles(words: list[str]) -> set[int]:
    """XXH3, 64 bits: a fixed function, the same in every process and release."""
    grams = zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)
    return {xxh3_64_intdigest(" ".join(gram).encode()) for gram in grams}


def _sketch(hashes: set[int]) -> tuple[int, ...]:
    """The smallest hashes as PostgreSQL's signed bigint."""
    return tuple(sorted(_signed(number) for number in nsmallest(SKETCH_SIZE, hashes)))


def _signed(number: int) -> int:
    return number - 2**64 if number >= 2**63 else number
