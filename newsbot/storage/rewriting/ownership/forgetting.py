"""Forgets a site: deletes all rows of the site, and keeps crawls from storing anything of it again.

First, the row of the site in `newsbot.sites` gets a value in the column `forgotten_at`. From then
on, no transaction stores a row for the site. Then the rows are deleted in groups. Each group is
deleted in a transaction of its own, so that crawls have to wait only for a moment. If the work is
interrupted, the next call deletes the remaining rows.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.rewriting.ownership.deleting import delete_articles
from newsbot.storage.rewriting.ownership.holdings import (
    Holding,
    article_ids,
    frontier_keys,
    in_groups,
    rejection_keys,
    source_ids,
)
from newsbot.storage.rewriting.ownership.leftovers import (
    delete_counts,
    delete_frontier,
    delete_pages_below_sources,
    delete_rejections,
    delete_sources,
    listed_by,
    unlist,
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


def stored_site(engine: Engine, site: str) -> StoredSite | None:
    """Reads the row of the site with the key `site`; None if there is no such row."""
    with engine.connect() as connection:
        row = connection.execute(_SITE, {"site": site}).one_or_none()
    return None if row is None else StoredSite(site_id=row.id, domains=tuple(row.domains))


def set_forgotten(engine: Engine, site: str, domains: Collection[str]) -> None:
    """Marks a site as forgotten: after this call, crawls store nothing of the site.

    `site` is the key of the site, and `domains` are the hosts of the site. If the site has no row
    in `newsbot.sites`, a row is inserted. If the site is forgotten already, `domains` are added to
    the hosts with which it was forgotten.
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
    """Deletes rows of forgotten sites in groups, and yields the number of rows of each group.

    Each of `holdings` selects rows to delete. `set_forgotten` must have been called for the site of
    each holding before. Sources and URLs that are still to be fetched are deleted first, so that a
    running crawl soon requests nothing more of the sites.
    """
    for holding in holdings:
        yield from _stop_requests(engine, holding)
    ids = [(holding, article_ids(engine, holding)) for holding in holdings]
    doomed = frozenset(each for _, found in ids for each in found)
    for holding, found in ids:
        for group in in_groups(found, ARTICLES):
            _locked(engine, partial(_delete_articles, holding, group, doomed))
            yield len(group)
    for holding in holdings:
        yield from _delete_rest(engine, holding)


def _stop_requests(engine: Engine, holding: Holding) -> Iterator[int]:
    """Deletes the sources and pending URLs of a site, so that crawls request nothing of it.

    Yields how many rows were deleted, step by step.
    """
    sources = source_ids(engine, holding)
    for keys in in_groups(listed_by(engine, sources), ROWS):
        _locked(engine, partial(unlist, keys=keys, sources=sources))
    with_retries(partial(delete_sources, engine, sources))
    yield len(sources)
    for keys in in_groups(frontier_keys(engine, holding, pending=True), ROWS):
        _locked(engine, partial(delete_frontier, keys=keys, site_id=holding.site_id))
        yield len(keys)


def _delete_articles(
    holding: Holding, ids: Sequence[int], doomed: AbstractSet[int], connection: Connection
) -> None:
    # Only articles that still belong to the site are deleted. `scrapy sites adopt` may have moved
    # some of them to another site after the ids were read.
    kept = connection.execute(_OF_SITE, {"ids": list(ids), "site": holding.site_id})
    delete_articles(connection, kept.scalars().all(), doomed)


def _delete_rest(engine: Engine, holding: Holding) -> Iterator[int]:
    for delete, read in ((delete_frontier, frontier_keys), (delete_rejections, rejection_keys)):
        for keys in in_groups(read(engine, holding), ROWS):
            _locked(engine, partial(delete, keys=keys, site_id=holding.site_id))
            yield len(keys)
    _locked(engine, partial(delete_pages_below_sources, holding=holding))
    _locked(engine, partial(delete_counts, holding=holding))


def _locked(engine: Engine, work: Callable[[Connection], None]) -> None:

    def transaction() -> None:
        with engine.begin() as connection:
            take_storing_lock(connection)
            work(connection)

    with_retries(transaction)


_SITE = text("SELECT id, domains FROM newsbot.sites WHERE key = :site")
_SET = text("""
    INSERT INTO newsbot.sites AS s (key, domains, forgotten_at)
    VALUES (:site, CAST(:domains AS text[]), newsbot.now())
    ON CONFLICT (key) DO UPDATE SET
        forgotten_at = coalesce(s.forgotten_at, excluded.forgotten_at),
        domains = CASE WHEN s.forgotten_at IS NULL THEN excluded.domains ELSE (
            SELECT array_agg(DISTINCT domain)
            FROM unnest(s.domains || excluded.domains) AS both_ (domain)
        ) END
""")
_UNSET = text("""
    UPDATE newsbot.sites SET forgotten_at = NULL WHERE key = :site AND forgotten_at IS NOT NULL
""")
_OF_SITE = text("""
    SELECT id FROM newsbot.articles WHERE id = ANY(CAST(:ids AS bigint[])) AND site_id = :site
    ORDER BY id
""")
