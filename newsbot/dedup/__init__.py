"""Near-identical texts: fingerprints to find them, shingles to decide them. No I/O.

Two texts are copies if their normalised words are equal, or if their shingles say so: see
`newsbot.dedup.verdict` for the rule, `newsbot.dedup.parameters` for its numbers, docs/copies.md for
what it finds and misses.
"""

from newsbot.dedup.parameters import PARAMETERS, Parameters
from newsbot.dedup.shingles import Shingles, shingle
from newsbot.dedup.text import Text
from newsbot.dedup.verdict import Similarity, compare, copied_by, is_revision

__all__ = [
    "PARAMETERS",
    "Parameters",
    "Shingles",
    "Similarity",
    "Text",
    "compare",
    "copied_by",
    "is_revision",
    "shingle",
]
