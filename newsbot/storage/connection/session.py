"""The settings of every connection and of every transaction.

They also work through a connection pool in transaction mode, such as pgbouncer, which may run each
transaction in another session: settings are made for one transaction each, and no statement is
prepared.
"""

import logging
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import psycopg
from sqlalchemy import URL, Connection, Engine, event, text

CONNECT_TIMEOUT_S = 10
# The keepalives detect within a minute that the server's machine or the network is gone.
ARGUMENTS: dict[str, Any] = {
    "application_name": "newsbot",
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # ms
    # psycopg prepares no statement, because a prepared statement exists in one session only.
    "prepare_threshold": None,
}
# Environment variables from which libpq takes settings for a new session. Connection pools accept
# these two settings, but refuse the connection parameter `options`.
ENVIRONMENT = {"PGTZ": "UTC", "PGDATESTYLE": "ISO"}
TIME_LIMITS = "newsbot_time_limits"
"""The name of the execution option that holds the TimeLimits of a connection; SHORT is the default.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long the parts of a transaction may take; 0 means no limit."""

    lock_s: int
    """The longest wait for one lock."""
    statement_s: int
    """The longest time for one statement."""
    idle_s: int
    """The longest time between two statements: a suspended process must not hold locks for ever."""

    @property
    def sql(self) -> str:
        """The statements that set these limits and the search path when a transaction starts."""
        # The search path is for a role named "newsbot". By default, this role finds the tables of
        # the schema `newsbot` by their bare names, so that alembic takes them for tables of another
        # schema.
        return (
            f"SET LOCAL lock_timeout = '{self.lock_s}s'; "
            f"SET LOCAL statement_timeout = '{self.statement_s}s'; "
            f"SET LOCAL idle_in_transaction_session_timeout = '{self.idle_s}s'; "
            "SET LOCAL search_path = public"
        )


# The limits for crawls: a transaction that takes longer is rolled back and retried (see `retry`).
# A suspended crawl loses its locks well before its leases of hosts, which last 60 s, and before
# other crawls give up waiting for the storing lock, also after 60 s.
SHORT = TimeLimits(lock_s=5, statement_s=60, idle_s=20)
# The limits for commands that go through all stored articles.
LONG = TimeLimits(lock_s=60, statement_s=3600, idle_s=600)

_open: "WeakSet[psycopg.Connection]" = WeakSet()


def connect_arguments(url: URL) -> dict[str, Any]:
    """The driver's arguments for a connection to `url`; parameters in the URL take precedence."""
    os.environ.update(ENVIRONMENT)
    return {name: value for name, value in ARGUMENTS.items() if name not in url.query}


def prepare(engine: Engine) -> None:
    """Makes every transaction of `engine` start with the statements of its TimeLimits."""
    # psycopg warns of what it meets while it cleans up after an error that is raised anyway.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    event.listen(engine, "connect", _remember)
    event.listen(engine, "begin", _begin)


def hang_up() -> None:
    """Closes all database connections of this process; waiting threads get an error."""
    for connection in list(_open):
        with (
            suppress(psycopg.Error, OSError),
            socket.socket(fileno=os.dup(connection.fileno())) as duplicate,
        ):
            duplicate.shutdown(socket.SHUT_RDWR)


def is_pooled(connection: Connection) -> bool:
    """Whether the connection goes through a pool such as pgbouncer.

    A pool tells each client an invented process number; the server tells the true one.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: there is no other driver
    return bool(driver.info.backend_pid != connection.scalar(text("SELECT pg_backend_pid()")))


def encoding(connection: Connection) -> str:
    """The encoding that the database stores text in, e.g. "UTF8"."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - as above
    return driver.info.parameter_status("server_encoding") or ""


def _remember(driver: psycopg.Connection, _: object) -> None:
    _open.add(driver)


def _begin(connection: Connection) -> None:
    limits: TimeLimits = connection.get_execution_options().get(TIME_LIMITS, SHORT)
    # psycopg sends several statements at once only without parameters.
    connection.exec_driver_sql(limits.sql, execution_options={"no_parameters": True})
