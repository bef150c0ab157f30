"""Comparisons of a text with stored texts, and the matches that they yield.

A match says that one text is a copy of the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newsbot.dedup.text import Text
from newsbot.dedup.verdict import compare, copied_by
from newsbot.items import Fingerprint, Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A text whose stored copies are looked for."""

    fingerprint: Fingerprint
    text: Text
    fetched_at: datetime
    after: int = 0
    """Only stored texts whose version ids are greater than this are compared with the text."""
    before: int = 2**63 - 1
    """Only stored texts whose version ids are lower than this are compared with the text."""


def match_texts(own: Text, other: Text, article_id: int) -> Match | None:
    """The match of the text `own` with `other`; None if neither is a copy of the other.

    `other` is the text of the stored article whose id is `article_id`.
    """
    similarity = compare(own.shingles, other.shingles)
    method = copied_by(own.shingles, other.shingles, similarity)
    if method is None:
        return None
    return Match(
        article_id=article_id,
        similarity=similarity.jaccard,
        containment=similarity.containment,
        method=method,
    )


def exact_match(article_id: int) -> Match:
    """The match of a text with the stored article `article_id`, which has the same words.

    Letter case, spacing and punctuation do not count.
    """
    return Match(article_id=article_id, similarity=1.0, containment=1.0, method="exact")


def best(matches: Iterable[Match | None]) -> Match | None:
    """The closest of `matches`; None if there is no match among them.

    An exact match is closer than any other. Other matches are ranked by containment: the share of
    the shorter text's word sequences that the longer text has too. Then they are ranked by
    similarity, and at last by the age of the stored article, with the oldest first.
    """
    found = [match for match in matches if match is not None]
    return min(found, key=_rank, default=None)


def _rank(match: Match) -> tuple[bool, float, float, int]:
    return (
        match.method != "exact",
        -match.containment,
        -match.similarity,
        match.article_id,
    )
