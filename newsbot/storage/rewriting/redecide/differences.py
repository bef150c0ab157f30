"""Compares the results of `scrapy dedup` with the stored articles, and can store the results.

`scrapy dedup` decides again which stored articles are copies of which others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine, RowMapping, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.errors import ConfigurationError
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.models import article_tables

# The maximum number of groups of copies that are written in one transaction. Running crawls have to
# wait for the end of the transaction before they store articles.
BATCH = 200

_RESOLVED = text("""
    SELECT max(since) AS since, bool_or(dedup_version <> :version) AS is_of_other_version
    FROM newsbot.redecisions
""")
_SUMMARY = text("""
    SELECT
        (SELECT count(*) FROM newsbot.redecisions) AS compared,
        count(*) FILTER (WHERE copy_of IS NULL) AS new_copies,
        count(*) FILTER (WHERE original = id) AS no_copies_any_more,
        count(*) FILTER (WHERE copy_of IS NOT NULL AND original <> id) AS other_original
    FROM newsbot.differing_decisions
""")
_EXAMPLES = text("""
    SELECT
        differing.url,
        stored.url AS stored_original,
        other.url AS new_original,
        differing.similarity,
        differing.containment,
        differing.method
    FROM newsbot.differing_decisions AS differing
    LEFT JOIN newsbot.articles AS stored ON stored.id = differing.copy_of
    LEFT JOIN newsbot.articles AS other
        ON other.id = differing.original AND other.id <> differing.id
    ORDER BY differing.id DESC
    LIMIT :limit
""")

_NEXT_GROUPS = text("""
    SELECT DISTINCT original FROM newsbot.redecisions ORDER BY original LIMIT :batch
""")
# Writes which articles are originals, as `scrapy dedup` has decided. This is done before their
# copies are written, so that no copy ever points to a copy. If a crawl has decided about an article
# later than `scrapy dedup`, the crawl's decision stays. For example, `scrapy dedup` found that X is
# the original of a group, but a crawl has made X a copy of Y since. Then X stays a copy of Y, and
# the next statement makes all other articles of the group copies of Y too.
_WRITE_ORIGINALS = text("""
    UPDATE newsbot.articles AS article SET
        copy_of = NULL, similarity = NULL, containment = NULL, method = NULL,
        dedup_version = :version, decided_at = newsbot.now() + (clock_timestamp() - now())
    FROM newsbot.redecisions AS again
    JOIN newsbot.articles AS before ON before.id = again.article_id
    WHERE article.id = again.article_id
      AND again.original = again.article_id
      AND again.original = ANY (CAST(:originals AS bigint[]))
      AND article.decided_at <= again.decided_at
    RETURNING article.id, before.copy_of IS NOT NULL AS is_moved
""")
_WRITE_COPIES = text("""
    UPDATE newsbot.articles AS article SET
        copy_of = coalesce(original.copy_of, original.id),
        similarity = again.similarity, containment = again.containment, method = again.method,
        dedup_version = :version, decided_at = newsbot.now() + (clock_timestamp() - now())
    FROM newsbot.redecisions AS again
    JOIN newsbot.articles AS original ON original.id = again.original
    JOIN newsbot.articles AS before ON before.id = again.article_id
    WHERE article.id = again.article_id
      AND again.original <> again.article_id
      AND again.original = ANY (CAST(:originals AS bigint[]))
      AND article.decided_at <= again.decided_at
      AND coalesce(original.copy_of, original.id) <> article.id
    RETURNING article.id, article.copy_of IS DISTINCT FROM before.copy_of AS is_moved
""")
_FOLLOW = text("""
    UPDATE newsbot.articles AS follower SET copy_of = former.copy_of
    FROM newsbot.articles AS former
    WHERE follower.copy_of = former.id
      AND former.copy_of IS NOT NULL
      AND former.id = ANY (CAST(:article_ids AS bigint[]))
    RETURNING follower.id
""")
_WRITTEN = text("""
    DELETE FROM newsbot.redecisions WHERE original = ANY (CAST(:originals AS bigint[]))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """How many articles `scrapy dedup` has compared, and how many of them it would change."""

    compared: int
    new_copies: int
    """The number of articles that are stored as originals, but were found to be copies."""
    no_copies_any_more: int
    """The number of articles that are stored as copies, but were found to be originals."""
    other_original: int
    """The number of articles that are stored as copies of one article, but were found to be copies
    of another."""


def resolved_since(engine: Engine) -> datetime | None:
    """The moment from which `scrapy dedup` has compared articles; None if it has compared none.

    It has compared all articles that were first fetched at this moment or later. The results are in
    `newsbot.redecisions`, until they are written to `newsbot.articles` or discarded.

    Raises:
        ConfigurationError: another version of newsbot compared the articles.
    """
    with engine.connect() as connection:
        resolved = connection.execute(_RESOLVED, {"version": PARAMETERS.version}).one()
    if resolved.is_of_other_version:
        raise ConfigurationError(
            "another version of newsbot compared these articles: "
            "forget that with `scrapy dedup --discard`"
        )
    since: datetime | None = resolved.since
    return since


def differences(engine: Engine) -> Differences:
    """Counts the articles for which `scrapy dedup` found another result than the stored one."""
    with engine.connect() as connection:
        return Differences(**connection.execute(_SUMMARY).mappings().one())


def examples(engine: Engine, limit: int) -> Sequence[RowMapping]:
    """Up to `limit` articles for which `scrapy dedup` found another original than the stored one.

    The newest articles come first.
    """
    with engine.connect() as connection:
        return connection.execute(_EXAMPLES, {"limit": limit}).mappings().all()


def write_all(engine: Engine) -> Iterator[int]:
    """Writes to `newsbot.articles` which copies and originals `scrapy dedup` found, in batches.

    Each batch of BATCH groups of copies is one transaction. Yields for each batch how many articles
    got another original, or became originals.
    """
    while (moved := with_retries(partial(_write_groups, engine))) is not None:
        yield moved


def _write_groups(engine: Engine) -> int | None:
    with engine.begin() as connection:
        take_storing_lock(connection)
        originals = connection.execute(_NEXT_GROUPS, {"batch": BATCH}).scalars().all()
        if not originals:
            return None
        moved = _write(connection, originals)
        connection.execute(_WRITTEN, {"originals": originals})
        rows = [{"op": "merge", "article_id": each} for each in moved]
        if rows:
            connection.execute(article_tables.changes.insert(), rows)
        return len(rows)


def _write(connection: Connection, originals: Sequence[int]) -> list[int]:
    """Writes decisions of `scrapy dedup` about some groups of copies to the table `articles`.

    The decisions are in the table `redecisions`. They say which article is a copy of which
    original. `originals` are the ids of the originals of the groups. Returns the ids of the
    articles that now have another original, or that became originals.
    """
    parameters = {"originals": originals, "version": PARAMETERS.version}
    moved = [
        row.id
        for statement in (_WRITE_ORIGINALS, _WRITE_COPIES)
        for row in connection.execute(statement, parameters)
        if row.is_moved
    ]
    led = moved
    while led := list(connection.execute(_FOLLOW, {"article_ids": led}).scalars()):
        moved += led
    return list(dict.fromkeys(moved))


def discard(engine: Engine) -> None:
    """Deletes all results of `scrapy dedup` from the table `redecisions`.

    They are results that were not written to the table `articles` yet.
    """
    with engine.begin() as connection:
        connection.execute(article_tables.redecisions.delete())
