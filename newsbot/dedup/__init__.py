"""Near-identical texts: fingerprints to find them, shingles to decide them. No I/O.

The rule, version 1: two texts are copies if their normalised words are equal, or if their sets of
word 5-grams have a Jaccard index of at least .5, or if the shorter one's 5-grams are contained in
the longer one's by at least .6 with at least 30 shared.
"""

from newsbot.dedup.fingerprint import DEDUP_VERSION, fingerprint, shingles
from newsbot.dedup.verdict import Similarity, compare, is_copy

__all__ = ["DEDUP_VERSION", "Similarity", "compare", "fingerprint", "is_copy", "shingles"]
