"""Finds and counts the rows of a site: all of them, or only those whose URLs have a certain host.

The rows are articles, URLs to fetch, rejections and sources. Each has a site and a URL. The host of
the URL need not be a host of the site: a feed of a registered site may have listed pages of another
publisher.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine, text

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHost:
    """A site and a host for which at least one URL is stored, e.g. that of an article or source."""

    site_id: int
    site: str
    """The key of the site."""
    is_forgotten: bool
    host: str
    """The host of the URLs, as newsbot.urls.origin_of gives it."""

    @property
    def holding(self) -> "Holding":
        """Selects the stored rows, e.g. articles, of this site whose URLs are on this host.

        The fields `site` and `host` name the site and the host. Commands use the selection to
        count, move or delete the rows.
        """
        return Holding(site_id=self.site_id, site=self.site, host=self.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A selection of stored rows: all rows of a site, or only its rows whose URLs have one host."""

    site_id: int
    site: str
    """The key of the site."""
    host: str | None = None
    """The host of the rows, as newsbot.urls.origin_of gives it; None: rows with any host."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the parameters `:site` and `:host` in the SQL of this module."""
        return {"site": self.site_id, "host": self.host}

    @property
    def condition(self) -> str:
        """SQL: whether a row with the columns `site_id` and `url` belongs to this selection."""
        return BY_URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many rows are stored under a site: in all, or with URLs of one host."""

    site: str
    """The key of the site."""
    host: str | None
    """The host to which the numbers in this object refer: only rows whose URLs have this host are
    counted. None: all rows of the site are counted."""
    articles: int
    urls: int
    """The number of rows in the table `frontier`, which has all known URLs of articles. Only rows
    of this site are counted and, if `host` is not None, only those with this host."""
    rejections: int
    sources: int

    @property
    def rows(self) -> int:
        """The number of all rows of the site or host: articles, URLs, rejections and sources."""
        return self.articles + self.urls + self.rejections + self.sources


def read_site_hosts(engine: Engine) -> list[SiteHost]:
    """All pairs of a site and a host for which a URL is stored.

    These are URLs of articles, of sources, and of sitemaps and section pages found through sources.
    """
    with engine.connect() as connection:
        rows = connection.execute(_SITE_HOSTS).all()
    return [
        SiteHost(site_id=row.site_id, site=row.key, is_forgotten=row.is_forgotten, host=row.host)
        for row in rows
    ]


def count_held(engine: Engine, holding: Holding) -> Held:
    """Counts the stored rows that `holding` selects: those of a site, or of one host of it."""
    with engine.connect() as connection:
        counts = connection.execute(_COUNTS, holding.parameters).mappings().one()
    return Held(site=holding.site, host=holding.host, **counts)


def article_ids(engine: Engine, holding: Holding) -> Sequence[int]:
    """The ids of a site's articles, the oldest article first.

    `holding` names the site. If it also names a host, only articles with URLs of this host count.
    """
    with engine.connect() as connection:
        return connection.execute(_ARTICLES, holding.parameters).scalars().all()


def count_led(engine: Engine, ids: Collection[int], others: Collection[int]) -> int:
    """Counts the articles that need a new original when the articles `ids` are deleted.

    These are the copies of the articles `ids`. `others` are the ids of further articles that will
    be deleted: a copy among them needs no new original, and is not counted.
    """
    with engine.connect() as connection:
        copies = connection.execute(_COPIES, {"ids": list(ids)}).scalars()
        return len(set(copies) - set(others))


def frontier_keys(engine: Engine, holding: Holding, *, pending: bool = False) -> Sequence[bytes]:
    """The url_keys of a site's rows in the table frontier, in ascending order.

    `holding` names the site. If it also names a host, only URLs with this host count. If `pending`
    is true, only URLs that are still to be fetched count.
    """
    with engine.connect() as connection:
        statement = _PENDING if pending else _FRONTIER
        return connection.execute(statement, holding.parameters).scalars().all()


def rejection_keys(engine: Engine, holding: Holding) -> Sequence[bytes]:
    """The url_keys of the rejections of a site, in ascending order.

    `holding` names the site. If it also names a host, only rejections of URLs with this host count.
    """
    with engine.connect() as connection:
        return connection.execute(_REJECTIONS, holding.parameters).scalars().all()


def source_ids(engine: Engine, holding: Holding) -> Sequence[int]:
    """The ids of a site's sources.

    `holding` names the site. If it also names a host, only sources with this host count.
    """
    with engine.connect() as connection:
        return connection.execute(_SOURCES, holding.parameters).scalars().all()


def in_groups(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Splits `rows` into groups of at most `size` rows, without changing the order."""
    return (rows[first : first + size] for first in range(0, len(rows), size))


