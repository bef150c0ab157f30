"""Measures how similar two texts are, and tells whether one is a copy of the other."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from unicodedata import combining, normalize

import numpy as np
from numpy.typing import NDArray

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.shingles import Hashes, Shingles
from newsbot.dedup.words import letters_a_word, normalized_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """Two measures of how similar two texts are; the order of the texts does not matter."""

    jaccard: float
    """The Jaccard index, 0 to 1: the number of shingles in both texts, divided by the number of all
    distinct shingles."""
    containment: float
    """The share, 0 to 1, of the shorter text's shingles that are also in the longer text."""


def compare(one: Shingles, other: Shingles) -> Similarity:
    """The similarity of two texts by their coarse shingles (sequences of 5 words).

    If one of the texts has no coarse shingles, both measures of the result are 0.
    """
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
    """The rule by which two texts are copies of each other; None if they are not.

    By the rule "shingles", two texts are copies if most of both texts is the same. They are also
    copies by this rule if most of the shorter text is in the longer one, and the opening of one
    text is in the other. By the rule "lead", two texts are copies if one is a reworked form of the
    other, with the same opening and the same numbers. A later report that only repeats passages of
    the first report is no copy. If one of the texts is short, or if both are full of numbers, the
    numbers must be the same for the rule "shingles" too. `similarity` is that of the two texts.
    """
    known = PARAMETERS
    if not len(one.coarse) or not len(other.coarse):
        return None
    if _agreeing(one, other) < _least_agreement(one, other):
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
    if min(leads) < known.min_both_leads or not _is_reworked(one, other, similarity, max(leads)):
        return None
    return "lead" if _keeps_numbers(one, other) else None


def is_same_page(one: Shingles, other: Shingles, titles: tuple[str, str]) -> bool:
    """Whether two pages are forms of one article, e.g. a page for desktops and one for phones.

    The function is called if one page names the URL of the other as another form of itself, e.g.
    for phones. This alone proves nothing, because some sites by mistake name the same URL on all
    pages. Similar texts prove nothing either, because some sites put the same long notices below
    all stories. So the openings and the titles of the pages must be similar too.

    Args:
        one: the shingles of one text.
        other: the shingles of the other text.
        titles: the titles of the two pages.
    """
    known, similarity = PARAMETERS, compare(one, other)
    if copied_by(one, other, similarity) is None:
        return False
    leads = _lead_share(one, other), _lead_share(other, one)
    if _are_similar_titles(titles):
        return max(leads) >= known.min_one_lead
    contained = similarity.containment >= known.min_retitled_containment
    return contained and min(leads) >= known.min_both_leads


def is_revision(one: Shingles, other: Shingles, titles: tuple[str, str]) -> bool:
    """Whether two texts with the same article number are revisions of one article.

    The article number is a number in the URL. Usually it is the publisher's number for the article.
    But it may also be the number of a section, or be used again for another article. So the texts
    must also share a certain part of their shingles, or at least one shingle if their titles are
    similar.

    Args:
        one: the shingles of one text.
        other: the shingles of the other text.
        titles: the titles of the two texts.
    """
    known = PARAMETERS
    if compare(one, other).containment >= known.min_revision_containment:
        return True
    if not _are_similar_titles(titles):
        return False
    # A text of fewer than 20 words, such as breaking news, has only fine shingles, those of 3 words
    # or 5 letters.
    if len(one.coarse) and len(other.coarse):
        return bool(_are_in(one.coarse, other.coarse).any())
    return bool(_are_in(one.fine, other.fine).any())


def _are_similar_titles(titles: tuple[str, str]) -> bool:
    mine, others = map(_telling_title_words, titles)
    shared, fewest = len(mine & others), min(len(mine), len(others))
    known = PARAMETERS
    return shared >= max(known.min_revision_title_words, known.min_revision_title * fewest)


def _telling_title_words(title: str) -> set[str]:
    """The words of a title that have at least four letters.

    For a title in a script without spaces, the result is all pairs of adjacent letters. Most words
    in such a script have two letters.
    """
    words = normalized_words(title)
    if letters_a_word(words) is not None:
        return {"".join(pair) for pair in pairwise(words)}
    return {word for word in words if _letters(word) >= PARAMETERS.min_revision_word_letters}


def _letters(word: str) -> int:
    """The number of letters in a word; a Korean syllable counts as its two or three letters."""
    return sum(not combining(letter) for letter in normalize("NFKD", word))


def _is_reworked(one: Shingles, other: Shingles, similarity: Similarity, lead: float) -> bool:
    """Whether one of two texts can be a reworked form of the other, and is no follow-up.

    The texts must share enough fine shingles (sequences of 3 words). A follow-up shares whole
    passages: the reports on two days of a trial have the same paragraphs on the accusation, and
    openings of their own. In a reworked text, on the other hand, words are changed all over the
    text, which leaves fewer sequences of 5 words than of 3. Tables, e.g. of prices, may share whole
    passages and still count as reworked: the caller also compares their numbers, which differ in a
    follow-up.

    Args:
        one: the shingles of one text.
        other: the shingles of the other text.
        similarity: the similarity of the two texts by sequences of 5 words.
        lead: the share of a text's opening that is in the other text; the greater of both shares.
    """
    known = PARAMETERS
    mine, others = np.unique(one.fine), np.unique(other.fine)
    shared = len(np.intersect1d(mine, others, assume_unique=True))
    containment = shared / min(len(mine), len(others))
    if containment < known.min_fine_containment:
        return False
    is_verbatim = similarity.containment >= known.min_verbatim * containment
    return not is_verbatim or lead >= known.min_whole_lead or _are_tables(one, other)


