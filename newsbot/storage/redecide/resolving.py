"""Deciding stored articles again, as they would be if they came now, without changing them.

What would be is kept in `newsbot.redecisions`, batch by batch, so that an interrupted walk goes on
where it was. See `newsbot.storage.redecide.differences` for what becomes of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select, text

from newsbot.article_numbers import article_number
from newsbot.dedup.parameters import PARAMETERS
from newsbot.dedup.precedence import OPENING_LENGTH, Printing
from newsbot.dedup.text import Text
from newsbot.errors import ConfigurationError
from newsbot.items import Copy, New
from newsbot.storage.articles.storing import STORING_LOCK
from newsbot.storage.connection.database_clock import RIGHT_NOW
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.copies.candidates import find_matches
from newsbot.storage.copies.groups import Groups, evidence
from newsbot.storage.copies.matches import Query
from newsbot.storage.copies.originals import Grouping
from newsbot.storage.copies.sketches import VersionSketch, write_missing_sketches
from newsbot.storage.models import article_tables
from newsbot.storage.redecide.differences import decided_since

# Crawls wait while a batch is decided, about as long as they wait for each other.
BATCH = 100

# In the order of storing. Texts of the window before `since` are sketched, for others may be copies
# of theirs, and not decided; nor are further versions, which are no articles of their own.
_TEXTS = text("""
    SELECT
        version.id,
        version.article_id,
        version.fetched_at,
        version.body,
        version.recurring_lines,
        version.content_sha256,
        version.canonical_url,
        version.based_on,
        version.credits,
        version.authors,
        version.published_at,
        version.published_precision,
        article.url,
        article.article_number IS NOT NULL AS has_number,
        site.key AS site,
        version.number = 1 AND article.first_seen_at >= :since AS is_decided
    FROM newsbot.versions AS version
    JOIN newsbot.articles AS article ON article.id = version.article_id
    JOIN newsbot.sites AS site ON site.id = article.site_id
    WHERE version.id > :after AND version.fetched_at >= :since - CAST(:window AS interval)
    ORDER BY version.id
    LIMIT :batch
""")

# Without it the first batch would look for its texts among all, under the lock.
_FIRST = text("""
    SELECT coalesce(min(id), 1) FROM newsbot.versions
    WHERE fetched_at >= :since - CAST(:window AS interval)
""")

# Articles and their first versions have ids in the same order.
_LAST_DECIDED = text("""
    SELECT coalesce(max(version.id), 0)
    FROM newsbot.versions AS version
    WHERE version.number = 1
      AND version.article_id = (SELECT max(article_id) FROM newsbot.redecisions)
""")

# What articles of before there were such numbers have not.
_NUMBER = text("UPDATE newsbot.articles SET article_number = :number WHERE id = :article_id")
_REPLACE_HASH = text("""
    UPDATE newsbot.versions SET content_sha256 = :content_sha256
    WHERE id = :id AND content_sha256 <> :content_sha256
