"""The lock that lets one process at a time migrate a database."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from newsbot.errors import DatabaseError
from newsbot.storage.schema.roles import as_owner

logger = logging.getLogger(__name__)

# The number of the PostgreSQL advisory lock that a process holds while it migrates the database.
# The number is arbitrary, but must be the same in all releases, so that they lock each other out.
LOCK = 7_305_711
# The longest time, in seconds, for which a process waits while another one migrates the database.
LIMIT_S = 1800
PAUSE_S = 0.2


@contextmanager
def turn(connection: Connection) -> Iterator[None]:
    """Holds the migration lock, which lasts through all transactions of `connection`.

    The transactions run as newsbot_owner, if this role owns the schema (see `as_owner`).

    The connection must lead to the database itself: behind a pool, the lock would stay with
    whichever session of the server the pool happened to use.

    Raises:
        DatabaseError: another process has held the lock for LIMIT_S.
        ConfigurationError: the role of `connection` may not act as newsbot_owner.
    """
    _take(connection)
    try:
        with as_owner(connection):
            yield
    finally:
        # If the connection is lost, the server has released the lock already.
        with suppress(DBAPIError):
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()


def _take(connection: Connection) -> None:
    # The lock is asked for again and again. A statement that waits for it would keep its snapshot,
    # and CREATE INDEX CONCURRENTLY in the process that has the lock waits for all older snapshots.
    give_up_at = time.monotonic() + LIMIT_S
    is_told = False
    while not _is_taken(connection):
        if time.monotonic() > give_up_at:
            raise DatabaseError("another process is still migrating this database: try again later")
        if not is_told:
            logger.warning("Another process migrates this database: waiting until it is done")
            is_told = True
        # Nothing tells that the lock is free but a statement that waits for it, see above.
        time.sleep(PAUSE_S)


def _is_taken(connection: Connection) -> bool:
    taken = connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK})
    connection.commit()
    return bool(taken)
