"""Runs SQL that a person typed, as `psql -c` would run it."""

from dataclasses import dataclass
from typing import Any

from psycopg import Cursor, Error, OperationalError
from sqlalchemy import Engine

from newsbot.errors import ConfigurationError, DatabaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementResult:
    """The result of one SQL statement."""

    tag: str
    """The tag with which PostgreSQL reports a finished command, e.g. "INSERT 0 2"."""
    columns: tuple[str, ...] | None
    """The names of the columns of the rows; None for a statement that returns no rows, such as
    UPDATE."""
    rows: list[tuple[Any, ...]]
    texts: list[tuple[str, ...]]
    """The same rows as in `rows`, but with each value in PostgreSQL's text form, e.g. "{a,b}" or
    "t"; NULL is an empty text."""


def run_statements(engine: Engine, sql: str) -> list[StatementResult]:
    """Runs the statements in `sql`, and returns the result of each.

    All statements run in one transaction unless the SQL itself contains BEGIN or COMMIT.

    Raises:
        ConfigurationError: the SQL is wrong.
        DatabaseError: the database failed.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        cursor: Cursor[tuple[Any, ...]] = connection.connection.cursor()  # type: ignore[assignment]  # psycopg's
        try:
            with cursor:
                cursor.execute(sql.encode())
                results = [_result(cursor)]
                while cursor.nextset():
                    results.append(_result(cursor))
                return results
        except Error as error:
            # A statement COPY FROM STDIN waits for data, which only psql can send. So the
            # connection is unusable.
            connection.invalidate()
            if isinstance(error, OperationalError):
                raise DatabaseError(_said(error)) from error
            raise ConfigurationError(_said(error)) from error


def _result(cursor: Cursor[tuple[Any, ...]]) -> StatementResult:
    tag = cursor.statusmessage or ""
    if cursor.description is None:
        return StatementResult(tag=tag, columns=None, rows=[], texts=[])
    return StatementResult(
        tag=tag,
        columns=tuple(column.name for column in cursor.description),
        rows=cursor.fetchall(),
        texts=_texts(cursor),
    )


def _texts(cursor: Cursor[tuple[Any, ...]]) -> list[tuple[str, ...]]:
    answer = cursor.pgresult
    if answer is None:
        return []
    return [
        tuple((answer.get_value(row, column) or b"").decode() for column in range(answer.nfields))
        for row in range(answer.ntuples)
    ]


def _said(error: Error) -> str:
    return error.diag.message_primary or " ".join(str(error).split())
