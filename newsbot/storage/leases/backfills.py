"""Reads from newsbot.backfill_pages which pages a backfill requests next, and how many are left.

A backfill is a crawl for articles of the past. The pages are sitemaps and section pages, which list
articles.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from newsbot.items import BackfillPage, Period
from newsbot.storage.leases.scope import BACKFILL, IN_PERIOD, IS_WALKED, OPEN, Scope
from newsbot.storage.leases.waking import wake_queues

MOST_PENDING = 200
"""While a source has this many URLs to be fetched, no further page of its archive is read. This
limits the number of stored URLs that wait to be fetched, however large the archive is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The sources and hosts from which a backfill may request pages now."""

    source_ids: tuple[int, ...]
    """The ids of the sources that have fewer than MOST_PENDING waiting URLs. These are URLs that
    were found through the source and have not been fetched yet."""
    queues: frozenset[str]
    """The names of the queues in which a page is due that lists old articles, e.g. a sitemap. The
    page must belong to a source in `source_ids`. A queue is the work on one host, or on several
    hosts of one server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many pages a backfill (a crawl for old articles) has read of one site.

    The pages are sitemaps and section pages that list old articles. Only those are counted that
    were found through sources of one kind, e.g. "sitemap".
    """

    site: str
    kind: str
    pages: int
    """The number of known pages that may list articles of the backfill's period."""
    read: int
    """How many of the pages counted in `pages` the backfill has already read completely."""
    waiting: int
    """How many of the pages counted in `pages` could not be read. They will be requested again."""
    next_at: datetime | None
    """The earliest time at which a page that could not be read is requested again; None if there is
    no such page."""


class Backfills:
    """Reads which archive pages a backfill may request; does blocking I/O.

    A backfill looks for old articles. Archive pages (sitemaps, section pages) list such articles.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, source_ids: Collection[int], scope: Scope) -> Open:
        """Finds the sources and queues from which a backfill may request pages now.

        A queue is the pending URLs and sources of one host, or of several hosts that are one
        server. A run can lease only queues that are marked as due in the database. So this method
        marks the queues in the result as due. `source_ids` are the ids of the sources that may be
        read. The backfill looks for articles that were published in the period `scope.period`.
        """
        given = {"ids": list(source_ids), "most": MOST_PENDING}
        with self._engine.begin() as connection:
            ids = tuple(connection.execute(_OPEN, given).scalars())
            found = Scope(period=scope.period, backfilled=ids)
            queues = frozenset(connection.execute(_QUEUES, found.parameters).scalars())
            if queues:
                wake_queues(connection, queues)
        return Open(source_ids=ids, queues=queues)

    def page(self, queue: str, scope: Scope, asked: Collection[str]) -> BackfillPage | None:
        """The page that a backfill requests next from the hosts of a queue; None if none is due.

        A backfill is a crawl for old articles, which reads pages that list such articles. A queue
        is the crawling work of one host, or of several hosts on one server. If several pages are
        due, the one with the latest articles is chosen.

        Args:
            queue: the name of the queue.
            scope: the sources whose pages are read, and the period of the wanted articles.
            asked: the URLs of pages that the run has already requested, and does not request again.
        """
        parameters = {**scope.parameters, "queue": queue, "asked": list(asked)}
        with self._engine.connect() as connection:
            row = connection.execute(_PAGE, parameters).mappings().one_or_none()
        return None if row is None else BackfillPage(**row)

    def progress(self, source_ids: Collection[int], period: Period) -> list[Progress]:
        """How many archive pages (which list old articles) were read, by site and kind of source.

        Only the sources with the ids `source_ids` count, and only pages that may list articles of
        `period`.
        """
        with self._engine.connect() as connection:
            return _progress(connection, list(source_ids), period)


def _progress(connection: Connection, ids: Sequence[int], period: Period) -> list[Progress]:
    given = {"ids": ids, "since": period.since, "until": period.until}
    rows = connection.execute(_PROGRESS, given).mappings()
    return [Progress(**row) for row in rows]


_OPEN = text("""
    SELECT id FROM unnest(CAST(:ids AS integer[])) AS source (id)
    WHERE EXISTS (SELECT FROM newsbot.backfill_pages AS b WHERE b.source_id = id)
        AND (
            SELECT count(*) FROM (
                SELECT FROM newsbot.frontier AS f
                WHERE f.source_id = id AND f.state = 'pending' AND f.next_at IS NULL LIMIT :most
            ) AS pending
        ) < :most
""")
_QUEUES = text(f"""
    SELECT DISTINCT h.queue
    FROM newsbot.backfill_pages AS b JOIN newsbot.hosts AS h USING (host)
    WHERE {OPEN} AND {BACKFILL}
""")  # noqa: S608 - of constants
_PAGE = text(f"""
    SELECT b.url, s.url AS source_url, b.depth, b.number, b.place, b.begins_at, b.ends_at
    FROM newsbot.backfill_pages AS b
    JOIN newsbot.hosts AS h USING (host)
    JOIN newsbot.sources AS s ON s.id = b.source_id
    WHERE h.queue = :queue AND {OPEN} AND {BACKFILL} AND b.url <> ALL(CAST(:asked AS text[]))
    ORDER BY b.ends_at DESC NULLS FIRST, b.depth, b.number, b.place, b.url LIMIT 1
""")  # noqa: S608 - of constants
_PROGRESS = text(f"""
    SELECT site.key AS site, s.kind, count(*) AS pages,
        count(*) FILTER (WHERE {IS_WALKED}) AS read,
        count(*) FILTER (WHERE NOT {IS_WALKED} AND b.next_at > newsbot.now()) AS waiting,
        min(b.next_at) FILTER (WHERE NOT {IS_WALKED} AND b.next_at > newsbot.now()) AS next_at
    FROM newsbot.backfill_pages AS b
    JOIN newsbot.sources AS s ON s.id = b.source_id
    JOIN newsbot.sites AS site ON site.id = s.site_id
    WHERE b.source_id = ANY(CAST(:ids AS integer[])) AND {IN_PERIOD}
    GROUP BY site.key, s.kind ORDER BY site.key, s.kind
""")  # noqa: S608 - of constants
