"""SQL that a person typed, run as `psql -c` would run it."""

from dataclasses import dataclass
from typing import Any

from psycopg import Cursor, Error, OperationalError
from sqlalchemy import Engine

from newsbot.errors import ConfigurationError, DatabaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementResult:
    """What one statement gave."""

    tag: str
    """PostgreSQL's word on it, e.g. "INSERT 0 2"."""
    columns: tuple[str, ...] | None
    """None: the statement gives no rows, not even none."""
    rows: list[tuple[Any, ...]]
    texts: list[tuple[str, ...]]
    """The rows in PostgreSQL's own spelling, e.g. "{a,b}" and "t"; NULL is empty."""


def run_statements(engine: Engine, sql: str) -> list[StatementResult]:
    """The results of the statements in `sql`, which are one transaction unless it says otherwise.

    Raises ConfigurationError if the SQL is wrong, DatabaseError if the database fails.
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
            # After the start of a COPY, which only psql can do, it takes no statement any more.
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
