"""URLs that gave no article, made due again: for a newer extractor, or because a person says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select, text

from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.models import crawl_tables

# What was refused longer ago is no news any more.
REFUSED_WITHIN = timedelta(days=30)
# One transaction's rows: the storing of others goes on in between.
GROUP_SIZE = 1000

_table, _rejections, _sites = crawl_tables.frontier, crawl_tables.rejections, crawl_tables.sites
_hosts = crawl_tables.hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which of the URLs that gave no article are meant; None is any."""

    site: str | None = None
    reason: str | None = None
    since: datetime | None = None
    """When they were last asked for, at the earliest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """How many URLs of one site gave no article for one reason."""

    reason: str
    site: str
    urls: int
    given_up: int
    """How many of them are not asked for again by themselves."""
    first_at: datetime
    """The oldest of their last answers, and the newest."""
    last_at: datetime
    next_at: datetime | None
    """When the first of them is asked for again by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many URLs wait for hosts that are left alone."""

    urls: int
    until: datetime | None
    """When the last of their hosts is asked again; None where none is left alone."""


def refused(engine: Engine, asked: Asked) -> list[Refused]:
    """What `make_due` would ask for again: by reason and site, the most first."""
    is_given_up = _table.c.state == "failed"
    next_at = func.greatest(func.coalesce(_table.c.next_at, NOW), _hosts.c.blocked_until)
    count = func.count()
    statement = (
        _matching(asked)
        .with_only_columns(
            _rejections.c.reason,
            _sites.c.key.label("site"),
            count.label("urls"),
            count.filter(is_given_up).label("given_up"),
            func.min(_rejections.c.last_at).label("first_at"),
            func.max(_rejections.c.last_at).label("last_at"),
            func.min(next_at).filter(~is_given_up).label("next_at"),
        )
        .outerjoin(_hosts, _hosts.c.host == _table.c.host)
        .group_by(_rejections.c.reason, _sites.c.key)
        .order_by(count.desc(), _rejections.c.reason, _sites.c.key)
    )
    with engine.connect() as connection:
        return [Refused(**row) for row in connection.execute(statement).mappings()]


def reasons_met(engine: Engine) -> set[str]:
    """Every reason that a URL has now."""
    with engine.connect() as connection:
        return set(connection.execute(select(_rejections.c.reason).distinct()).scalars())


def make_due(engine: Engine, asked: Asked) -> int:
    """Makes the URLs due as if they were new, in groups; how many they were.

    What is being stored at the moment is passed by: it is answered just now.
    """
    return _in_groups(engine, partial(_next_keys, asked), _make_due)


def waiting(engine: Engine, asked: Asked) -> Waiting:
    """Of those that are meant the URLs whose hosts are left alone at the moment."""
    statement = (
        _matching(asked)
        .with_only_columns(
            func.count().label("urls"), func.max(_hosts.c.blocked_until).label("until")
        )
        .join(_hosts, _hosts.c.host == _table.c.host)
        .where(_hosts.c.blocked_until > NOW)
    )
    with engine.connect() as connection:
        return Waiting(**connection.execute(statement).mappings().one())


def ask_newer_extractor(engine: Engine, extractor_version: str) -> int:
    """Makes due what an extractor of an older layer refused within 30 days; how many URLs.

    They are spread over the coming day, each at its own moment, which its key gives. A refusal is
    asked about once: it then has no extractor until the URL is refused again.
    """
    layer = int(extractor_version.rpartition("+")[2])
    arguments = {"version": extractor_version, "layer": layer, "within": REFUSED_WITHIN}

    def take(connection: Connection, _last: bytes) -> list[bytes]:
        return list(connection.execute(_TAKE_OLDER, arguments).scalars())

    return _in_groups(engine, take, _spread)


# Other versions are found by their index; a refusal by a newer layer, of another machine, stays.
_TAKE_OLDER = text(f"""
    WITH older AS (
        SELECT url_key FROM newsbot.rejections
        WHERE (extractor_version < :version OR extractor_version > :version)
            AND CAST(split_part(extractor_version, '+', 2) AS int) < :layer
            AND last_at > newsbot.now() - :within
        ORDER BY url_key LIMIT {GROUP_SIZE} FOR UPDATE SKIP LOCKED
    )
    UPDATE newsbot.rejections AS r SET extractor_version = NULL
    FROM older WHERE r.url_key = older.url_key
    RETURNING r.url_key
""")  # noqa: S608 - a number of ours
_SPREAD = text("""
    WITH refused AS (
        SELECT url_key FROM newsbot.frontier
        WHERE url_key = ANY(:keys) AND state <> 'done'
        ORDER BY url_key FOR UPDATE SKIP LOCKED
    )
    UPDATE newsbot.frontier AS f
    SET state = 'pending', tries = 0,
        next_at = CASE
            WHEN f.state = 'pending' AND f.next_at IS NULL THEN NULL
            ELSE least(
                f.next_at,
                newsbot.now() + interval '1 day'
                    * (get_byte(f.url_key, 0) * 256 + get_byte(f.url_key, 1)) / 65536
            )
        END
    FROM refused WHERE f.url_key = refused.url_key
    RETURNING f.url_key
""")


def _spread(connection: Connection, keys: Sequence[bytes]) -> int:
    return len(connection.execute(_SPREAD, {"keys": list(keys)}).all())


def _matching(asked: Asked) -> Select[Any]:
    """The keys of refused URLs that are not stored, with their rejections and sites."""
    statement = (
        select(_table.c.url_key)
        .join_from(_table, _rejections, _rejections.c.url_key == _table.c.url_key)
        .join(_sites, _sites.c.id == _rejections.c.site_id)
        .where(_table.c.state != "done")
    )
    if asked.site is not None:
        statement = statement.where(_sites.c.key == asked.site)
    if asked.reason is not None:
        statement = statement.where(_rejections.c.reason == asked.reason)
    if asked.since is not None:
        statement = statement.where(_rejections.c.last_at >= asked.since)
    return statement


def _next_keys(asked: Asked, connection: Connection, last: bytes) -> list[bytes]:
    statement = (
        _matching(asked)
        .where(_table.c.url_key > last)
        .order_by(_table.c.url_key)
        .limit(GROUP_SIZE)
        .with_for_update(of=_table, skip_locked=True)
    )
    return list(connection.execute(statement).scalars().all())


def _make_due(connection: Connection, keys: Sequence[bytes]) -> int:
    connection.execute(
        _table.update()
        .where(_table.c.url_key.in_(keys))
        .values(state="pending", tries=0, next_at=None)
    )
    return len(keys)


def _in_groups(
    engine: Engine,
    take: Callable[[Connection, bytes], list[bytes]],
    change: Callable[[Connection, Sequence[bytes]], int],
) -> int:
    """Takes keys and changes their URLs until none are left, a transaction a group."""
    changed, last = 0, b""

    def one_group() -> tuple[list[bytes], int]:
        with engine.begin() as connection:
            keys = take(connection, last)
            return keys, change(connection, keys) if keys else 0

    while True:
        keys, count = with_retries(one_group)
        if not keys:
            return changed
        changed, last = changed + count, max(keys)
