"""The settings of every connection and of every transaction.

A connection pool such as pgbouncer may run each transaction in another session of the server.
Therefore the settings are made anew in each transaction. For the same reason, newsbot uses no
prepared statements, which belong to one session.
"""

import logging
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg.types.array import ListBinaryDumper
from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

CONNECT_TIMEOUT_S = 10
# Arguments with which psycopg opens every connection. The keepalive arguments detect within a
# minute that the server's machine or the network is gone.
ARGUMENTS: dict[str, Any] = {
    "application_name": "newsbot",
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # ms
    # Tells psycopg to prepare no statements. A prepared statement exists in one server session
    # only, and a connection pooler may send the next transaction to another session.
    "prepare_threshold": None,
}
# A connection is tested before a transaction if it was unused for more than this number of seconds.
# If a connection is lost sooner, the transaction fails, and `with_retries` runs it again.
TRIED_AFTER_S = 1.0
# Environment variables with which libpq sets the time zone and the date style of a new session.
# Connection pools accept settings made in this way, but refuse the connection parameter `options`.
ENVIRONMENT = {"PGTZ": "UTC", "PGDATESTYLE": "ISO"}
TIME_LIMITS = "newsbot_time_limits"
"""The name of an execution option of SQLAlchemy. Its value is a TimeLimits object, which limits the
transactions of a connection. If the option is not set, the limits in SHORT apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """The limits on how long a transaction may wait for locks, run statements and be idle.

    All limits are in seconds; 0 means no limit.
    """

    lock_s: float
    """The longest time, in seconds, that a statement of the transaction waits for one lock."""
    statement_s: int
    """The longest time, in seconds, that one statement of the transaction runs."""
    idle_s: int
    """The longest time, in seconds, between two statements of the transaction. The limit keeps a
    suspended process from holding locks for ever."""

    @property
    def sql(self) -> str:
        """The SQL that sets these time limits and the search path at the start of a transaction."""
        # Without this search path, a database role named "newsbot" would find the tables of the
        # schema `newsbot` by their bare names, because PostgreSQL also searches the schema named
        # like the role. Alembic would then take them for tables without a schema.
        return (
            f"SET LOCAL lock_timeout = '{self.lock_s}s'; "
            f"SET LOCAL statement_timeout = '{self.statement_s}s'; "
            f"SET LOCAL idle_in_transaction_session_timeout = '{self.idle_s}s'; "
            "SET LOCAL search_path = public"
        )


# The limits for crawls. A transaction that exceeds a limit is rolled back, and is tried again (see
# `newsbot.storage.connection.retry`).
#
# If a crawl is suspended, the database ends its transactions after `idle_s`, and so frees their
# locks. This limit must be shorter than two others, which are 60 s. One is the time after which
# other crawls may take over the hosts of the suspended crawl. The other is the time for which a
# crawl waits for the storing lock, which every transaction that stores articles takes.
SHORT = TimeLimits(lock_s=5, statement_s=60, idle_s=20)
# The limits for commands that go through all stored articles.
LONG = TimeLimits(lock_s=60, statement_s=3600, idle_s=600)

# A key of the dict `info` that SQLAlchemy keeps for each pooled connection. The value is the time
# when the connection was last used, by `time.monotonic`.
USED_AT = "newsbot_used_at"

_open: "WeakSet[psycopg.Connection]" = WeakSet()
_ends: list[Callable[[], None]] = []


def connect_arguments(url: URL) -> dict[str, Any]:
    """The arguments for the database driver.

    If the URL of the database has a parameter of the same name, the argument is left out.
    """
    os.environ.update(ENVIRONMENT)
    return {name: value for name, value in ARGUMENTS.items() if name not in url.query}


def prepare(engine: Engine) -> None:
    """Makes every transaction of `engine` begin with SQL that sets its time limits."""
    # psycopg logs a warning if it cannot clean up a connection after an error. The warning is
    # suppressed, because the first error is raised anyway.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    # Makes SQLAlchemy insert several rows by one statement. With one statement for each row,
    # PostgreSQL would parse and plan each of them, because no statement is prepared. That would
    # take longer than the insertion of the row.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "connect", _make_ready)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", _try_if_idle)
    event.listen(engine, "begin", _begin)


def hang_up() -> None:
    """Closes all database connections of this process, and ends the processes that work for it.

    A thread that waits for an answer of the database gets an error.
    """
    for end in _ends:
        end()
    for connection in list(_open):
        with (
            suppress(psycopg.Error, OSError),
            socket.socket(fileno=os.dup(connection.fileno())) as duplicate,
        ):
            duplicate.shutdown(socket.SHUT_RDWR)


def when_hanging_up(end: Callable[[], None]) -> None:
    """Registers a function that `hang_up` calls. It ends a process that uses the database."""
    _ends.append(end)


def is_pooled(connection: Connection) -> bool:
    """Whether the connection goes through a pool such as pgbouncer.

    A pool tells its client an invented process number of the server. The SQL function
    pg_backend_pid() returns the true number. If the two numbers differ, the connection goes through
    a pool.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: there is no other driver
    return bool(driver.info.backend_pid != connection.scalar(text("SELECT pg_backend_pid()")))


def is_open_to_all(connection: Connection) -> bool:
    """Whether the connection leads to another machine and is not encrypted by TLS."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - as above
    here = {"", "localhost", "127.0.0.1", "::1"}
    host = driver.info.host
    return not (driver.pgconn.ssl_in_use or host.startswith(("/", "@")) or host in here)


def encoding(connection: Connection) -> str:
    """The encoding that the database stores text in, e.g. "UTF8"."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - as above
    return driver.info.parameter_status("server_encoding") or ""


def _make_ready(driver: psycopg.Connection, _: object) -> None:
    _open.add(driver)
    # By default psycopg writes lists as text, and escapes each value by itself: for a list of URL
    # keys, that takes 70 times as long as the binary form.
    driver.adapters.register_dumper(list, ListBinaryDumper)


def _note_use(_: object, record: ConnectionPoolEntry) -> None:
    record.info[USED_AT] = time.monotonic()


def _try_if_idle(driver: psycopg.Connection, record: ConnectionPoolEntry, _: object) -> None:
    """Tests whether the connection `driver` still works, if it was unused for a while.

    If it does not work, the pool opens all its connections anew. SQLAlchemy's own option
    `pool_pre_ping` is not used, because it would send a query before each transaction.
    """
    used_at = record.info.get(USED_AT)
    if used_at is None or time.monotonic() < used_at + TRIED_AFTER_S:
        return
    try:
        driver.execute("")
        driver.rollback()
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return  # each statement is a transaction of its own, so SET LOCAL would set nothing
    limits: TimeLimits = connection.get_execution_options().get(TIME_LIMITS, SHORT)
    # psycopg sends several statements in one message only if they have no parameters.
    connection.exec_driver_sql(limits.sql, execution_options={"no_parameters": True})
