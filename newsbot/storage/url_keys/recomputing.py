"""Keys of stored URLs, made anew where an older newsbot made others of them.

A walk goes through each table in the order of the former keys, a batch a transaction, and keeps
how far it is, so that it goes on after a kill. What a new key puts ahead of it, it reads again and
leaves. Rows that have one key now become one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, bindparam, func, select, text

from newsbot.errors import SchemaError
from newsbot.storage.articles.storing import STORING_LOCK
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.models import article_tables, crawl_tables
from newsbot.storage.url_keys.merges import (
    merge_article_rows,
    merge_frontier_rows,
    merge_rejections,
    merge_sources,
    tell_moved_articles,
)
from newsbot.urls import KEY_VERSION, origin_of, requested_url, url_key, without_userinfo

# Crawls wait while a batch is written.
BATCH = 500

Rows = Sequence[Row[Any]]
_versions = crawl_tables.url_key_versions

_MERGES: dict[Table, Callable[[Connection, Rows], Row[Any]]] = {
    article_tables.articles: merge_article_rows,
    crawl_tables.frontier: merge_frontier_rows,
    crawl_tables.rejections: merge_rejections,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """What came of a batch."""

    rows: int
    """Rows read; a row that was changed before may be read once more."""
    changed: int
    """Rows that have another key now, or another spelling of their URL."""
    merged: int
    """Rows that are no more, for another one had the same page."""


def require_current_keys(connection: Connection) -> None:
    """Raise SchemaError, saying what to do, unless all keys are those that this code makes."""
    statement = select(func.min(_versions.c.version), func.max(_versions.c.version))
    oldest, newest = connection.execute(statement).one()
    if newest > KEY_VERSION:
        raise SchemaError("the keys of stored URLs are of a newer newsbot: update newsbot")
    if oldest < KEY_VERSION:
        raise SchemaError(
            "the keys of stored URLs are of an older newsbot: run `scrapy db upgrade`"
        )


def rows_to_read(engine: Engine) -> int:
    """How many rows have keys that may be of an older newsbot."""
    with engine.connect() as connection:
        counts = (
            select(func.count())
            .select_from(table)
            .where(table.c.url_key > _after(connection, table))
            for table in _stale_tables(connection)
        )
        return sum(connection.execute(count).scalar_one() for count in counts)


def make_keys_anew(engine: Engine) -> Iterator[Rekeyed]:
    """Gives every row the key that this code makes of its URL; for each batch what came of it.

    Raises:
        DatabaseError: the database failed; the same call goes on from there.
    """
    for table in with_retries(partial(_start, engine)):
        while (batch := with_retries(partial(_walk_on, engine, table))) is not None:
            yield batch


def _start(engine: Engine) -> list[Table]:
    """The tables to walk through, once the sources, which have no keys, are in order."""
    with engine.begin() as connection:
        tables = _stale_tables(connection)
        if tables:
            connection.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
            merge_sources(connection, plain_url)
    return tables


def plain_url(url: str) -> str:
    """The requested form; of what is no web URL, as older rows may have it, all but a password."""
    return requested_url(url) or without_userinfo(url)


def _stale_tables(connection: Connection) -> list[Table]:
    statement = select(_versions.c.table_name).where(_versions.c.version < KEY_VERSION)
    stale = set(connection.execute(statement).scalars())
    return [table for table in _MERGES if table.name in stale]


def _after(connection: Connection, table: Table) -> bytes:
    """How far the walk is; at the start where there is none, or one to another version."""
    statement = select(_versions.c.after).where(
        _versions.c.table_name == table.name, _versions.c.next_version == KEY_VERSION
    )
    return connection.execute(statement).scalar() or b""


def _walk_on(engine: Engine, table: Table) -> Rekeyed | None:
    """The next batch; None if there was none, and the table is done."""
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
        # Offers of links to the frontier do without the storing lock.
        connection.execute(text(f"LOCK TABLE {table.fullname} IN SHARE ROW EXCLUSIVE MODE"))
        after = _after(connection, table)
        further = select(table).where(table.c.url_key > after).order_by(table.c.url_key)
        rows = connection.execute(further.limit(BATCH)).all()
        state = _reached(rows[-1].url_key) if rows else _DONE
        this_table = _versions.c.table_name == table.name
        connection.execute(_versions.update().where(this_table).values(state))
        return _rekey(connection, table, rows) if rows else None


_DONE: dict[str, Any] = {"version": KEY_VERSION, "next_version": None, "after": None}


def _reached(key: bytes) -> dict[str, Any]:
    return {"next_version": KEY_VERSION, "after": key}


def _rekey(connection: Connection, table: Table, rows: Rows) -> Rekeyed:
    moving = [row for row in rows if _is_moving(row)]
    involved = _involved(connection, table, moving)
    of_key: defaultdict[bytes, list[Row[Any]]] = defaultdict(list)
    for row in involved:
        of_key[url_key(row.url)].append(row)
    kept = [
        together[0] if len(together) == 1 else _MERGES[table](connection, together)
        for together in of_key.values()
    ]
    moved = [row for row in kept if _is_moving(row)]
    _write_keys(connection, table, moved)
    return Rekeyed(rows=len(rows), changed=len(moved), merged=len(involved) - len(kept))


def _is_moving(row: Row[Any]) -> bool:
    return (row.url_key, row.url) != (url_key(row.url), plain_url(row.url))


def _involved(connection: Connection, table: Table, moving: Rows) -> Rows:
    """These rows, those that have the keys which they get, and so on from row to row."""
    involved = {row.url_key: row for row in moving}
    wanted = {url_key(row.url) for row in moving} - involved.keys()
    while wanted:
        holders = connection.execute(select(table).where(table.c.url_key.in_(wanted))).all()
        involved |= {row.url_key: row for row in holders}
        wanted = {url_key(row.url) for row in holders} - involved.keys()
    return list(involved.values())


def _write_keys(connection: Connection, table: Table, moved: Rows) -> None:
    """Keys may pass from row to row: all are put aside first, a byte longer than any key is."""
    if not moved:
        return
    rows = [
        {"former": row.url_key, "aside": b"\0" + key, "key": key, "plain": plain_url(row.url)}
        for row in moved
        for key in [url_key(row.url)]
    ]
    aside = table.update().where(table.c.url_key == bindparam("former"))
    connection.execute(aside.values(url_key=bindparam("aside")), rows)
    names = {"url_key": "key", "url": "plain"}
    if table is crawl_tables.frontier:
        rows = [row | {"new_host": origin_of(row["plain"])} for row in rows]
        names |= {"host": "new_host"}
    final = table.update().where(table.c.url_key == bindparam("aside"))
    connection.execute(
        final.values(**{column: bindparam(name) for column, name in names.items()}), rows
    )
    if table is article_tables.articles:
        tell_moved_articles(connection, [row.id for row in moved if row.url != plain_url(row.url)])