_NETLOC = "substring({url} FROM '^https?\\://([^/?#]+)')"
HOST = f"""({_NETLOC} || CASE
    WHEN {{url}} LIKE 'http\\://%' AND {_NETLOC} !~ '\\:[0-9]+$' THEN '\\:80' ELSE ''
END)"""
"""SQL for the host of the URL `{url}`, as newsbot.urls.origin_of gives it.

If the URL begins with "http:" and has no port, ":80" is appended to the host."""
# Finds the pairs of a site and a host that occur in the table `frontier`. The recursive query looks
# up one pair after the other in the index frontier_site_idx. Reading all rows of the table would
# take much longer.
_SITE_HOSTS = text(f"""
    WITH RECURSIVE found AS (
        (SELECT site_id, host FROM newsbot.frontier ORDER BY site_id, host LIMIT 1)
        UNION ALL
        SELECT further.site_id, further.host
        FROM found
        CROSS JOIN LATERAL (
            SELECT f.site_id, f.host FROM newsbot.frontier AS f
            WHERE (f.site_id, f.host) > (found.site_id, found.host)
            ORDER BY f.site_id, f.host LIMIT 1
        ) AS further
    )
    SELECT pair.site_id, pair.host, s.key, s.forgotten_at IS NOT NULL AS is_forgotten
    FROM (
        SELECT site_id, host FROM found
        UNION
        SELECT site_id, host FROM newsbot.sources WHERE host IS NOT NULL
        UNION
        SELECT s.site_id, b.host
        FROM newsbot.backfill_pages AS b JOIN newsbot.sources AS s ON s.id = b.source_id
        UNION
        SELECT site_id, host FROM (
            SELECT s.site_id, {HOST.format(url="c.url")} AS host
            FROM newsbot.child_sitemaps AS c JOIN newsbot.sources AS s ON s.id = c.source_id
        ) AS child WHERE host IS NOT NULL
    ) AS pair
    JOIN newsbot.sites AS s ON s.id = pair.site_id
    ORDER BY s.key, pair.host
""")  # noqa: S608 - of constants
_IS_OF = "site_id = :site AND (CAST(:host AS text) IS NULL OR {host} = :host)"
BY_URL = _IS_OF.format(host=HOST.format(url="url"))
"""SQL: whether a row with the columns `site_id` and `url` belongs to a given Holding, i.e. has the
Holding's site and, if the Holding is limited to one host, this host."""
_BY_HOST = _IS_OF.format(host="host")
_COUNTS = text(f"""
    SELECT
        (SELECT count(*) FROM newsbot.articles WHERE {BY_URL}) AS articles,
        (SELECT count(*) FROM newsbot.frontier WHERE {_BY_HOST}) AS urls,
        (SELECT count(*) FROM newsbot.rejections WHERE {BY_URL}) AS rejections,
        (SELECT count(*) FROM newsbot.sources WHERE {BY_URL}) AS sources
""")  # noqa: S608 - of constants
_ARTICLES = text(f"SELECT id FROM newsbot.articles WHERE {BY_URL} ORDER BY id")  # noqa: S608
_COPIES = text("SELECT id FROM newsbot.articles WHERE copy_of = ANY(CAST(:ids AS bigint[]))")
_FRONTIER = text(f"SELECT url_key FROM newsbot.frontier WHERE {_BY_HOST} ORDER BY url_key")  # noqa: S608
_PENDING = text(f"""
    SELECT url_key FROM newsbot.frontier WHERE state = 'pending' AND {_BY_HOST} ORDER BY url_key
""")  # noqa: S608 - of constants
_REJECTIONS = text(f"SELECT url_key FROM newsbot.rejections WHERE {BY_URL} ORDER BY url_key")  # noqa: S608
_SOURCES = text(f"SELECT id FROM newsbot.sources WHERE {BY_URL} ORDER BY id")  # noqa: S608
