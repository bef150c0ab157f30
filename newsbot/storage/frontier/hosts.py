"""What is known of hosts: until when each is left alone, and its robots.txt as it was last read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, case, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.models import crawl_tables

_table = crawl_tables.hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """How a host is doing: well, left alone until a moment, or about to be tried again."""

    until: datetime | None = None
    """Nothing is asked before this moment; None where nothing is wrong."""
    reason: str | None = None
    """Of newsbot.reasons."""
    failures: int = 0
    """Of the host as a whole, in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """A robots.txt as a host sent it."""

    status: int | None
    """The HTTP status, after redirects; None where nothing was sent."""
    body: bytes
    """Empty where the status says that there is none."""
    read_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownHost:
    """What runs have learned of a host so far."""

    pause: Pause = field(default_factory=Pause)
    robots: RobotsFile | None = None


class HostRows:
    """The rows of newsbot.hosts, by the keys that newsbot.urls.origin_of gives."""

    def __init__(self, engine: Engine, groups: Mapping[str, str] | None = None) -> None:
        """`groups` has the names of groups of hosts of one server, by host."""
        self._engine = engine
        self._groups = groups or {}

    def read(self, host: str) -> KnownHost:
        """What is known of a host; nothing is written."""
        with self._engine.connect() as connection:
            row = connection.execute(select(_table).where(_table.c.host == host)).one_or_none()
        if row is None:
            return KnownHost()
        return KnownHost(pause=_pause(row), robots=_robots(row))

    def pause(self, host: str, pause: Pause) -> Pause:
        """Writes a pause down, and gives the one that holds: another run may know of a later."""
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
        """Writes down that a host is well again; a pause that another run began since stays."""
        is_over = or_(_table.c.blocked_until.is_(None), _table.c.blocked_until <= NOW)
        well = _table.update().where(_table.c.host == host, is_over).values(_columns(Pause()))
        with self._engine.begin() as connection:
            connection.execute(well)
        return self.read(host).pause

    def keep_robots(self, host: str, robots: RobotsFile, crawl_delay_s: float | None) -> None:
        """Writes down a robots.txt that was just read, and the delay that it wants of newsbot."""
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

    def _named(self, origin: str) -> Mapping[str, str]:
        host = origin.removesuffix(":80")
        return {"host": origin, "queue": self._groups.get(host, host)}


def _columns(pause: Pause) -> Mapping[str, Any]:
    return {"blocked_until": pause.until, "reason": pause.reason, "failures": pause.failures}


def _pause(row: Row[Any]) -> Pause:
    return Pause(until=row.blocked_until, reason=row.reason, failures=row.failures)


def _robots(row: Row[Any]) -> RobotsFile | None:
    if row.robots_at is None:
        return None
    return RobotsFile(status=row.robots_status, body=row.robots or b"", read_at=row.robots_at)
