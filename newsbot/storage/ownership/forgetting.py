"""Forgets a site: deletes all rows of the site, and keeps crawls from storing anything of it again.

First, the row of the site in `newsbot.sites` gets a value in the column `forgotten_at`. From then
on, no transaction stores a row for the site. Then the rows are deleted in groups. Each group is
deleted in a transaction of its own, so that crawls have to wait only for a moment. If the work is
interrupted, the next call deletes the remaining rows.
"""

from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Engine, TextClause, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.ownership.deleting import delete_articles
from newsbot.storage.ownership.holdings import (
    Holding,
    article_ids,
    frontier_keys,
    in_groups,
    rejection_keys,
    source_ids,
)
from newsbot.storage.sites.forgotten import take_forgotten_lock

# The maximum number of articles, and the maximum number of other rows, that are deleted in one
# transaction. While such a transaction runs, crawls cannot store articles.
ARTICLES = 50
ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSite:
    """The row of a site in `newsbot.sites`."""

    site_id: int
    domains: tuple[str, ...]
    """The hosts of the site, as the registry listed them; empty if the site was never
    registered."""
    is_forgotten: bool


def stored_site(engine: Engine, site: str) -> StoredSite | None:
    """Reads the row of the site with the key `site`; None if there is no such row."""
    with engine.connect() as connection:
        row = connection.execute(_SITE, {"site": site}).one_or_none()
    if row is None:
        return None
    return StoredSite(
        site_id=row.id, domains=tuple(row.domains), is_forgotten=row.forgotten_at is not None
    )


def set_forgotten(engine: Engine, site: str, domains: Collection[str]) -> None:
    """Marks a site as forgotten: after this call, crawls store nothing of the site.

    `site` is the key of the site, and `domains` are the hosts of the site. If the site has no row
    in `newsbot.sites`, a row is inserted.
    """

    def transaction() -> None:
        with engine.begin() as connection:
            take_storing_lock(connection)
            take_forgotten_lock(connection)
            connection.execute(_SET, {"site": site, "domains": list(domains)})

    with_retries(transaction)


def allow_again(engine: Engine, site: str) -> bool:
    """Lets crawls store a forgotten site again; returns False if the site is not forgotten.

    Rows that were deleted are not restored.
    """

    def transaction() -> bool:
        with engine.begin() as connection:
            return bool(connection.execute(_UNSET, {"site": site}).rowcount)

    return with_retries(transaction)


def forget(engine: Engine, holdings: Sequence[Holding]) -> Iterator[int]:
    """Deletes rows of a forgotten site in groups, and yields the number of rows of each group.

    Each of `holdings` describes which rows are deleted. `set_forgotten` must have been called
    before.
    """
    ids = [each for holding in holdings for each in article_ids(engine, holding)]
    doomed = frozenset(ids)
    for group in in_groups(ids, ARTICLES):
        with_retries(partial(_delete_articles, engine, group, doomed))
        yield len(group)
    for holding in holdings:
        for statement, read in ((_FRONTIER, frontier_keys), (_REJECTIONS, rejection_keys)):
            for keys in in_groups(read(engine, holding), ROWS):
                with_retries(partial(_delete, engine, statement, {"rows": list(keys)}))
                yield len(keys)
        sources = source_ids(engine, holding)
        _unlist(engine, sources)
        with_retries(partial(_delete_sources, engine, sources))
        yield len(sources)
        if holding.host is None:
            for statement in (_DAYS, _LOOKS, _FINDINGS):
                with_retries(partial(_delete, engine, statement, {"site": holding.site_id}))


def _delete_articles(engine: Engine, ids: Sequence[int], doomed: AbstractSet[int]) -> None:
    with engine.begin() as connection:
        take_storing_lock(connection)
        delete_articles(connection, ids, doomed)


