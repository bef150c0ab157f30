"""Two texts → how alike they are, and whether one is a copy of the other."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from unicodedata import combining, normalize

import numpy as np
from numpy.typing import NDArray

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.shingles import Hashes, Shingles
from newsbot.dedup.words import is_unspaced, normalized_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """How alike two texts are."""

    jaccard: float
    """Shared shingles over all shingles, 0 to 1; symmetric."""
    containment: float
    """Shared shingles over those of the smaller set, 0 to 1; symmetric."""


def compare(one: Shingles, other: Shingles) -> Similarity:
    """The similarity of two texts by their coarse shingles; two empty ones are not alike."""
    shared = len(np.intersect1d(one.coarse, other.coarse, assume_unique=True))
    if not shared:
        return Similarity(jaccard=0.0, containment=0.0)
    return Similarity(
        jaccard=shared / (len(one.coarse) + len(other.coarse) - shared),
        containment=shared / min(len(one.coarse), len(other.coarse)),
    )


def copied_by(
    one: Shingles, other: Shingles, similarity: Similarity
) -> Literal["shingles", "lead"] | None:
    """By which rule the texts are printings of one text; None if they are not.

    "shingles": most of both is the same, or most of the shorter one is in the longer one and one's
    opening is in the other. "lead": reworked, with the same opening and the same numbers. Of short
    texts the numbers must agree at any rate.
    """
    known = PARAMETERS
    if not len(one.coarse) or not len(other.coarse):
        return None
    short = min(one.word_count, other.word_count) < known.short_words
    if short and _agreeing(one, other) < known.min_short_numbers:
        return None
    if similarity.jaccard >= known.min_jaccard:
        return "shingles"
    leads = _lead_share(one, other), _lead_share(other, one)
    contained = (
        similarity.containment >= known.min_containment
        and similarity.jaccard >= known.min_contained_jaccard
    )
    if contained and max(leads) >= known.min_one_lead and not _is_one_of_several(one, other):
        return "shingles"
    if min(leads) >= known.min_both_leads and _is_reworked(one, other, is_short=short):
        return "lead"
    return None


def is_revision(one: Shingles, other: Shingles, titles: tuple[str, str]) -> bool:
    """Whether texts that have one article number are texts of one article, and not a coincidence.

    A number can be a section's, or be used again: the texts must share a good deal, or a little
    under titles that have to do with each other.
    """
    known = PARAMETERS
    if compare(one, other).containment >= known.min_revision_containment:
        return True
    mine, others = map(_telling_title_words, titles)
    shared, fewest = len(mine & others), min(len(mine), len(others))
    if shared < max(known.min_revision_title_words, known.min_revision_title * fewest):
        return False
    # Below 20 words, as where a story breaks, there are fine shingles only.
    if len(one.coarse) and len(other.coarse):
        return bool(_are_in(one.coarse, other.coarse).any())
    return bool(_are_in(one.fine, other.fine).any())


def _telling_title_words(title: str) -> set[str]:
    """Its longer words; in scripts without spaces the pairs of letters, for most words have two."""
    words = normalized_words(title)
    if is_unspaced(words):
        return {"".join(pair) for pair in pairwise(words)}
    return {word for word in words if _letters(word) >= PARAMETERS.min_revision_word_letters}


def _letters(word: str) -> int:
    """How many it has, accents not counted; a Korean syllable has two or three."""
    return sum(not combining(letter) for letter in normalize("NFKD", word))


def _is_reworked(one: Shingles, other: Shingles, *, is_short: bool) -> bool:
    """Whether enough of the shorter text's fine shingles are left, and the numbers about them."""
    if _fine_containment(one, other) < PARAMETERS.min_fine_containment:
        return False
    agreeing = min(_agreeing_in_passages(one, other), _agreeing_in_passages(other, one))
    return agreeing >= (
        PARAMETERS.min_short_passage_numbers if is_short else PARAMETERS.min_numbers
    )


def _is_one_of_several(one: Shingles, other: Shingles) -> bool:
    """Whether the shorter text stands in one place of the longer one, and not at its head.

    That is how pages look that run several stories end to end.
    """
    # Of equally long texts always the same one, whichever comes first.
    shorter, longer = sorted((one, other), key=lambda text: (text.word_count, int(text.fine[0])))
    if _lead_share(longer, shorter) >= PARAMETERS.min_one_lead:
        return False
    shared = _are_in(longer.fine, shorter.fine)
    runs = np.flatnonzero(shared[:-2] & shared[1:-1] & shared[2:])
    span = runs[-1] - runs[0] if len(runs) else 0
    return bool(span < PARAMETERS.min_span * longer.word_count)


def _lead_share(one: Shingles, other: Shingles) -> float:
    """How much of one's opening is in the other."""
    lead = one.fine[: PARAMETERS.lead_words - one.fine_size + 1]
    return float(_are_in(lead, other.fine).mean())


def _are_in(hashes: Hashes, others: Hashes) -> NDArray[np.bool_]:
    """For each hash whether it is one of the others; a sixth of the time of numpy's `isin`."""
    ordered = np.sort(others)
    return ordered.searchsorted(hashes, "right") > ordered.searchsorted(hashes)


def _fine_containment(one: Shingles, other: Shingles) -> float:
    mine, others = np.unique(one.fine), np.unique(other.fine)
    shared = len(np.intersect1d(mine, others, assume_unique=True))
    return shared / min(len(mine), len(others))


def _agreeing(one: Shingles, other: Shingles) -> float:
    """The numbers that both have, as a share of those of the text that has fewer; 1 for none."""
    mine, others = _count(one), _count(other)
    fewest = min(mine.total(), others.total())
    return (mine & others).total() / fewest if fewest else 1.0


def _agreeing_in_passages(one: Shingles, other: Shingles) -> float:
    """How many of the numbers of one's shared passages the other has too; 1 for none."""
    inside = _shared_passages(one, other)
    mine = Counter(word for place, word in one.numbers if inside[place])
    return (mine & _count(other)).total() / mine.total() if mine else 1.0


def _count(text: Shingles) -> Counter[str]:
    return Counter(word for _, word in text.numbers)


def _shared_passages(one: Shingles, other: Shingles) -> NDArray[np.bool_]:
    """For each word of `one` whether it is in a passage of both, small changes included."""
    inside = np.zeros(one.word_count, np.bool_)
    shared = np.flatnonzero(_are_in(one.fine, other.fine))
    for place in range(one.fine_size):
        inside[shared + place] = True
    covered = np.flatnonzero(inside)
    for gap in np.flatnonzero(np.diff(covered) <= PARAMETERS.max_gap_words + 1):
        inside[covered[gap] : covered[gap + 1]] = True
    return inside
