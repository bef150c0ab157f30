"""What every connection and every transaction begins with.

All of it holds through a pool in transaction mode, e.g. pgbouncer, which hands each transaction to
another session: settings are the transaction's own, and nothing is prepared.
"""

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import psycopg
from sqlalchemy import URL, Connection, Engine, event, text

CONNECT_TIMEOUT_S = 10
# A server that is gone without a word, with its machine or the network, is noticed within a minute.
ARGUMENTS: dict[str, Any] = {
    "application_name": "newsbot",
    "client_encoding": "utf8",
    "connect_timeout": CONNECT_TIMEOUT_S,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # ms
    # What one session has prepared the next knows nothing of.
    "prepare_threshold": None,
}
# libpq sends these when a session starts. Pools know both, as they do not know `options`.
ENVIRONMENT = {"PGTZ": "UTC", "PGDATESTYLE": "ISO"}
TIME_LIMITS = "newsbot_time_limits"
"""The execution option that holds a connection's TimeLimits, if they are not SHORT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long a transaction may take; 0 is for ever."""

    lock_s: int
    """Waiting for one lock."""
    statement_s: int
    idle_s: int
    """Between two statements: a process that is stopped there must not hold locks for ever."""

    @property
    def sql(self) -> str:
        """The statements that a transaction begins with, one round trip."""
        # A role that is named as our schema is would find our tables without the schema's name,
        # and alembic would take them for other tables than the models'.
        return (
            f"SET LOCAL lock_timeout = '{self.lock_s}s'; "
            f"SET LOCAL statement_timeout = '{self.statement_s}s'; "
            f"SET LOCAL idle_in_transaction_session_timeout = '{self.idle_s}s'; "
            "SET LOCAL search_path = public"
        )


# A crawl's. What waits for a lock is tried again (see `retry`); in between it can stop.
SHORT = TimeLimits(lock_s=5, statement_s=60, idle_s=60)
# For work that goes through all that is stored.
LONG = TimeLimits(lock_s=60, statement_s=3600, idle_s=600)

_open: "WeakSet[psycopg.Connection]" = WeakSet()


def connect_arguments(url: URL) -> dict[str, Any]:
    """What the driver is told of a connection to `url`, whose own words count more."""
    os.environ.update(ENVIRONMENT)
    return {name: value for name, value in ARGUMENTS.items() if name not in url.query}


def prepare(engine: Engine) -> None:
    """Has all transactions of `engine` begin with their time limits."""
    event.listen(engine, "connect", _remember)
    event.listen(engine, "begin", _begin)


def hang_up() -> None:
    """Cuts all connections of this process: threads that wait for an answer get an error."""
    for connection in list(_open):
        with (
            suppress(psycopg.Error, OSError),
            socket.socket(fileno=os.dup(connection.fileno())) as its,
        ):
            its.shutdown(socket.SHUT_RDWR)


def is_pooled(connection: Connection) -> bool:
    """Whether a pool stands before the server: it makes up a process number for each client."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - for mypy: we know no other
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
    # Several statements at once go without parameters only.
    connection.exec_driver_sql(limits.sql, execution_options={"no_parameters": True})
