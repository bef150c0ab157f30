"""How long `scrapy dedup` takes an article, and how much of that time it holds the storing lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from sqlalchemy import Engine, event, text

from newsbot.storage.rewriting.redecide.differences import discard
from newsbot.storage.rewriting.redecide.resolving import Walk, resolve_again

WALKED = 2000
EVER = datetime(2000, 1, 1, tzinfo=UTC)
TAKES_LOCK = "pg_advisory_xact_lock"

_BEFORE = text("SELECT id FROM newsbot.versions ORDER BY id DESC OFFSET :walked LIMIT 1")
# As after a release that tells words apart in another way, and for days without sketches.
_AGE = (
    text("DELETE FROM newsbot.sketches WHERE version_id > :after"),
    text("UPDATE newsbot.versions SET content_sha256 = sha256(content_sha256) WHERE id > :after"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkCost:
    """What one walk over the newest articles cost."""

    ms: float
    """Milliseconds an article."""
    locked: float
    """The share of the time in which the walk held the storing lock."""
    longest_ms: float
    """The longest time in which the walk held the lock without a break; crawls wait as long."""


@dataclass(slots=True)
class _Holds:
    """The seconds of each time in which the lock was held, by connection while it lasts."""

    ended_s: list[float] = field(default_factory=list)
    since: dict[int, float] = field(default_factory=dict)


def measure_walks(engine: Engine) -> tuple[WalkCost, WalkCost]:
    """Costs of a walk over the newest articles as they are stored, and of one that finds them aged.

    Aged articles have no sketches, and hashes that another version of newsbot computed. The walks
    leave no results behind.
    """
    with engine.connect() as connection:
        after = connection.execute(_BEFORE, {"walked": WALKED}).scalar_one()
    as_stored = _measure(engine, after)
    with engine.begin() as connection:
        for statement in _AGE:
            connection.execute(statement, {"after": after})
    return as_stored, _measure(engine, after)


def _measure(engine: Engine, after: int) -> WalkCost:
    with _watched(engine) as holds:
        started = perf_counter()
        walked = sum(resolve_again(engine, Walk(since=EVER, after=after, articles=WALKED)))
        took = perf_counter() - started
    discard(engine)
    return WalkCost(
        ms=1000 * took / walked,
        locked=sum(holds.ended_s) / took,
        longest_ms=1000 * max(holds.ended_s),
    )


@contextmanager
def _watched(engine: Engine) -> Iterator[_Holds]:
    """Notes when transactions get the storing lock, and when they give it back.

    They give it back when their commit is done; then the connection returns to the pool.
    """
    holds = _Holds()

    def got(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if TAKES_LOCK in statement:
            holds.since[id(connection.connection.dbapi_connection)] = perf_counter()

    def gave_back(driver: Any, _: Any) -> None:
        since = holds.since.pop(id(driver), None)
        if since is not None:
            holds.ended_s.append(perf_counter() - since)

    event.listen(engine, "after_cursor_execute", got)
    event.listen(engine, "checkin", gave_back)
    try:
        yield holds
    finally:
        event.remove(engine, "after_cursor_execute", got)
        event.remove(engine, "checkin", gave_back)
