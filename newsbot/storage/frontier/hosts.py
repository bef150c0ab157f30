"""Reads and writes the table `newsbot.hosts`: the pause of each host, and its last robots.txt.

If a host gets another robots.txt, this module also makes due the URLs that the file now allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, case, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.frontier.retries import REFUSED_WITHIN
from newsbot.storage.leases.waking import wake_known
from newsbot.storage.models import crawl_tables

_table = crawl_tables.hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """The latest pause of a host, in which no request is sent to the host.

    The pause may be over already. If `until` is None, the host is healthy.
    """

    until: datetime | None = None
    """The end of the pause: no request is sent to the host before this moment. None for a healthy
    host."""
    reason: str | None = None
    """Why the host is paused: a name from newsbot.reasons; None for a healthy host."""
    failures: int = 0
    """How many times the host was paused since its last good answer. The higher this number, the
    longer the next pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """The last response of a host to a request for its robots.txt."""

    status: int | None
    """The HTTP status of the response, after redirects; None if the host sent no response. A stored
    file has the status None if a later request for it failed."""
    body: bytes
    """The content of robots.txt; empty if the status says that the host has no such file."""
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenUrl:
    """A URL that newsbot did not request, because the robots.txt of its host forbade it."""

    key: bytes
    """The key of the URL, from newsbot.urls.url_key."""
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHost:
    """What the database knows of a host: until when it is paused, and its robots.txt."""

    pause: Pause = field(default_factory=Pause)
    robots: RobotsFile | None = None


