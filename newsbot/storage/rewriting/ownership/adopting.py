"""Moves rows that are stored under a wrong site to the registered site that has their hosts.

The rows are moved in groups. Each group is moved in a transaction of its own, so that crawls have
to wait only for a moment. If the command is interrupted, the next call moves the remaining rows.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, TextClause, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.models import article_tables
from newsbot.storage.rewriting.ownership.archived import move_archived
from newsbot.storage.rewriting.ownership.holdings import (
    Holding,
    article_ids,
    frontier_keys,
    in_groups,
    rejection_keys,
    source_ids,
)

# The maximum number of rows that are moved in one transaction. While such a transaction runs,
# crawls cannot store articles.
BATCH = 200

Move = Callable[[Connection, dict[str, Any]], object]


def adopt(engine: Engine, site_id: int, holdings: Iterable[Holding]) -> Iterator[int]:
    """Moves rows to the site with the id `site_id`, in groups; yields the size of each group.

    Each of `holdings` describes which rows of another site are moved. For each moved article,
    `news.changes` gets an update, so that readers learn of the move.
    """
    for holding in holdings:
        parameters = {"site": site_id, "former": holding.site_id}
        with_retries(partial(move_archived, engine, holding, site_id))
        for rows, move in (
            (article_ids(engine, holding), _move_articles),
            (frontier_keys(engine, holding), _by(_FRONTIER)),
            (rejection_keys(engine, holding), _by(_REJECTIONS)),
            (source_ids(engine, holding), _by(_SOURCES)),
        ):
            for group in in_groups(rows, BATCH):
                with_retries(partial(_move, engine, move, parameters | {"rows": list(group)}))
                yield len(group)
        with_retries(partial(_move, engine, _move_days, parameters))


def _move(engine: Engine, move: Move, parameters: dict[str, Any]) -> None:
    with engine.begin() as connection:
        take_storing_lock(connection)
        move(connection, parameters)


def _move_articles(connection: Connection, parameters: dict[str, Any]) -> None:
    moved = connection.execute(_ARTICLES, parameters).scalars().all()
    connection.execute(_BLOCKS, parameters)
    if moved:
        told = [{"op": "update", "article_id": each} for each in sorted(moved)]
        connection.execute(article_tables.changes.insert(), told)


def _by(statement: TextClause) -> Move:
    return lambda connection, parameters: connection.execute(statement, parameters)


def _move_days(connection: Connection, parameters: dict[str, Any]) -> None:
    """Moves the daily counts of a site to another site, if the first site has no other rows left.

    A count is of a whole site, and cannot be split by host. So the counts are only moved together
    with the last rows of the site.
    """
    if connection.execute(_IS_EMPTY, parameters).scalar_one():
        connection.execute(_DAYS, parameters)
        connection.execute(_LOOKS, parameters)


_ARTICLES = text("""
    UPDATE newsbot.articles SET site_id = :site, updated_at = newsbot.now()
    WHERE id = ANY(CAST(:rows AS bigint[])) AND site_id = :former
    RETURNING id
""")
_BLOCKS = text("""
    UPDATE newsbot.article_blocks SET site_id = :site
    WHERE article_id = ANY(CAST(:rows AS bigint[])) AND site_id = :former
""")
# The rows are locked in the order of their keys or, if they are sources, of their URLs. All
# transactions do this, so they cannot deadlock.
_FRONTIER = text("""
    UPDATE newsbot.frontier AS f SET site_id = :site
    FROM (
        SELECT url_key FROM newsbot.frontier
        WHERE url_key = ANY(CAST(:rows AS bytea[])) AND site_id = :former
        ORDER BY url_key FOR UPDATE
    ) AS moved
    WHERE f.url_key = moved.url_key
""")
_REJECTIONS = text("""
    UPDATE newsbot.rejections AS r SET site_id = :site
    FROM (
        SELECT url_key FROM newsbot.rejections
        WHERE url_key = ANY(CAST(:rows AS bytea[])) AND site_id = :former
        ORDER BY url_key FOR UPDATE
    ) AS moved
    WHERE r.url_key = moved.url_key
""")
_SOURCES = text("""
    UPDATE newsbot.sources AS s SET site_id = :site
    FROM (
        SELECT id FROM newsbot.sources
        WHERE id = ANY(CAST(:rows AS integer[])) AND site_id = :former
        ORDER BY url FOR NO KEY UPDATE
    ) AS moved
    WHERE s.id = moved.id
""")
_IS_EMPTY = text("""
    SELECT NOT EXISTS (SELECT FROM newsbot.articles WHERE site_id = :former)
        AND NOT EXISTS (SELECT FROM newsbot.frontier WHERE site_id = :former)
        AND NOT EXISTS (SELECT FROM newsbot.rejections WHERE site_id = :former)
        AND NOT EXISTS (SELECT FROM newsbot.sources WHERE site_id = :former)
""")
_DAYS = text("""
    WITH gone AS (DELETE FROM newsbot.site_days WHERE site_id = :former RETURNING *)
    INSERT INTO newsbot.site_days AS d (
        site_id, day, fetched, stored, copies, revised, rejected, filled, words, latencies
    )
    SELECT :site, day, fetched, stored, copies, revised, rejected, filled, words, latencies
    FROM gone
    ON CONFLICT (site_id, day) DO UPDATE SET
        fetched = d.fetched + excluded.fetched,
        stored = d.stored + excluded.stored,
        copies = d.copies + excluded.copies,
        revised = d.revised + excluded.revised,
        rejected = newsbot.sum_of_counts(d.rejected, excluded.rejected),
        filled = newsbot.sum_of_counts(d.filled, excluded.filled),
        words = newsbot.sum_of_counts(d.words, excluded.words),
        latencies = newsbot.sum_of_counts(d.latencies, excluded.latencies)
""")
_LOOKS = text("""
    WITH gone AS (DELETE FROM newsbot.looks WHERE site_id = :former RETURNING *)
    INSERT INTO newsbot.looks AS l (site_id, day, looks, shrunk)
    SELECT :site, day, looks, shrunk FROM gone
    ON CONFLICT (site_id, day) DO UPDATE SET
        looks = l.looks + excluded.looks, shrunk = l.shrunk + excluded.shrunk
""")
