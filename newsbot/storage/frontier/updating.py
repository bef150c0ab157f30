"""Changes rows of the table `frontier` that other transactions may change at the same time."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Engine, RowMapping, bindparam, select

from newsbot.storage.frontier.known import CHANGING, KNOWN, as_it_is
from newsbot.storage.leases.waking import wake_known
from newsbot.storage.models import crawl_tables

_table = crawl_tables.frontier


def update_rows(
    engine: Engine, known: dict[bytes, RowMapping], change: Callable[[RowMapping], dict[str, Any]]
) -> dict[bytes, dict[str, Any]]:
    """Changes frontier rows, and returns the new values of each row by url_key.

    A row that another transaction has deleted since it was read is left out of the result.

    Args:
        engine: the database.
        known: url_key → the frontier row as it was read. If another transaction has locked or
            changed a row since, the row is read again, and replaced in this dict.
        change: a function that takes a frontier row, and returns the new values of its columns.
    """
    after = {key: change(row) for key, row in known.items()}
    for key in _write_free(engine, known, after):
        found = _change_one(engine, key, known[key]["host"], change)
        if found is None:
            del after[key]
        else:
            known[key], after[key] = found
    return after


def _write_free(
    engine: Engine, known: Mapping[bytes, RowMapping], after: Mapping[bytes, dict[str, Any]]
) -> list[bytes]:
    """Writes the frontier rows that differ between `known` (before) and `after`.

    Rows that another transaction has locked, or has changed since they were read, are left alone.
    The keys of these rows are returned.

    The rows are updated in a transaction of their own. New rows of the frontier are inserted in
    another transaction. If one transaction did both, two crawls could deadlock.
    """
    changed = [key for key in sorted(after) if after[key] != as_it_is(known[key])]
    if not changed:
        return []
    free = (
        select(_table.c.url_key, *(_table.c[name] for name in CHANGING))
        .where(_table.c.url_key.in_(changed))
        .order_by(_table.c.url_key)
        .with_for_update(skip_locked=True)
    )
    pending = [known[key]["host"] for key in changed if after[key]["state"] == "pending"]
    with engine.begin() as connection:
        wake_known(connection, pending)
        rows = {row["url_key"]: row for row in connection.execute(free).mappings()}
        same = [key for key in rows if as_it_is(rows[key]) == as_it_is(known[key])]
        if same:
            connection.execute(_WRITE, [{"key": key, **after[key]} for key in same])
    return [key for key in changed if key not in same]


def _change_one(
    engine: Engine, key: bytes, host: str, change: Callable[[RowMapping], dict[str, Any]]
) -> tuple[RowMapping, dict[str, Any]] | None:
    """Changes one frontier row, after waiting until no other transaction has the row locked.

    Returns the row as it was before the change, and its new values; None if another transaction has
    deleted the row. No other row of the frontier is locked in the same transaction, so the wait
    cannot lead to a deadlock.

    Args:
        engine: the database.
        key: the url_key of the row.
        host: the host of the row's URL. The queue of this host is made due, so that a run soon
            looks for URLs of the host to fetch.
        change: a function that takes the row, and returns the new values of its columns.
    """
    lock = select(_table.c.url_key).where(_table.c.url_key == key).with_for_update()
    with engine.begin() as connection:
        wake_known(connection, [host])
        connection.execute(lock)
        row = connection.execute(KNOWN, {"keys": [key]}).mappings().one_or_none()
        if row is None:
            return None
        after = change(row)
        if after != as_it_is(row):
            connection.execute(_WRITE, {"key": key, **after})
    return row, after


_WRITE = (
    _table.update()
    .where(_table.c.url_key == bindparam("key"))
    .values({name: bindparam(name) for name in CHANGING})
)
