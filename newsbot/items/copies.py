"""What is known of a text to find its copies."""

from dataclasses import dataclass
from typing import Literal

from newsbot.items.articles import Article

Method = Literal["exact", "shingles", "lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What of a text is stored to find its copies."""

    content_sha256: bytes
    """32 bytes over the normalised text."""
    sketch: tuple[int, ...]
    """Up to 24 smallest shingle hashes, as signed 64-bit integers; empty: exact only."""
    word_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A stored article that a text is a printing of, and how alike the two are."""

    article_id: int
    """The article whose text it is."""
    similarity: float
    """Jaccard index of the two texts' sets of word 5-grams, 0 to 1."""
    containment: float
    """Shared 5-grams over those of the shorter text, 0 to 1."""
    method: Method
    """exact: the same words; shingles: most of them; lead: reworked, with the same opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintedArticle:
    """An article with its fingerprint and what a first look at the stored ones found."""

    article: Article
    fingerprint: Fingerprint
    match: Match | None
    horizon: int
    """The newest stored version the look saw; only later ones are still to be compared."""
