"""A query for the stored printings of a text, and its answer: the closest match."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newsbot.dedup.text import Text
from newsbot.dedup.verdict import compare, copied_by
from newsbot.items import Fingerprint, Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A text to find the stored printings of."""

    fingerprint: Fingerprint
    text: Text
    fetched_at: datetime
    after: int = 0
    """Only versions with greater ids are looked at, ..."""
    before: int = 2**63 - 1
    """... and with lesser ones than this."""


def match_texts(own: Text, other: Text, article_id: int) -> Match | None:
    """The match of two texts; None where they are not printings of one."""
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
    """The match of a text with the same normalised words."""
    return Match(article_id=article_id, similarity=1.0, containment=1.0, method="exact")


def best(matches: Iterable[Match | None]) -> Match | None:
    """The closest match: the same words first, then by containment and similarity, then age."""
    found = [match for match in matches if match is not None]
    return min(found, key=_rank, default=None)


def _rank(match: Match) -> tuple[bool, float, float, int]:
    return (
        match.method != "exact",
        -match.containment,
        -match.similarity,
        match.article_id,
    )