def _delete(engine: Engine, statement: TextClause, parameters: dict[str, Any]) -> None:
    with engine.begin() as connection:
        take_storing_lock(connection)
        connection.execute(statement, parameters)


def _unlist(engine: Engine, sources: Sequence[int]) -> None:
    """Removes the references to `sources` from the URLs in the table `frontier`."""
    if not sources:
        return
    with engine.connect() as connection:
        keys = connection.execute(_LISTED, {"sources": list(sources)}).scalars().all()
    for group in in_groups(keys, ROWS):
        parameters = {"rows": list(group), "sources": list(sources)}
        with_retries(partial(_delete, engine, _UNLIST, parameters))


def _delete_sources(engine: Engine, sources: Sequence[int]) -> None:
    """Deletes sources, and the records of their polls, without holding the storing lock.

    No crawl has to wait meanwhile, even if there are many records.
    """
    parameters = {"sources": list(sources)}
    with engine.begin() as connection:
        # A run that records a poll locks the row of the source first. The same order here avoids
        # deadlocks.
        connection.execute(_LOCK_SOURCES, parameters)
        for statement in (_SOURCE_DAYS, _SOURCE_POLLS, _SOURCES):
            connection.execute(statement, parameters)


_SITE = text("SELECT id, domains, forgotten_at FROM newsbot.sites WHERE key = :site")
_SET = text("""
    INSERT INTO newsbot.sites AS s (key, domains, forgotten_at)
    VALUES (:site, CAST(:domains AS text[]), newsbot.now())
    ON CONFLICT (key) DO UPDATE SET
        forgotten_at = coalesce(s.forgotten_at, excluded.forgotten_at),
        domains = excluded.domains
""")
_UNSET = text("""
    UPDATE newsbot.sites SET forgotten_at = NULL WHERE key = :site AND forgotten_at IS NOT NULL
""")
# The rows are locked in the order of their keys. All transactions do this, so they cannot deadlock.
_FRONTIER = text("""
    DELETE FROM newsbot.frontier AS f
    USING (
        SELECT url_key FROM newsbot.frontier WHERE url_key = ANY(CAST(:rows AS bytea[]))
        ORDER BY url_key FOR UPDATE
    ) AS gone
    WHERE f.url_key = gone.url_key
""")
_REJECTIONS = text("""
    DELETE FROM newsbot.rejections WHERE url_key = ANY(CAST(:rows AS bytea[]))
""")
_LISTED = text("""
    SELECT url_key FROM newsbot.frontier
    WHERE source_id = ANY(CAST(:sources AS integer[])) ORDER BY url_key
""")
_UNLIST = text("""
    UPDATE newsbot.frontier AS f SET source_id = NULL
    FROM (
        SELECT url_key FROM newsbot.frontier
        WHERE url_key = ANY(CAST(:rows AS bytea[]))
            AND source_id = ANY(CAST(:sources AS integer[]))
        ORDER BY url_key FOR UPDATE
    ) AS listed
    WHERE f.url_key = listed.url_key
""")
_LOCK_SOURCES = text("""
    SELECT FROM newsbot.sources WHERE id = ANY(CAST(:sources AS integer[])) ORDER BY id FOR UPDATE
""")
_SOURCE_DAYS = text("""
    DELETE FROM newsbot.source_days WHERE source_id = ANY(CAST(:sources AS integer[]))
""")
_SOURCE_POLLS = text("""
    DELETE FROM newsbot.source_polls WHERE source_id = ANY(CAST(:sources AS integer[]))
""")
_SOURCES = text("DELETE FROM newsbot.sources WHERE id = ANY(CAST(:sources AS integer[]))")
_DAYS = text("DELETE FROM newsbot.site_days WHERE site_id = :site")
_LOOKS = text("DELETE FROM newsbot.looks WHERE site_id = :site")
_FINDINGS = text("""
    DELETE FROM newsbot.findings WHERE site = (SELECT key FROM newsbot.sites WHERE id = :site)
""")
