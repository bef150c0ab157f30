"""Reads newsbot.backfill_pages: which pages a backfill requests next, and how much is left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from newsbot.items import BackfillPage, Period
from newsbot.storage.leases.scope import BACKFILL, IN_PERIOD, IS_WALKED, OPEN, Scope
from newsbot.storage.leases.waking import wake_queues

MOST_PENDING = 200
"""While so many URLs of a source are to be fetched, no further page of its past is read. So few
URLs of the past are known and not fetched, however large the archive is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What a backfill may request now."""

    source_ids: tuple[int, ...]
    """The ids of the sources with fewer than MOST_PENDING URLs to be fetched."""
    queues: frozenset[str]
    """The queues (of hosts) in which pages of these sources are due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much of the past of a site's sources of one kind was read."""

    site: str
    kind: str
    pages: int
    """How many pages may have articles of the period, as far as they are known yet."""
    read: int
    """How many of them were read as a whole."""
    waiting: int
    """How many of them could not be read, and are not requested before some later moment."""
    next_at: datetime | None
    """The earliest of these moments; None if no page waits."""


class Backfills:
    """Reads which pages of the past a run may request; the methods do blocking I/O."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, source_ids: Collection[int], scope: Scope) -> Open:
        """What a run may request now of the past of the sources with these ids.

        The queues in which pages are due become due.
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
        """The page of a queue that a run requests next; None if none is due.

        The latest page comes first. Pages whose URLs are in `asked` are left out.
        """
        parameters = {**scope.parameters, "queue": queue, "asked": list(asked)}
        with self._engine.connect() as connection:
            row = connection.execute(_PAGE, parameters).mappings().one_or_none()
        return None if row is None else BackfillPage(**row)

    def progress(self, source_ids: Collection[int], period: Period) -> list[Progress]:
        """How much of the past of the sources with these ids was read, for each site and kind."""
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
