"""Waits for the next change of an article."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from sqlalchemy import Engine

from newsbot.storage.connection.session import is_pooled

logger = logging.getLogger(__name__)

# The channel on which PostgreSQL tells of each change.
CHANNEL = "news"
# The longest wait, in seconds. If notifications do not arrive, each wait takes this long, e.g. if
# the connection is lost, or goes through a pool such as pgbouncer.
LONGEST_S = 5.0

INSTEAD = f"looking for changes every {LONGEST_S:g} s instead"

Wait = Callable[[], None]


@contextmanager
def listening(engine: Engine) -> Iterator[Wait]:
    """A function that returns when an article has changed since its last call, or after LONGEST_S.

    `engine` should lead to the database itself, not to a pool.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: there is no other driver
        hears = not is_pooled(connection)
        if hears:
            driver.execute(f"LISTEN {CHANNEL}")

        def wait() -> None:
            nonlocal hears
            if hears:
                try:
                    for _ in driver.notifies(timeout=LONGEST_S, stop_after=1):
                        pass
                except psycopg.Error as error:
                    hears = False
                    why = " ".join(str(error).split())  # libpq writes several lines
                    logger.warning("Notifications of changes have ended: %s: %s", why, INSTEAD)
                else:
                    return
            # Nothing tells of changes through a pool, or when the connection is lost. So whoever
            # waits has to look for itself now and then.
            time.sleep(LONGEST_S)

        try:
            yield wait
        finally:
            # The connection still listens to the channel. So it is closed, and not returned to
            # SQLAlchemy's pool.
            with suppress(psycopg.Error):
                connection.invalidate()
