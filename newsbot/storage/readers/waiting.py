"""Waits for the next change of an article."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import Engine

from newsbot.storage.connection.session import is_pooled

# The channel on which PostgreSQL tells of each change.
CHANNEL = "news"
# The longest wait, in seconds. If notifications do not arrive, each wait takes this long, e.g. if
# the connection is lost, or goes through a pool such as pgbouncer.
LONGEST_S = 5.0

Wait = Callable[[], None]


@contextmanager
def listening(engine: Engine) -> Iterator[Wait]:
    """A function that returns when an article has changed since its last call, or after LONGEST_S.

    `engine` should lead to the database itself, not to a pool.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: there is no other driver
        pooled = is_pooled(connection)
        if not pooled:
            driver.execute(f"LISTEN {CHANNEL}")
        try:
            yield (lambda: time.sleep(LONGEST_S)) if pooled else (lambda: _heard(driver))
        finally:
            # The connection still listens to the channel. So it is closed, and not returned to
            # SQLAlchemy's pool.
            with suppress(psycopg.Error):
                connection.invalidate()


def _heard(driver: psycopg.Connection) -> None:
    try:
        for _ in driver.notifies(timeout=LONGEST_S, stop_after=1):
            pass
    except psycopg.Error:
        time.sleep(LONGEST_S)
