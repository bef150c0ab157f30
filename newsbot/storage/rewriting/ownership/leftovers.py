"""Deletes what is stored of forgotten sites besides articles: URLs, rejections, sources, counts.

A forgotten site is one that `scrapy sites forget` has removed. Most functions take a transaction
that holds the storing lock. All transactions that store articles take this lock, so that none of
them can store articles of the site meanwhile. `delete_sources` and `listed_by` do without this
lock.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, text

from newsbot.storage.rewriting.ownership.holdings import HOST, Holding


def listed_by(engine: Engine, sources: Sequence[int]) -> Sequence[bytes]:
    """The url_keys of the URLs in the table `frontier` that the sources with these ids listed."""
    if not sources:
        return ()
    with engine.connect() as connection:
        return connection.execute(_LISTED, {"sources": list(sources)}).scalars().all()


def unlist(connection: Connection, keys: Sequence[bytes], sources: Sequence[int]) -> None:
    """Clears the column `source_id` of URLs, if it has one of the ids `sources`.

    The column names the source that listed the URL. `keys` are the keys of the URLs in the table
    `frontier`. Their rows stay, because the URLs may belong to other sites.
    """
    connection.execute(_UNLIST, {"rows": list(keys), "sources": list(sources)})


def delete_sources(engine: Engine, sources: Sequence[int]) -> None:
    """Deletes sources and the records of their polls, while crawls can go on to store articles.

    This takes long, because the database searches all URLs for references to the sources. So the
    transaction does not take the storing lock, for which crawls would have to wait.
    """
    if not sources:
        return
    parameters = {"sources": list(sources)}
    with engine.begin() as connection:
        # A crawl that records a poll, or stores a link of a source, locks the source's row first.
        # So the rows of the sources are locked first here too, to avoid deadlocks. Only then are
        # the references to these sources removed from the stored URLs: a crawl that had the lock
        # before may have stored such a reference.
        connection.execute(_LOCK_SOURCES, parameters)
        connection.execute(_UNLIST_ALL, parameters)
        for statement in (_SOURCE_DAYS, _SOURCE_POLLS, _SOURCES):
            connection.execute(statement, parameters)


def delete_frontier(connection: Connection, keys: Sequence[bytes], site_id: int) -> None:
    """Deletes the URLs with the keys `keys`, as far as they still belong to the site `site_id`."""
    connection.execute(_FRONTIER, {"rows": list(keys), "site": site_id})


def delete_rejections(connection: Connection, keys: Sequence[bytes], site_id: int) -> None:
    """Deletes the rejections of URLs, as far as they still belong to the site `site_id`."""
    connection.execute(_REJECTIONS, {"rows": list(keys), "site": site_id})


def delete_pages_below_sources(connection: Connection, holding: Holding) -> None:
    """Deletes the sitemaps and section pages on one host that were found through a site's sources.

    `holding` names the site and the host. If it names only a site, there is nothing left to delete:
    the caller has deleted all sources of the site, and the database deletes the sitemaps and
    section pages of a source together with the source.
    """
    if holding.host is not None:
        for statement in (_BACKFILL_PAGES, _CHILD_SITEMAPS):
            connection.execute(statement, holding.parameters)


def delete_counts(connection: Connection, holding: Holding) -> None:
    """Deletes the daily counts and the findings of a site, if the site has no rows any more.

    `holding` names the site, and perhaps one host whose rows were just deleted. The counts are for
    the site as a whole. So they stay while the site has rows with URLs on any other host.
    """
    if connection.execute(_IS_EMPTY, holding.parameters).scalar_one():
        for statement in (_DAYS, _LOOKS, _FINDINGS):
            connection.execute(statement, holding.parameters)


_LISTED = text("""
    SELECT url_key FROM newsbot.frontier
    WHERE source_id = ANY(CAST(:sources AS integer[])) ORDER BY url_key
""")
# This statement and the next ones lock rows in a fixed order: rows of the frontier by url_key, rows
# of sources by URL. All transactions lock them in this order, so they cannot deadlock.
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
    SELECT FROM newsbot.sources WHERE id = ANY(CAST(:sources AS integer[])) ORDER BY url FOR UPDATE
""")
_UNLIST_ALL = text("""
    UPDATE newsbot.frontier AS f SET source_id = NULL
    FROM (
        SELECT url_key FROM newsbot.frontier
        WHERE source_id = ANY(CAST(:sources AS integer[]))
        ORDER BY url_key FOR UPDATE
    ) AS listed
    WHERE f.url_key = listed.url_key
""")
_SOURCE_DAYS = text("""
    DELETE FROM newsbot.source_days WHERE source_id = ANY(CAST(:sources AS integer[]))
""")
_SOURCE_POLLS = text("""
    DELETE FROM newsbot.source_polls WHERE source_id = ANY(CAST(:sources AS integer[]))
""")
_SOURCES = text("DELETE FROM newsbot.sources WHERE id = ANY(CAST(:sources AS integer[]))")
_FRONTIER = text("""
    DELETE FROM newsbot.frontier AS f
    USING (
        SELECT url_key FROM newsbot.frontier
        WHERE url_key = ANY(CAST(:rows AS bytea[])) AND site_id = :site
        ORDER BY url_key FOR UPDATE
    ) AS gone
    WHERE f.url_key = gone.url_key
""")
_REJECTIONS = text("""
    DELETE FROM newsbot.rejections AS r
    USING (
        SELECT url_key FROM newsbot.rejections
        WHERE url_key = ANY(CAST(:rows AS bytea[])) AND site_id = :site
        ORDER BY url_key FOR UPDATE
    ) AS gone
    WHERE r.url_key = gone.url_key
""")
_BACKFILL_PAGES = text("""
    DELETE FROM newsbot.backfill_pages AS b USING newsbot.sources AS s
    WHERE s.id = b.source_id AND s.site_id = :site AND b.host = :host
""")
_CHILD_SITEMAPS = text(f"""
    DELETE FROM newsbot.child_sitemaps AS c USING newsbot.sources AS s
    WHERE s.id = c.source_id AND s.site_id = :site AND {HOST.format(url="c.url")} = :host
""")  # noqa: S608 - of constants
_IS_EMPTY = text("""
    SELECT NOT EXISTS (SELECT FROM newsbot.articles WHERE site_id = :site)
        AND NOT EXISTS (SELECT FROM newsbot.frontier WHERE site_id = :site)
        AND NOT EXISTS (SELECT FROM newsbot.rejections WHERE site_id = :site)
        AND NOT EXISTS (SELECT FROM newsbot.sources WHERE site_id = :site)
""")
_DAYS = text("DELETE FROM newsbot.site_days WHERE site_id = :site")
_LOOKS = text("DELETE FROM newsbot.looks WHERE site_id = :site")
_FINDINGS = text("""
    DELETE FROM newsbot.findings WHERE site = (SELECT key FROM newsbot.sites WHERE id = :site)
""")
