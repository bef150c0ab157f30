"""Finds other originals for the copies of an article before the article is deleted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.text import Text
from newsbot.items import Match
from newsbot.storage.connection.database_clock import RIGHT_NOW
from newsbot.storage.copies.groups import evidence
from newsbot.storage.copies.matches import best, exact_match, match_texts
from newsbot.storage.models import article_tables

_articles = article_tables.articles


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """A copy with its first stored text. The original of the copy is about to be deleted."""

    article_id: int
    content_sha256: bytes
    text: Text

    def match_with(self, other: "_Member") -> Match | None:
        if self.content_sha256 == other.content_sha256:
            return exact_match(other.article_id)
        return match_texts(self.text, other.text, other.article_id)


def lead_again(connection: Connection, gone: Sequence[int]) -> list[int]:
    """Finds new originals for copies whose originals are deleted; returns the ids of the copies.

    The copies of a deleted original are grouped anew. Two of them need not be similar to each
    other, so there may be several groups. A copy joins a group if it is similar to an article of
    the group. In each group, the copy that was stored first becomes the original. Each other copy
    is stored with the similarity and containment of the two texts that were compared.

    Args:
        connection: a transaction that holds the storing lock. Every transaction that stores
            articles takes this lock, so that there is only one at a time.
        gone: the ids of the articles that are about to be deleted: originals, and copies.
    """
    groups: defaultdict[int, list[_Member]] = defaultdict(list)
    for row in connection.execute(_LEFT, {"gone": list(gone)}):
        member = _Member(
            article_id=row.id,
            content_sha256=row.content_sha256,
            text=Text(row.body, row.recurring_lines),
        )
        groups[row.copy_of].append(member)
    for group in groups.values():
        _write(connection, _regrouped(group))
    return sorted(member.article_id for group in groups.values() for member in group)


def _regrouped(members: Sequence[_Member]) -> dict[int, tuple[int, Match] | None]:
    """Groups copies anew. Returns a dict: the id of a copy → its new original and their match.

    The value is None for a copy that becomes an original. `members` are the copies of one article,
    in the order in which they were stored.
    """
    placed: dict[int, tuple[int, Match] | None] = {}
    leaders: list[_Member] = []
    others: list[_Member] = []
    for member in members:
        match = best(map(member.match_with, leaders)) or best(map(member.match_with, others))
        if match is None:
            placed[member.article_id] = None
            leaders.append(member)
            continue
        of_other = placed[match.article_id]
        leader = match.article_id if of_other is None else of_other[0]
        placed[member.article_id] = (leader, match)
        others.append(member)
    return placed


def _write(connection: Connection, placed: dict[int, tuple[int, Match] | None]) -> None:
    none = dict.fromkeys(("leader", "similarity", "containment", "method"))
    rows = [
        {"article": article_id}
        | (none if found is None else {"leader": found[0]} | evidence(found[1]))
        for article_id, found in placed.items()
    ]
    connection.execute(_LEAD, rows)


# Selects the first stored text of each copy whose original is deleted. Later texts do not count:
# only the first text of an article decides of which article it is a copy.
_LEFT = text("""
    SELECT a.id, a.copy_of, v.content_sha256, v.body, v.recurring_lines
    FROM newsbot.articles AS a
    JOIN newsbot.versions AS v ON v.article_id = a.id AND v.number = 1
    WHERE a.copy_of = ANY(CAST(:gone AS bigint[]))
        AND NOT a.id = ANY(CAST(:gone AS bigint[]))
    ORDER BY a.id
""")
_LEAD = (
    _articles.update()
    .where(_articles.c.id == bindparam("article"))
    .values(
        copy_of=bindparam("leader"),
        similarity=bindparam("similarity"),
        containment=bindparam("containment"),
        method=bindparam("method"),
        dedup_version=PARAMETERS.version,
        decided_at=RIGHT_NOW,
    )
)
