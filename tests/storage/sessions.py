"""Other sessions on the database of a test, which block the test's crawl."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import Engine, text

from newsbot.postgres.location import shown
from newsbot.storage.connection.storing_lock import STORING_LOCK

TAKE_STORING_LOCK = f"SELECT pg_advisory_xact_lock({STORING_LOCK})"


@contextmanager
def holding(engine: Engine, lock: str) -> Iterator[Callable[[], None]]:
    """A transaction that runs the statement `lock`, and a function that ends the transaction.

    It has a connection of its own. Those of newsbot's engines are cut off after a while in which
    their transactions are idle.
    """
    with psycopg.connect(shown(engine.url, with_password=True)) as holder:
        holder.execute(lock.encode())
        yield holder.close


@contextmanager
def holding_storing_lock(engine: Engine) -> Iterator[None]:
    """A context manager that holds a lock, so that no article can be stored meanwhile."""
    with holding(engine, TAKE_STORING_LOCK):
        yield


def is_waited_for(engine: Engine, locktype: str) -> bool:
    """Whether a session of the database is waiting for a lock of the given type."""
    waiting = text("""
        SELECT count(*) FROM pg_locks
        WHERE NOT granted AND locktype = :locktype
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """)
    with engine.connect() as connection:
        return connection.scalar(waiting, {"locktype": locktype}) > 0


def terminate_sessions(engine: Engine) -> int:
    """Ends all other sessions of the database; returns how many there were."""
    others = text("""
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
    """)
    with engine.connect() as connection:
        return int(connection.scalar(others))
