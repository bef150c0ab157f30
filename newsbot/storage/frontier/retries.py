"""Makes rejected URLs due again: for a newer extractor, or because a person asks for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, select, text

from newsbot.storage.connection.database_clock import NOW
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.waking import wake_urls
from newsbot.storage.models import crawl_tables

# A newer extractor may accept a page that an older one rejected. But it gets only the pages that
# were rejected within this time. Older articles are no longer news.
REFUSED_WITHIN = timedelta(days=30)
# The maximum number of rows that are changed in one transaction. Running crawls cannot store
# articles during the transaction, so it must be short.
GROUP_SIZE = 1000

_table, _rejections, _sites = crawl_tables.frontier, crawl_tables.rejections, crawl_tables.sites
_hosts = crawl_tables.hosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filter by which a person selects rejected URLs. A field that is None excludes no URL."""

    site: str | None = None
    reason: str | None = None
    since: datetime | None = None
    """Only URLs that were last requested at this moment or later are selected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Counts of the rejected URLs of one site that were rejected for the same reason."""

    reason: str
    site: str
    urls: int
    given_up: int
    """How many of the URLs counted in `urls` are given up: no further request is planned."""
    first_at: datetime
    """The time of the earliest rejection among the URLs counted in `urls`. If a URL was rejected
    several times, only its latest rejection counts."""
    last_at: datetime
    """The time of the latest rejection among the URLs counted in `urls`."""
    next_at: datetime | None
    """The earliest moment at which one of the URLs counted in `urls` may be requested again; None
    if all of them are given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many rejected URLs wait because their hosts are paused, and until when."""

    urls: int
    until: datetime | None
    """The moment at which the last pause of a host with rejected URLs ends. During the pause of a
    host, no URL of the host is requested. None if no such host is paused."""


def refused(engine: Engine, asked: Asked) -> list[Refused]:
    """Counts the rejected URLs that match `asked`, for each reason of rejection and each site.

    The highest counts come first. The function `make_due` with the same `asked` would request all
    the URLs that are counted here once more.
    """
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
    """The names of the reasons (newsbot.reasons) that occur in the table of rejections."""
    with engine.connect() as connection:
        return set(connection.execute(select(_rejections.c.reason).distinct()).scalars())


def make_due(engine: Engine, asked: Asked) -> int:
    """Makes rejected URLs that match the filter `asked` due now, and returns how many there are.

    A rejected URL is one whose last request gave no article. If another transaction has locked the
    row of a URL, the URL is skipped, because that transaction is storing the result of a new
    request.
    """

    def next_keys(connection: Connection, last: bytes) -> list[bytes]:
        statement = (
            _matching(asked)
            .where(_table.c.url_key > last)
            .order_by(_table.c.url_key)
            .limit(GROUP_SIZE)
            .with_for_update(of=_table, skip_locked=True)
        )
        return list(connection.execute(statement).scalars().all())

    def reset(connection: Connection, keys: Sequence[bytes]) -> int:
        statement = _table.update().where(_table.c.url_key.in_(keys))
        connection.execute(statement.values(state="pending", tries=0, next_at=None))
        return len(keys)

    return _in_groups(engine, next_keys, reset)


def waiting(engine: Engine, asked: Asked) -> Waiting:
    """Counts the rejected URLs that match `asked` and wait because their hosts are paused."""
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
    """Makes URLs due that an older extractor rejected in the last 30 days; returns their number.

    An extractor is older if the number after "+" in its version is lower than in
    `extractor_version`. The new requests are spread evenly over the next day. A rejection makes its
    URL due only once. To ensure this, the column `extractor_version` of its row is set to NULL
    until the URL is rejected again.
    """
    layer = int(extractor_version.rpartition("+")[2])
    arguments = {"version": extractor_version, "layer": layer, "within": REFUSED_WITHIN}

    def take(connection: Connection, _last: bytes) -> list[bytes]:
        return list(connection.execute(_TAKE_OLDER, arguments).scalars())

    def spread(connection: Connection, keys: Sequence[bytes]) -> int:
        return len(connection.execute(_SPREAD, {"keys": list(keys)}).all())

    return _in_groups(engine, take, spread)


# Selects rejections by older extractors, and sets their `extractor_version` to NULL, so that no
# rejection is selected twice. The first condition selects all versions but the present one: "< or
# >" means the same as "<>", but lets PostgreSQL use the index on `extractor_version`. The second
# condition compares the number after the "+". It leaves out rejections by a newer extractor, which
# another machine may run already.
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


def _matching(asked: Asked) -> Select[Any]:
    """A query for the `url_key` of each rejected URL that matches `asked` and has no article yet.

    The query joins the tables `frontier`, `rejections` and `sites`, so that callers can select
    columns of all three.
    """
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


def _in_groups(
    engine: Engine,
    take: Callable[[Connection, bytes], list[bytes]],
    change: Callable[[Connection, Sequence[bytes]], int],
) -> int:
    """Changes rows in groups, each in a transaction of its own; returns the number of changed rows.

    Args:
        engine: the database.
        take: a function that locks the rows of the next group and returns their keys. Its argument
            is the highest key of the previous group (at first b""). If it returns no keys, the work
            is done.
        change: a function that changes the rows with the given keys, and returns their number.
    """
    changed, last = 0, b""

    def one_group() -> tuple[list[bytes], int]:
        with engine.begin() as connection:
            keys = take(connection, last)
            return keys, change(connection, keys) if keys else 0

    while True:
        keys, count = with_retries(one_group)
        if not keys:
            return changed
        # Runs look for due URLs only on hosts whose queues (the rows for the work of each host) are
        # due. `wake_urls` sets these queues as due. It has a transaction of its own, because all
        # transactions must lock the rows of queues before those of URLs, and `one_group` has just
        # locked the URLs.
        with_retries(partial(wake_urls, engine, keys))
        changed, last = changed + count, max(keys)
