"""The fingerprints by which copies of a text are found, and the matches between texts."""

from dataclasses import dataclass
from typing import Literal

from newsbot.items.articles import Article

Method = Literal["exact", "shingles", "lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Hashes of a text that are stored so that copies of the text can be found."""

    content_sha256: bytes
    """The SHA-256, 32 bytes, of the text's normalised words; it is the same for texts that differ
    only in case, spacing or punctuation."""
    sketch: tuple[int, ...]
    """The 24 smallest hashes, or fewer, of the text's shingles (word 5-grams, or letter 8-grams in
    scripts without spaces), as signed 64-bit integers. If there are none, only texts with exactly
    the same words are found as copies."""
    word_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A stored article with nearly the same text as another, and how alike the two texts are."""

    article_id: int
    """The id of the stored article."""
    similarity: float
    """The Jaccard index, 0 to 1, of the two texts' sets of word 5-grams."""
    containment: float
    """The share of the shorter text's word 5-grams that the longer text has too, 0 to 1."""
    method: Method
    """How the match was found: "exact" if all words are the same, "shingles" if most word 5-grams
    are the same, "lead" if the text was reworked but begins with the same sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintedArticle:
    """An article with its fingerprint and the result of a first search for stored articles like it.

    When the article is stored, a second search covers the articles stored since the first search.
    """

    article: Article
    fingerprint: Fingerprint
    match: Match | None
    """The match with the most similar stored article; None if no similar one was found."""
    horizon: int
    """The id of the newest version of a stored article that the first search covered. The second
    search, which is made when the article is stored, covers only newer versions."""
