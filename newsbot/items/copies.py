"""The fingerprints by which copies of a text are found, and the matches between texts."""

from dataclasses import dataclass
from typing import Literal

from newsbot.items.articles import Article

Method = Literal["exact", "shingles", "lead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """Hashes of a text that are stored so that copies of the text can be found."""

    content_sha256: bytes
    """The SHA-256, 32 bytes, of the text's normalised words. Texts that differ only in case,
    spacing, punctuation or forms of letters and digits have the same SHA-256."""
    sketch: tuple[int, ...]
    """The 24 smallest hashes of the text's shingles, as signed 64-bit integers. A text with
    fewer shingles has fewer hashes. Shingles are word 5-grams or, in scripts without spaces,
    sequences of as many letters as five words have. If a text has no shingles, only texts with
    exactly the same words are found as its copies."""
    word_count: int
    """The number of words. In scripts without spaces, it is estimated by the number of letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A stored article that is similar to a given article, and how alike their texts are."""

    article_id: int
    """The id of the stored article that is similar to the given one."""
    similarity: float
    """The Jaccard index, 0 to 1, of the two texts' sets of word 5-grams."""
    containment: float
    """The share of the shorter text's word 5-grams that the longer text has too, 0 to 1."""
    method: Method
    """How the match was found. "exact": all words are the same. "shingles": most word 5-grams are
    the same. "lead": the text was reworked, but begins with the same sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FingerprintedArticle:
    """An article with its fingerprint, and its match with the most similar stored article.

    The match is the result of a first search. When the article is stored, a second search covers
    the articles that were stored since the first search.
    """

    article: Article
    fingerprint: Fingerprint
    match: Match | None
    """The match with the most similar stored article; None if no similar one was found."""
    horizon: int
    """The id of the newest stored version at the time when `match` was searched for. A version is
    one of the texts that an article has had. When this article is stored, a second search covers
    only the versions that were stored since then."""
