"""The values that copies of a text are found by."""

from dataclasses import dataclass
from typing import Literal

from newsbot.items.articles import Article

Method = Literal["exact", "shingles", "lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """The values that are stored of a text, so that copies of it are found."""

    content_sha256: bytes
    """The SHA-256 of the normalised text, 32 bytes."""
    sketch: tuple[int, ...]
    """The smallest hashes of shingles, at most 24, as signed 64-bit integers. An empty sketch finds
    only texts with the same words."""
    word_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A stored article with nearly the same text, and how alike the two texts are."""

    article_id: int
    """The stored article."""
    similarity: float
    """The Jaccard index of the two sets of word 5-grams, 0 to 1."""
    containment: float
    """Word 5-grams that both texts have, over those of the shorter text, 0 to 1."""
    method: Method
    """How the match was found: "exact" (the same words), "shingles" (most words are the same) or
    "lead" (reworked, with the same opening)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintedArticle:
    """An article with its fingerprint and the result of a first look at the stored articles."""

    article: Article
    fingerprint: Fingerprint
    match: Match | None
    """The best match that the first look found."""
    horizon: int
    """The id of the newest version that the first look saw; later versions were not compared."""
