"""Recomputes the keys of stored URLs after a release that changed `newsbot.urls.url_key`.

Each table is read in the order of the old keys, with one transaction for each batch of rows. The
last key that was read is stored, so that an interrupted command continues there. A row with a new
key may come up again later in this order; then it is left unchanged. Rows that get the same new key
are merged.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, bindparam, func, select, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.models import article_tables, crawl_tables
from newsbot.storage.rewriting.url_keys.merges import (
    forget_needless_aliases,
    merge_article_rows,
    merge_article_urls,
    merge_forgotten_urls,
    merge_frontier_rows,
    merge_rejections,
    merge_sources,
    tell_moved_articles,
)
from newsbot.urls import KEY_VERSION, origin_of, requested_url, url_key, without_userinfo

# The maximum number of rows that are read in one transaction. Running crawls have to wait for the
# end of the transaction before they store anything.
BATCH = 500

Rows = Sequence[Row[Any]]
_versions = crawl_tables.url_key_versions

_MERGES: dict[Table, Callable[[Connection, Rows], Row[Any]]] = {
    article_tables.articles: merge_article_rows,
    article_tables.article_urls: merge_article_urls,
    article_tables.forgotten_urls: merge_forgotten_urls,
    crawl_tables.frontier: merge_frontier_rows,
    crawl_tables.rejections: merge_rejections,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rekeyed:
    """How many rows of one batch were read, changed and merged when URL keys were recomputed."""

    rows: int
    """The number of rows read. Rows are read in the order of their keys. If the new key of a row
    comes later in this order, the row is read and counted a second time."""
    changed: int
    """The number of rows that were changed, because their URL has another key or another spelling
    in this release."""
    merged: int
    """The number of rows that were merged into another row for the same page."""


def rows_to_read(engine: Engine) -> int:
    """The number of rows that must still be read to recompute their URL keys.

    They are in the tables whose keys were made by an older version of `newsbot.urls.url_key`.
    """
    with engine.connect() as connection:
        counts = (
            select(func.count())
            .select_from(table)
            .where(table.c.url_key > _after(connection, table))
            for table in _stale_tables(connection)
        )
        return sum(connection.execute(count).scalar_one() for count in counts)


def make_keys_anew(engine: Engine) -> Iterator[Rekeyed]:
    """Recomputes all URL keys in batches, and yields for each batch how many rows were changed.

    A URL key is a hash that is the same for all spellings of a page's URL. Another release of
    newsbot may compute other keys than the stored ones.

    Raises:
        DatabaseError: the database failed; a second call continues where the first one stopped.
    """
    for table in with_retries(partial(_start, engine)):
        while (batch := with_retries(partial(_walk_on, engine, table))) is not None:
            yield batch


def _start(engine: Engine) -> list[Table]:
    """Finds the tables whose URL keys (hashes of URLs) must be computed anew.

    If there are any, the URLs in the table `sources` are changed at once to the form in which
    newsbot now requests URLs. The table `sources` is never in the result, because it stores no URL
    keys.
    """
    with engine.begin() as connection:
        tables = _stale_tables(connection)
        if tables:
            take_storing_lock(connection)
            merge_sources(connection, plain_url)
    return tables


def plain_url(url: str) -> str:
    """The stored URL `url` in the form in which newsbot requests URLs.

    If `url` is no web URL, it only loses the user name and password.
    """
    return requested_url(url) or without_userinfo(url)


def _stale_tables(connection: Connection) -> list[Table]:
    statement = select(_versions.c.table_name).where(_versions.c.version < KEY_VERSION)
    stale = set(connection.execute(statement).scalars())
    return [table for table in _MERGES if table.name in stale]


def _after(connection: Connection, table: Table) -> bytes:
    """The URL key after which the recomputing of the keys of `table` goes on; b"" at the start.

    Rows are read in the order of their old keys, in several transactions. Each of them stores the
    key of the last row that it has read.
    """
    statement = select(_versions.c.after).where(
        _versions.c.table_name == table.name, _versions.c.next_version == KEY_VERSION
    )
    return connection.execute(statement).scalar() or b""


def _walk_on(engine: Engine, table: Table) -> Rekeyed | None:
    with engine.begin() as connection:
        take_storing_lock(connection)
        # The storing lock, which was just taken, keeps crawls from storing articles, but not from
        # adding URLs to the table `frontier`. So the table itself is locked too.
        connection.execute(text(f"LOCK TABLE {table.fullname} IN SHARE ROW EXCLUSIVE MODE"))
        after = _after(connection, table)
        further = select(table).where(table.c.url_key > after).order_by(table.c.url_key)
        rows = connection.execute(further.limit(BATCH)).all()
        state = _DONE
        if rows:
            state = {"next_version": KEY_VERSION, "after": rows[-1].url_key}
        elif table is article_tables.article_urls:  # the table `articles` has its new keys by now
            forget_needless_aliases(connection)
        this_table = _versions.c.table_name == table.name
        connection.execute(_versions.update().where(this_table).values(state))
        return _rekey(connection, table, rows) if rows else None


_DONE: dict[str, Any] = {"version": KEY_VERSION, "next_version": None, "after": None}


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
    # A URL that is too long is stored shortened, but its key was made of the whole URL. So the key
    # cannot be recomputed, and stays as it is.
    if getattr(row, "reason", None) == "url_too_long":
        return False
    if (row.url_key, row.url) != (url_key(row.url), plain_url(row.url)):
        return True
    main_url = getattr(row, "main_url", None)
    return main_url is not None and row.main_key != url_key(main_url)


def _involved(connection: Connection, table: Table, moving: Rows) -> Rows:
    """All rows that must get their new keys in the same transaction as the rows `moving`.

    Keys are unique. If the new key of a row still belongs to another row, both rows must get their
    new keys in one transaction. The new key of that other row may belong to a third row, and so on.
    The result has the rows `moving` and all these others.
    """
    involved = {row.url_key: row for row in moving}
    wanted = {url_key(row.url) for row in moving} - involved.keys()
    while wanted:
        holders = connection.execute(select(table).where(table.c.url_key.in_(wanted))).all()
        involved |= {row.url_key: row for row in holders}
        wanted = {url_key(row.url) for row in holders} - involved.keys()
    return list(involved.values())


def _write_keys(connection: Connection, table: Table, moved: Rows) -> None:
    """Writes to each of the rows `moved` the key and the spelling that its URL has now.

    The new key of a row may be the present key of another row, and keys are unique. So all rows
    first get temporary keys, which are one byte longer than any real key.
    """
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
    if table is article_tables.articles:
        mains = [row.main_url for row in moved]
        keys = [None if main is None else url_key(main) for main in mains]
        rows = [row | {"new_main_key": key} for row, key in zip(rows, keys, strict=True)]
        names |= {"main_key": "new_main_key"}
    final = table.update().where(table.c.url_key == bindparam("aside"))
    connection.execute(
        final.values(**{column: bindparam(name) for column, name in names.items()}), rows
    )
    if table is article_tables.articles:
        tell_moved_articles(connection, [row.id for row in moved if row.url != plain_url(row.url)])
