"""Executes a part of a transaction only if it gets its locks within a short time."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

LOCK_NOT_AVAILABLE = "55P03"
_LIMIT = text("SELECT set_config('lock_timeout', :limit, true)")


@contextmanager
def unless_locked(connection: Connection, limit: str) -> Iterator[None]:
    """Runs the statements of a `with` block only if they get their locks within `limit`.

    `limit` is a time such as "100ms". If another transaction holds a lock for longer, the
    statements of the block are undone, and the transaction goes on after the block.
    """
    usual = connection.execute(text("SHOW lock_timeout")).scalar_one()
    try:
        with connection.begin_nested():
            connection.execute(_LIMIT, {"limit": limit})
            yield
            connection.execute(_LIMIT, {"limit": usual})
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