class HostRows:
    """Reads and writes the rows of the table `newsbot.hosts`.

    In all methods, `host` is the host name and port that newsbot.urls.origin_of makes from a URL.
    """

    def __init__(self, engine: Engine, groups: Mapping[str, str] | None = None) -> None:
        """Creates an object that reads and writes the hosts of one database.

        A queue is the crawling work that only one run at a time may do. Most hosts have a queue of
        their own, which is named like the host. But hosts that share a server may share a queue.
        `groups` maps each of these hosts to the name of its queue.
        """
        self._engine = engine
        self._groups = groups or {}

    def read(self, host: str) -> KnownHost:
        """The stored pause and robots.txt of a host; a host that has no row counts as healthy."""
        with self._engine.connect() as connection:
            row = connection.execute(select(_table).where(_table.c.host == host)).one_or_none()
        if row is None:
            return KnownHost()
        robots = None
        if row.robots_at is not None:
            body = row.robots or b""
            robots = RobotsFile(status=row.robots_status, body=body, read_at=row.robots_at)
        return KnownHost(pause=_pause(row), robots=robots)

    def pause(self, host: str, pause: Pause) -> Pause:
        """Stores a pause of a host, unless another run has stored a longer one.

        Returns the pause that is now stored.
        """
        statement = insert(_table).values(**self._named(host), **_columns(pause))
        given = statement.excluded
        is_later = func.coalesce(_table.c.blocked_until <= given.blocked_until, True)
        kept = {
            name: case((is_later, given[name]), else_=_table.c[name]) for name in _columns(pause)
        }
        upsert = statement.on_conflict_do_update(index_elements=["host"], set_=kept)
        with self._engine.begin() as connection:
            return _pause(connection.execute(upsert.returning(_table)).one())

    def resume(self, host: str) -> Pause:
        """Stores that a host is healthy again, unless another run has meanwhile paused it.

        The host's pause is removed only if it is over: another run may have stored a new one after
        this run last read it. Returns the pause that is now stored.
        """
        is_over = or_(_table.c.blocked_until.is_(None), _table.c.blocked_until <= NOW)
        well = _table.update().where(_table.c.host == host, is_over).values(_columns(Pause()))
        with self._engine.begin() as connection:
            connection.execute(well)
        return self.read(host).pause

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Stores a newly fetched robots.txt of a host.

        `crawl_delay_s` is the Crawl-delay for newsbot in this file: the number of seconds between
        two requests. None if the file has none.
        """
        values = {
            "robots": robots.body,
            "robots_status": robots.status,
            "robots_at": robots.read_at,
            "crawl_delay_s": crawl_delay_s,
        }
        statement = insert(_table).values(**self._named(host), **values)
        with self._engine.begin() as connection:
            connection.execute(
                statement.on_conflict_do_update(index_elements=["host"], set_=values)
            )

    def distrust_robots(self, host: str) -> None:
        """Stores that a request for the robots.txt of a host failed, after the file was stored.

        The stored file is kept, to be compared with the next one.
        """
        stored = _table.update().where(_table.c.host == host, _table.c.robots_at.is_not(None))
        with self._engine.begin() as connection:
            connection.execute(stored.values(robots_status=None))

    def forbidden_urls(self, host: str, after: bytes, most: int) -> list[ForbiddenUrl]:
        """URLs of a host that wait or are given up, because robots.txt forbade the last request.

        They are returned in the order of their keys: at most `most` URLs, whose keys are greater
        than `after`. URLs that were forbidden more than 30 days ago are left out.
        """
        parameters = {"host": host, "within": REFUSED_WITHIN, "after": after, "most": most}
        with self._engine.connect() as connection:
            rows = connection.execute(_FORBIDDEN, parameters)
            return [ForbiddenUrl(key=row.url_key, url=row.url) for row in rows]

    def make_due(self, host: str, keys: Sequence[bytes]) -> int:
        """Makes URLs due that `forbidden_urls` has returned; returns how many are due now.

        `keys` are the keys of the URLs. Left out are URLs whose rows another transaction has
        locked, and URLs that were requested or became due meanwhile.
        """
        parameters = {"host": host, "within": REFUSED_WITHIN, "keys": list(keys)}
        with self._engine.begin() as connection:
            wake_known(connection, [host])  # all transactions lock queues before URLs
            return len(connection.execute(_MAKE_DUE, parameters).all())

    def _named(self, origin: str) -> Mapping[str, str]:
        host = origin.removesuffix(":80")
        return {"host": origin, "queue": self._groups.get(host, host)}


def _columns(pause: Pause) -> Mapping[str, Any]:
    return {"blocked_until": pause.until, "reason": pause.reason, "failures": pause.failures}


def _pause(row: Row[Any]) -> Pause:
    return Pause(until=row.blocked_until, reason=row.reason, failures=row.failures)


# SQL: whether the URL of `f`, a row of newsbot.frontier, waits for its next try or is given up, and
# whether its last request was not sent because robots.txt forbade it. `r` is the URL's rejection.
_IS_FORBIDDEN = """
    f.host = :host
    AND (f.state = 'failed' OR f.state = 'pending' AND f.next_at > newsbot.now())
    AND r.reason = 'robots_txt' AND r.last_at > newsbot.now() - :within
"""
_FORBIDDEN = text(f"""
    SELECT f.url_key, f.url
    FROM newsbot.rejections AS r JOIN newsbot.frontier AS f ON f.url_key = r.url_key
    WHERE {_IS_FORBIDDEN} AND r.url_key > :after
    ORDER BY r.url_key LIMIT :most
""")  # noqa: S608 - of constants
# `tries` falls by one only: robots.txt forbade the last request, but before that the site may have
# answered others, e.g. with 404. These answers still count.
_MAKE_DUE = text(f"""
    WITH allowed AS (
        SELECT f.url_key
        FROM newsbot.rejections AS r JOIN newsbot.frontier AS f ON f.url_key = r.url_key
        WHERE {_IS_FORBIDDEN} AND f.url_key = ANY(CAST(:keys AS bytea[]))
        ORDER BY f.url_key FOR UPDATE OF f SKIP LOCKED
    )
    UPDATE newsbot.frontier AS f
    SET state = 'pending', next_at = NULL, tries = greatest(f.tries - 1, 0)
    FROM allowed WHERE f.url_key = allowed.url_key
    RETURNING f.url_key
""")  # noqa: S608 - of constants
