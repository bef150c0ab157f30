"""Reads rows as Arrow tables, by ADBC.

The packages that this needs, adbc-driver-postgresql and arro3, are optional (see decision 30).
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
from arro3.core import Table
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from newsbot.postgres.location import shown
from newsbot.storage.connection.session import connect_arguments
from newsbot.storage.readers.article_rows import LIMITS, Read

# An argument of psycopg that libpq, and so ADBC, does not know.
_OF_PSYCOPG = "prepare_threshold"


@contextmanager
def arrow_tables(connection: Connection) -> Iterator[Read]:
    """A function that reads rows as Arrow tables, in a read-only transaction with one snapshot.

    The transaction has a connection of its own, to the same database as `connection`, since
    SQLAlchemy and ADBC cannot share one. It begins later than the transaction of `connection`. So
    its rows are at least as new as those that `connection` reads.
    """
    url = connection.engine.url
    own = {name: str(value) for name, value in connect_arguments(url).items()}
    own.pop(_OF_PSYCOPG)
    address = shown(url.update_query_dict(own), with_password=True)
    with ExitStack() as stack:
        with _translated():
            opened = stack.enter_context(closing(adbc.connect(address, autocommit=False)))
            cursor = stack.enter_context(closing(opened.cursor()))
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for setting in LIMITS.sql.split("; "):
                cursor.execute(setting)
        yield lambda sql: _table(cursor, sql)


def _table(cursor: Any, sql: str) -> Table:
    with _translated():
        cursor.execute(sql)
        return Table.from_arrow(cursor.fetch_arrow())


@contextmanager
def _translated() -> Iterator[None]:
    """Raises errors of ADBC as SQLAlchemy raises those of psycopg, so that they are retried too."""
    try:
        yield
    except adbc.Error as error:
        kind = OperationalError if isinstance(error, adbc.OperationalError) else DBAPIError
        raise kind(None, None, error) from error
