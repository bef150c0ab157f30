"""Decides of which originals the texts of a batch are copies, and writes it to `redecisions`.

The texts are compared without the storing lock. Under it, only what was deleted since then is
looked for again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, Row, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.precedence import OPENING_LENGTH, Provenance
from newsbot.items import Copy, Match, New
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.copies.candidates import find_matches
from newsbot.storage.copies.groups import Groups, evidence
from newsbot.storage.copies.matches import Query
from newsbot.storage.copies.originals import Grouping
from newsbot.storage.models import article_tables
from newsbot.storage.rewriting.redecide.batches import Batch, StoredText, last_compared

# Selects those versions that are still the first text of their article. Since they were read, a
# version may have been deleted, or moved to another article.
_STILL_FIRST = text("""
    SELECT version.id
    FROM unnest(
        CAST(:version_ids AS bigint[]), CAST(:article_ids AS bigint[])
    ) AS read (id, article_id)
    JOIN newsbot.versions AS version USING (id, article_id)
    WHERE version.number = 1
""")

# The rows of the articles of a batch, all decided at one moment.
_COLUMNS = (
    "article_id", "original", "similarity", "containment", "method",
    "since", "dedup_version", "decided_at",
)  # fmt: skip
_DECIDED = text("""
    SELECT own.*, CAST(:since AS timestamptz), CAST(:dedup_version AS smallint), moment.decided_at
    FROM unnest(
        CAST(:article_ids AS bigint[]), CAST(:originals AS bigint[]),
        CAST(:similarities AS real[]), CAST(:containments AS real[]), CAST(:methods AS text[])
    ) AS own
    CROSS JOIN (SELECT newsbot.now() + (clock_timestamp() - now()) AS decided_at) AS moment
""")
_WRITE_DECIDED = article_tables.redecisions.insert().from_select(_COLUMNS, _DECIDED.columns())

# Stores in the table `redecisions` that the article :former, which was an original until now, is a
# copy of :original. `scrapy dedup` compares only articles that were first fetched at :since or
# later, so an older article has no row in the table yet. Then a row is inserted.
_FORMER = text("""
    INSERT INTO newsbot.redecisions (
        article_id, original, similarity, containment, method, since, dedup_version, decided_at
    )
    VALUES (
        :former, :original, :similarity, :containment, :method, :since, :dedup_version,
        newsbot.now() + (clock_timestamp() - now())
    )
    ON CONFLICT (article_id) DO UPDATE SET
        original = excluded.original,
        similarity = excluded.similarity,
        containment = excluded.containment,
        method = excluded.method
""")
_FORMER_COPIES = text(
    "UPDATE newsbot.redecisions SET original = :original WHERE original = :former"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The first text of an article, and the stored text that it is a copy of."""

    row: Row[Any]
    query: Query
    match: Match | None


def compare(engine: Engine, batch: Batch) -> list[Compared]:
    """Compares the first text of each article of a batch with the texts stored before it."""
    queries = [_query(each) for each in batch.compared]
    if not queries:
        return []
    with engine.connect() as connection:
        matches = find_matches(connection, queries, _grouping(batch))
    return [
        Compared(row=row, query=query, match=match)
        for (row, _), query, match in zip(batch.compared, queries, matches, strict=True)
    ]


def decide(engine: Engine, batch: Batch, compared: Sequence[Compared]) -> bool:
    """Writes to `newsbot.redecisions` of which originals the compared articles are copies.

    An article that is no copy is written as an original. Articles that were deleted since they were
    read are left out.

    Returns False, and writes nothing, if another `scrapy dedup` has compared articles of the batch
    in the meantime. The groups of copies may be others now, so the rest has to be compared again.
    """
    if not compared:
        return True
    with engine.begin() as connection:
        take_storing_lock(connection)
        if last_compared(connection) > batch.after:
            return False
        groups = Groups(connection, _grouping(batch))
        outcomes = [
            groups.place(each.row.article_id, _provenance(each.row), each.match)
            for each in _with_stored_matches(connection, batch, groups, compared)
        ]
        _write(connection, batch, outcomes)
    return True


def _query(stored: StoredText) -> Query:
    row, its = stored
    return Query(fingerprint=its.fingerprint, text=its, fetched_at=row.fetched_at, before=row.id)


def _grouping(batch: Batch) -> Grouping:
    return Grouping(again=True, unresolved=batch.compared[0][0].article_id)


def _with_stored_matches(
    connection: Connection, batch: Batch, groups: Groups, compared: Sequence[Compared]
) -> list[Compared]:
    """The compared texts that are still stored, with matches that are still stored.

    If the match of a text was deleted since, the text is compared again with all stored texts.
    """
    kept = _still_stored(connection, compared)
    groups.read(each.match.article_id for each in kept if each.match is not None)
    lost = [
        each for each in kept if each.match is not None and not groups.has(each.match.article_id)
    ]
    if not lost:
        return kept
    found = find_matches(connection, [each.query for each in lost], _grouping(batch))
    again = {each.row.id: match for each, match in zip(lost, found, strict=True)}
    groups.read(match.article_id for match in found if match is not None)
    return [replace(each, match=again.get(each.row.id, each.match)) for each in kept]


def _still_stored(connection: Connection, compared: Sequence[Compared]) -> list[Compared]:
    asked = {
        "version_ids": [each.row.id for each in compared],
        "article_ids": [each.row.article_id for each in compared],
    }
    stored = set(connection.execute(_STILL_FIRST, asked).scalars())
    return [each for each in compared if each.row.id in stored]


def _write(connection: Connection, batch: Batch, outcomes: Sequence[New | Copy]) -> None:
    walk = {"since": batch.since, "dedup_version": PARAMETERS.version}
    connection.execute(_WRITE_DECIDED, _decided(outcomes) | walk)
    # An article that was taken over leads nobody any more. So no row above names it after the
    # outcome that takes it over, and all rows can be inserted first.
    for each in outcomes:
        if isinstance(each, New) and each.takes_over is not None:
            former = each.takes_over
            moved = {"original": each.article_id, "former": former.article_id}
            connection.execute(_FORMER_COPIES, moved)
            connection.execute(_FORMER, moved | evidence(former) | walk)


def _decided(outcomes: Sequence[New | Copy]) -> dict[str, list[Any]]:
    matches = [each.match if isinstance(each, Copy) else None for each in outcomes]
    return {
        "article_ids": [each.article_id for each in outcomes],
        "originals": [
            each.original if isinstance(each, Copy) else each.article_id for each in outcomes
        ],
        "similarities": [None if match is None else match.similarity for match in matches],
        "containments": [None if match is None else match.containment for match in matches],
        "methods": [None if match is None else match.method for match in matches],
    }


def _provenance(row: Row[Any]) -> Provenance:
    return Provenance(
        url=row.url,
        site=row.site,
        canonical_url=row.canonical_url,
        based_on=row.based_on,
        credits=tuple(row.credits),
        authors=tuple(row.authors),
        published_at=row.published_at,
        published_precision=row.published_precision,
        opening=row.body[:OPENING_LENGTH],
    )