""")

# The former original may be one of before `since`.
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
_ITS_COPIES = text("UPDATE newsbot.redecisions SET original = :original WHERE original = :former")

_COUNT = text("""
    SELECT count(*)
    FROM newsbot.articles AS article
    JOIN newsbot.versions AS version ON version.article_id = article.id AND version.number = 1
    WHERE article.first_seen_at >= :since AND version.id > :after
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A way through the stored texts, in the order of storing."""

    since: datetime
    """Articles first fetched since then are decided."""
    after: int
    """The last version that an interrupted walk decided; 0 where there was none."""
    articles: int
    """How many there are to decide."""


def plan_walk(engine: Engine, since: datetime) -> Walk:
    """The walk over all articles since then, or what an interrupted one has left.

    That goes on as it began, also where less is asked for now.

    Raises:
        ConfigurationError: what is decided is of a shorter walk.
    """
    decided = decided_since(engine)
    if decided is not None and since < decided:
        raise ConfigurationError(
            f"only what came since {decided:%Y-%m-%d %H:%M} is decided: "
            "to go back further, forget that with `scrapy dedup --discard`"
        )
    since = decided or since
    with engine.connect() as connection:
        last = connection.execute(_LAST_DECIDED).scalar_one()
        window = {"since": since, "window": PARAMETERS.window}
        first = connection.execute(_FIRST, window).scalar_one()
        asked = {"since": since, "after": max(last, first - 1)}
        return Walk(articles=connection.execute(_COUNT, asked).scalar_one(), **asked)


def decide_again(engine: Engine, walk: Walk) -> Iterator[int]:
    """Decides the articles of the walk, some at a time; for each batch how many it had."""
    after = walk.after
    while texts := with_retries(partial(_decide_batch, engine, walk.since, after)):
        after = texts[-1].id
        yield sum(each.is_decided for each in texts)


def _decide_batch(engine: Engine, since: datetime, after: int) -> Sequence[Row[Any]]:
    """Decides the articles among the next texts after a version; the texts.

    Another walk may go on beside this one: each takes what the other has not decided.
    """
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
        after = max(after, connection.execute(_LAST_DECIDED).scalar_one())
        asked = {"since": since, "after": after, "window": PARAMETERS.window, "batch": BATCH}
        rows = connection.execute(_TEXTS, asked).all()
        if rows:
            pairs = [(row, Text(row.body, row.recurring_lines)) for row in rows]
            _index(connection, pairs)
            _decide_texts(connection, [pair for pair in pairs if pair[0].is_decided], since)
    return rows


def _index(connection: Connection, pairs: Sequence[tuple[Row[Any], Text]]) -> None:
    """Sees to it that the texts can be found by what they are known by now."""
    hashes = [
        {"id": row.id, "content_sha256": its.fingerprint.content_sha256} for row, its in pairs
    ]
    connection.execute(_REPLACE_HASH, hashes)
    numbers = [
        {"article_id": each.article_id, "number": number}
        for each, _ in pairs
        if not each.has_number and (number := article_number(each.url)) is not None
    ]
    if numbers:
        connection.execute(_NUMBER, numbers)
    write_missing_sketches(
        connection,
        [
            VersionSketch(
                version_id=row.id, fetched_at=row.fetched_at, sketch=its.fingerprint.sketch
            )
            for row, its in pairs
        ],
    )


def _decide_texts(
    connection: Connection, pairs: Sequence[tuple[Row[Any], Text]], since: datetime
) -> None:
    if not pairs:
        return
    grouping = Grouping(again=True, undecided=pairs[0][0].article_id)
    matches = find_matches(connection, [_query(*pair) for pair in pairs], grouping)
    groups = Groups(connection, grouping)
    groups.read(match.article_id for match in matches if match is not None)
    walk = {"since": since, "dedup_version": PARAMETERS.version}
    for (row, _), match in zip(pairs, matches, strict=True):
        _write(connection, groups.place(row.article_id, _printing(row), match), walk)


def _query(row: Row[Any], its: Text) -> Query:
    return Query(fingerprint=its.fingerprint, text=its, fetched_at=row.fetched_at, before=row.id)


def _write(connection: Connection, outcome: New | Copy, walk: dict[str, Any]) -> None:
    decided = article_tables.redecisions.insert().values(decided_at=RIGHT_NOW)
    if isinstance(outcome, Copy):
        its = {"original": outcome.original} | evidence(outcome.match)
    else:
        its = {"original": outcome.article_id}
    connection.execute(decided.values({"article_id": outcome.article_id} | its | walk))
    if isinstance(outcome, New) and outcome.takes_over is not None:
        former = outcome.takes_over
        moved = {"original": outcome.article_id, "former": former.article_id}
        connection.execute(_ITS_COPIES, moved)
        connection.execute(_FORMER, moved | evidence(former) | walk)


def _printing(row: Row[Any]) -> Printing:
    return Printing(
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
