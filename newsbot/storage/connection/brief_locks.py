"""Does a part of a transaction only if the locks that it needs are free at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

LOCK_NOT_AVAILABLE = "55P03"
_LIMIT = text("SELECT set_config('lock_timeout', :limit, true)")


@contextmanager
def unless_locked(connection: Connection, limit: str) -> Iterator[None]:
    """A part of a transaction whose statements wait at most `limit` for a lock, e.g. "100ms".

    If another transaction holds a lock for longer, the part is undone, and the transaction goes on
    after it. Outside of the part, the limit of the transaction itself holds.
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
