"""Two shingle sets → how alike they are, and whether one is a copy of the other."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

# The usual MinHash threshold of .8 misses every fifth real copy; texts about the same event in
# other words stay under .35.
MIN_JACCARD = 0.5
# Cut or padded copies: what remains of the shorter text is in the longer one.
MIN_CONTAINMENT = 0.6
MIN_SHARED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """How alike two texts are."""

    jaccard: float
    """Shared shingles over all shingles, 0 to 1; symmetric."""
    containment: float
    """Shared shingles over those of the smaller set, 0 to 1; symmetric."""
    shared: int


def compare(one: AbstractSet[int], other: AbstractSet[int]) -> Similarity:
    """The similarity of two shingle sets; two empty ones are not alike."""
    shared = len(one & other)
    if not shared:
        return Similarity(jaccard=0.0, containment=0.0, shared=0)
    return Similarity(
        jaccard=shared / (len(one) + len(other) - shared),
        containment=shared / min(len(one), len(other)),
        shared=shared,
    )


def is_copy(similarity: Similarity) -> bool:
    """Whether texts this alike are printings of one text."""
    if similarity.jaccard >= MIN_JACCARD:
        return True
    return similarity.containment >= MIN_CONTAINMENT and similarity.shared >= MIN_SHARED
