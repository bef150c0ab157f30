"""Reads which sources and URLs a run may request now from the hosts of a queue.

A queue is the crawling work of one host, or of several hosts on one server. Only the run that has
leased the queue may send requests to the hosts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine, RowMapping, text

from newsbot.discovery.digest import parser_of
from newsbot.discovery.sections.url_shapes import UrlShapes
from newsbot.items import KnownSitemap, Link, PageValidators, Validators
from newsbot.reasons import reason_of
from newsbot.storage.leases.backfills import Backfills
from newsbot.storage.leases.child_sitemaps import known_sitemaps
from newsbot.storage.leases.scope import OPEN, REVISITS, SOURCES, URLS, Scope
from newsbot.storage.sites.forgotten import ForgottenSite, causes_of
from newsbot.storage.sites.forgotten_urls import ForgottenUrl
from newsbot.storage.sites.url_shapes import read_url_shapes


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLink:
    """An article link that is due to be fetched, as a run reads it from the database."""

    link: Link
    key: bytes
    """The key of the URL, from newsbot.urls.url_key."""
    site: str
    source_url: str | None
    """The URL of the source that listed the link; None if a person named the link."""
    is_retry: bool
    """Whether the URL was requested before."""
    is_refused: bool
    """Whether the host refused the last request for the URL (see newsbot.reasons)."""
    is_revisit: bool = False
    """Whether the article of the link is stored, and its page is fetched again by newsbot's own
    schedule. No source has said that the page changed."""
    validators: PageValidators | None = None
    """The ETag, Last-Modified and hash of the page last read at this URL; None if not stored."""


class DueWork:
    """Reads the due sources and links of a queue from the database, a few at a time.

    A queue is the pending URLs and the sources of one host, or of several hosts that are one
    server.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.backfills = Backfills(engine)

    def queues_listed_by(self, source_ids: Collection[int]) -> frozenset[str]:
        """The names of the host queues with due URLs that certain sources have listed.

        `source_ids` are the ids of the sources. It makes no difference whether a URL was listed in
        this run or in an earlier one.
        """
        if not source_ids:
            return frozenset()
        with self._engine.connect() as connection:
            return frozenset(
                connection.execute(_QUEUES_LISTED_BY, {"sources": list(source_ids)}).scalars()
            )

    def sources(self, queue: str, scope: Scope) -> list[str]:
        """The URLs of the sources of a queue that are due, i.e. are to be polled for new links now.

        A queue is the crawling work of one host, or of several hosts. `scope` says for which
        sources the run may send requests. The source that has been due for the longest time comes
        first.
        """
        parameters = {"queue": queue, **scope.parameters}
        with self._engine.connect() as connection:
            return list(connection.execute(_SOURCES, parameters).scalars())

    def queues_of(self, site_ids: Collection[int]) -> frozenset[str]:
        """The names of the queues that have URLs of the sites `site_ids`, due or not.

        A queue is the crawling work of one host, or of several hosts on one server.
        """
        with self._engine.connect() as connection:
            found = connection.execute(_QUEUES, {"sites": list(site_ids)})
            return frozenset(found.scalars())

    def validators(self, url: str, kind: str) -> Validators | None:
        """The ETag, Last-Modified and digest of a source, as stored when the source was last read.

        `url` is the URL of the source, and `kind` is its kind (e.g. "feed"). The result is None if
        the source was never read, or if another parser than the present one for this kind read it.
        Then the whole source has to be read.
        """
        parameters = {"url": url, "kind": kind, "parser": f"{parser_of(kind)} %"}
        with self._engine.connect() as connection:
            row = connection.execute(_VALIDATORS, parameters).mappings().one_or_none()
        return None if row is None else Validators(**row)

    def url_shapes(self, site: str) -> UrlShapes:
        """The shapes of a site's URLs, from its stored articles and its rejected pages.

        A shape is the form of a URL. For example, "/world/bridge-closes" and "/world/mayor-resigns"
        have the same shape. `site` is the key of the site.
        """
        return read_url_shapes(self._engine, site)

    def child_sitemaps(self, url: str, kind: str) -> tuple[KnownSitemap, ...]:
        """The sitemaps that a sitemap index lists, as earlier polls of the index have stored them.

        `url` is the URL of the index, which is a source, and `kind` is the kind of this source.
        """
        with self._engine.connect() as connection:
            return known_sitemaps(connection, url, kind)

    def forgotten(
        self, urls: Sequence[tuple[str, str]]
    ) -> list[ForgottenSite | ForgottenUrl | None]:
        """For each URL, its site or article if a person has removed it; None otherwise.

        Each of `urls` is a URL, and the key of the site under which it is stored.
        """
        return causes_of(self._engine, urls)

    def links(self, queue: str, scope: Scope, most: int, asked: Collection[bytes]) -> list[DueLink]:
        """Up to `most` due links on the hosts of a queue that a run with this `scope` may fetch.

        `scope` says which sources and URLs the run is for. New links come first, the newest of them
        first. Then come links that are to be requested again. Links whose url_key is in `asked` are
        left out.
        """
        parameters = _parameters(queue, scope, most, asked)
        with self._engine.connect() as connection:
            found = list(connection.execute(_FRESH, parameters).mappings())
            if len(found) < most:
                parameters["most"] = most - len(found)
                found += connection.execute(_AGAIN, parameters).mappings()
        return [_due(row) for row in found]

    def revisits(
        self, queue: str, scope: Scope, most: int, asked: Collection[bytes]
    ) -> list[DueLink]:
        """Up to `most` links to stored articles that are due to be fetched again.

        Only links on the hosts of the queue `queue` are returned, and only those that a run with
        this `scope` may fetch. The link that has been due for the longest time comes first. Links
        whose url_key is in `asked` are left out.
        """
        parameters = _parameters(queue, scope, most, asked)
        with self._engine.connect() as connection:
            found = connection.execute(_REVISITS, parameters).mappings()
            return [replace(_due(row), is_retry=False, is_revisit=True) for row in found]


