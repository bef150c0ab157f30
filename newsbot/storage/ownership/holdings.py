"""Finds and counts the stored rows of sites, by site and by host.

Articles, URLs, rejections and sources are rows with a site and a URL. The URL's host need not be a
host of the site: a feed of a registered site may have listed pages of another publisher.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine, text

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteHost:
    """A site and a host with which at least one URL or source is stored."""

    site_id: int
    site: str
    """The key of the site."""
    domains: tuple[str, ...]
    """The hosts of the site in the registry, when a crawl last read it; empty if the site was never
    registered."""
    is_forgotten: bool
    host: str
    """The host, as newsbot.urls.origin_of gives it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Rows that are stored under one site: all of them, or only those with one host."""

    site_id: int
    site: str
    """The key of the site."""
    host: str | None = None
    """The host, as newsbot.urls.origin_of gives it; None: all hosts."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of the parameters in the SQL of this module."""
        return {"site": self.site_id, "host": self.host}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many rows a holding has."""

    site: str
    """The key of the site."""
    host: str | None
    """The host; None: all hosts of the site."""
    articles: int
    urls: int
    """The number of URLs in the frontier: those of the articles, and those that gave no article."""
    rejections: int
    sources: int

    @property
    def rows(self) -> int:
        """The number of all rows together."""
        return self.articles + self.urls + self.rejections + self.sources


def read_site_hosts(engine: Engine) -> list[SiteHost]:
    """All pairs of a site and a host of which a URL or a source is stored."""
    with engine.connect() as connection:
        rows = connection.execute(_SITE_HOSTS).all()
    return [
        SiteHost(
            site_id=row.site_id,
            site=row.key,
            domains=tuple(row.domains),
            is_forgotten=row.is_forgotten,
            host=row.host,
        )
        for row in rows
    ]


def count_held(engine: Engine, holding: Holding) -> Held:
    """The numbers of rows that a holding has now."""
    with engine.connect() as connection:
        counts = connection.execute(_COUNTS, holding.parameters).mappings().one()
    return Held(site=holding.site, host=holding.host, **counts)


def article_ids(engine: Engine, holding: Holding) -> Sequence[int]:
    """The ids of the articles of a holding, the oldest first."""
    with engine.connect() as connection:
        return connection.execute(_ARTICLES, holding.parameters).scalars().all()


def count_led(engine: Engine, ids: Collection[int]) -> int:
    """How many copies of the articles `ids` are not among these articles themselves."""
    with engine.connect() as connection:
        copies = connection.execute(_COPIES, {"ids": list(ids)}).scalars()
        return len(set(copies) - set(ids))


def frontier_keys(engine: Engine, holding: Holding) -> Sequence[bytes]:
    """The url_keys of the frontier rows of a holding, in their order."""
    with engine.connect() as connection:
        return connection.execute(_FRONTIER, holding.parameters).scalars().all()


def rejection_keys(engine: Engine, holding: Holding) -> Sequence[bytes]:
    """The url_keys of the rejections of a holding, in their order."""
    with engine.connect() as connection:
        return connection.execute(_REJECTIONS, holding.parameters).scalars().all()


def source_ids(engine: Engine, holding: Holding) -> Sequence[int]:
    """The ids of the sources of a holding."""
    with engine.connect() as connection:
        return connection.execute(_SOURCES, holding.parameters).scalars().all()


def in_groups(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Parts of `rows`, in their order, with at most `size` rows each."""
    return (rows[first : first + size] for first in range(0, len(rows), size))


# The pairs in the frontier are found one by one with the index frontier_site_idx. To read all rows
# of the table would take much longer.
_SITE_HOSTS = text("""
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
    SELECT pair.site_id, pair.host, s.key, s.domains, s.forgotten_at IS NOT NULL AS is_forgotten
    FROM (
        SELECT site_id, host FROM found
        UNION
        SELECT site_id, host FROM newsbot.sources WHERE host IS NOT NULL
    ) AS pair
    JOIN newsbot.sites AS s ON s.id = pair.site_id
    ORDER BY s.key, pair.host
""")
# The host of a row's URL, as newsbot.urls.origin_of gives it: for http without a port, ":80" is
# appended.
_NETLOC = "substring(url FROM '^https?\\://([^/?#]+)')"
_HOST = f"""({_NETLOC} || CASE
    WHEN url LIKE 'http\\://%' AND {_NETLOC} !~ '\\:[0-9]+$' THEN '\\:80' ELSE ''
END)"""
_IS_OF = "site_id = :site AND (CAST(:host AS text) IS NULL OR {host} = :host)"
_BY_URL = _IS_OF.format(host=_HOST)
_BY_HOST = _IS_OF.format(host="host")
_COUNTS = text(f"""
    SELECT
        (SELECT count(*) FROM newsbot.articles WHERE {_BY_URL}) AS articles,
        (SELECT count(*) FROM newsbot.frontier WHERE {_BY_HOST}) AS urls,
        (SELECT count(*) FROM newsbot.rejections WHERE {_BY_URL}) AS rejections,
        (SELECT count(*) FROM newsbot.sources WHERE {_BY_URL}) AS sources
""")  # noqa: S608 - of constants
_ARTICLES = text(f"SELECT id FROM newsbot.articles WHERE {_BY_URL} ORDER BY id")  # noqa: S608
_COPIES = text("SELECT id FROM newsbot.articles WHERE copy_of = ANY(CAST(:ids AS bigint[]))")
_FRONTIER = text(f"SELECT url_key FROM newsbot.frontier WHERE {_BY_HOST} ORDER BY url_key")  # noqa: S608
_REJECTIONS = text(f"SELECT url_key FROM newsbot.rejections WHERE {_BY_URL} ORDER BY url_key")  # noqa: S608
_SOURCES = text(f"SELECT id FROM newsbot.sources WHERE {_BY_URL} ORDER BY id")  # noqa: S608