def _keeps_numbers(one: Shingles, other: Shingles) -> bool:
    """Whether most numbers in the passages that two texts share are the same in both.

    If one of the texts is short, nearly all of these numbers must be the same.
    """
    known, is_short = PARAMETERS, _is_short(one) or _is_short(other)
    agreeing = min(_agreeing_in_passages(one, other), _agreeing_in_passages(other, one))
    return agreeing >= (known.min_short_passage_numbers if is_short else known.min_numbers)


def _is_one_of_several(one: Shingles, other: Shingles) -> bool:
    """Whether one text has several stories in a row, of which the other text is one.

    This is so if the words that both texts have stand close together in the longer text, and not in
    its opening: the longer text begins with another story.
    """
    # If the texts have the same length, a hash decides which of them counts as the shorter one, so
    # that the result does not depend on the order of the arguments.
    shorter, longer = sorted((one, other), key=lambda text: (text.places, int(text.fine[0])))
    if _lead_share(longer, shorter) >= PARAMETERS.min_one_lead:
        return False
    shared = _are_in(longer.fine, shorter.fine)
    runs = np.flatnonzero(shared[:-2] & shared[1:-1] & shared[2:])
    span = runs[-1] - runs[0] if len(runs) else 0
    return bool(span < PARAMETERS.min_span * longer.places)


def _lead_share(one: Shingles, other: Shingles) -> float:
    """The share, 0 to 1, of the fine shingles in the opening of `one` that `other` has too.

    Fine shingles are sequences of 3 words, or of as many letters in scripts without spaces.
    """
    lead = one.fine[: one.of_words(PARAMETERS.lead_words) - one.fine_size + 1]
    return float(_are_in(lead, other.fine).mean())


def _are_in(hashes: Hashes, others: Hashes) -> NDArray[np.bool_]:
    """For each of `hashes`, whether it is in `others`.

    This takes a sixth of the time of numpy's `isin`.
    """
    ordered = np.sort(others)
    return ordered.searchsorted(hashes, "right") > ordered.searchsorted(hashes)


def _least_agreement(one: Shingles, other: Shingles) -> float:
    """The minimum share of one text's numbers that the other text must have to be its copy."""
    if _is_short(one) or _is_short(other):
        return PARAMETERS.min_short_numbers
    return PARAMETERS.min_table_numbers if _are_tables(one, other) else 0.0


def _is_short(text: Shingles) -> bool:
    return text.places < text.of_words(PARAMETERS.short_words)


def _are_tables(one: Shingles, other: Shingles) -> bool:
    """Whether both texts are full of numbers, as tables of prices or results are."""
    words = PARAMETERS.words_a_number
    return all(len(text.numbers) * text.of_words(words) >= text.places for text in (one, other))


def _agreeing(one: Shingles, other: Shingles) -> float:
    """The share, 0 to 1, of the numbers of one text that the other text has too.

    The share is computed for the text with fewer numbers. If this text has none, the result is 1. A
    number that occurs twice counts twice.
    """
    mine, others = _count(one), _count(other)
    fewest = min(mine.total(), others.total())
    return (mine & others).total() / fewest if fewest else 1.0


def _agreeing_in_passages(one: Shingles, other: Shingles) -> float:
    """The share, 0 to 1, of the numbers in the shared passages of `one` that `other` has too.

    Shared passages are parts of `one` that `other` has too, apart from a few words. So a number in
    such a passage may be missing in `other`. The share is 1 if the passages have no numbers.
    """
    inside = _shared_passages(one, other)
    mine = Counter(word for place, word in one.numbers if inside[place])
    return (mine & _count(other)).total() / mine.total() if mine else 1.0


def _count(text: Shingles) -> Counter[str]:
    return Counter(word for _, word in text.numbers)


def _shared_passages(one: Shingles, other: Shingles) -> NDArray[np.bool_]:
    """For each word of the text `one`, whether it is in a passage that the text `other` has too.

    A passage consists of sequences of 3 words that both texts have (fine shingles), and of gaps
    between these of at most `PARAMETERS.max_gap_words` words. In a script without spaces, the
    result has a value for each letter.
    """
    inside = np.zeros(one.places, np.bool_)
    shared = np.flatnonzero(_are_in(one.fine, other.fine))
    for place in range(one.fine_size):
        inside[shared + place] = True
    covered = np.flatnonzero(inside)
    for gap in np.flatnonzero(np.diff(covered) <= one.of_words(PARAMETERS.max_gap_words) + 1):
        inside[covered[gap] : covered[gap + 1]] = True
    return inside