def _parameters(queue: str, scope: Scope, most: int, asked: Collection[bytes]) -> dict[str, Any]:
    return {"queue": queue, "most": most, "asked": list(asked), **scope.parameters}


def _due(row: RowMapping) -> DueLink:
    return DueLink(
        link=Link(
            url=row["url"],
            title=row["title"],
            published_at=row["published_at"],
            changed_at=row["changed_at"],
            authors=tuple(row["authors"] or ()),
            summary=row["summary"],
        ),
        key=row["url_key"],
        site=row["site"],
        source_url=row["source_url"],
        is_retry=row["next_at"] is not None,
        is_refused=row["reason"] is not None and reason_of(row["reason"]).is_refusal,
        validators=_validators(row),
    )


def _validators(row: RowMapping) -> PageValidators | None:
    if row["body_sha256"] is None:
        return None
    return PageValidators(
        etag=row["etag"],
        last_modified=row["last_modified"],
        body_sha256=row["body_sha256"].hex(),
    )


_QUEUES_LISTED_BY = text("""
    SELECT DISTINCT h.queue FROM newsbot.frontier AS f JOIN newsbot.hosts AS h USING (host)
    WHERE f.state = 'pending' AND coalesce(f.next_at <= newsbot.now(), true)
        AND f.source_id = ANY(CAST(:sources AS integer[]))
""")
_SOURCES = text(f"""
    SELECT s.url FROM newsbot.sources AS s JOIN newsbot.hosts AS h USING (host)
    WHERE h.queue = :queue AND s.next_at <= newsbot.now() AND {SOURCES}
    ORDER BY s.next_at, s.id
""")  # noqa: S608 - of constants
# Selects the names of the queues of the hosts on which sites have URLs. The recursion finds one
# host after the other with the index frontier_site_idx. To read all rows of a site would be slow,
# because a site may have a million URLs on one host.
_QUEUES = text("""
    WITH RECURSIVE found AS (
        SELECT site_id, (
            SELECT min(f.host) FROM newsbot.frontier AS f WHERE f.site_id = site.site_id
        ) AS host
        FROM unnest(CAST(:sites AS integer[])) AS site (site_id)
        UNION ALL
        SELECT found.site_id, (
            SELECT min(f.host) FROM newsbot.frontier AS f
            WHERE f.site_id = found.site_id AND f.host > found.host
        )
        FROM found WHERE found.host IS NOT NULL
    )
    SELECT DISTINCT h.queue FROM found JOIN newsbot.hosts AS h ON h.host = found.host
""")
_VALIDATORS = text("""
    SELECT etag, last_modified, body_digest AS digest FROM newsbot.sources
    WHERE url = :url AND kind = :kind AND body_digest LIKE :parser
""")
_LINKS = """
    SELECT f.url_key, f.url, f.title, f.published_at, f.changed_at, f.next_at,
        f.authors, f.summary,
        f.etag, f.last_modified, f.body_sha256,
        site.key AS site, source.url AS source_url, r.reason
    FROM newsbot.hosts AS h
    CROSS JOIN LATERAL (
        SELECT * FROM newsbot.frontier AS f
        WHERE f.host = h.host AND {when} AND {urls}
            AND f.url_key <> ALL(CAST(:asked AS bytea[]))
        ORDER BY {order} LIMIT :most
    ) AS f
    JOIN newsbot.sites AS site ON site.id = f.site_id
    LEFT JOIN newsbot.sources AS source ON source.id = f.source_id
    LEFT JOIN newsbot.rejections AS r ON r.url_key = f.url_key
    WHERE h.queue = :queue AND {open}
        -- `scrapy sites forget` is deleting the URLs of a forgotten site.
        AND site.forgotten_at IS NULL
    ORDER BY {order} LIMIT :most
"""
# The order of the links: newest first. The index frontier_fresh_idx has the same expression. So
# PostgreSQL finds the newest links in the index, and need not sort the rows.
_NEWEST = "coalesce(f.published_at, f.changed_at, f.discovered_at) DESC"
_FRESH = text(
    _LINKS.format(
        when="f.state = 'pending' AND f.next_at IS NULL", order=_NEWEST, urls=URLS, open=OPEN
    )
)
_AGAIN = text(
    _LINKS.format(
        when="f.state = 'pending' AND f.next_at <= newsbot.now()",
        order="f.next_at",
        urls=URLS,
        open=OPEN,
    )
)
_REVISITS = text(
    _LINKS.format(
        when="f.state = 'done' AND f.revisit_at <= newsbot.now()",
        order="f.revisit_at",
        urls=REVISITS,
        open=OPEN,
    )
)
