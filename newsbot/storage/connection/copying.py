"""Sends many rows to the database at once, by COPY.

The driver looks for parameters in the text of a statement, and adapts each value for itself. For a
thousand rows, this takes longer than all else.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import ColumnElement, Connection, Table, select
from sqlalchemy.exc import DBAPIError

COPIED_FROM = 100
"""So many rows, or more, are sent by COPY."""
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    **same: ColumnElement[Any],
) -> None:
    """Inserts rows into a table. All rows have the same columns.

    Args:
        connection: the transaction.
        table: the table.
        rows: for each row, the name of each column → its value.
        same: the names of further columns → an SQL expression, which has one value for all rows.
    """
    if len(rows) < COPIED_FROM:
        if rows:
            connection.execute(table.insert().values(same), rows)
        return
    values = connection.execute(select(*same.values())).one() if same else ()
    names = [*rows[0], *same]
    lines = (_line([*row.values(), *values]) for row in rows)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(_statement(table, names)) as copy:
            copy.write("".join(lines))
    except psycopg.Error as error:
        raise _as_others(connection, error) from error
    finally:
        cursor.close()


def _statement(table: Table, names: Sequence[str]) -> sql.Composed:
    into = sql.Identifier(*([table.schema] if table.schema else []), table.name)
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(into, columns)


def _line(values: Iterable[Any]) -> str:
    return "\t".join(map(_field, values)) + "\n"


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    shown = _text(value)
    for character, escaped in _ESCAPES:
        if character in shown:
            shown = shown.replace(character, escaped)
    return shown


def _text(value: Any) -> str:
    """A value as PostgreSQL writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"{{{','.join(map(_element, value))}}}"
    return str(value)


def _element(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    shown = _text(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'


def _as_others(connection: Connection, error: psycopg.Error) -> Exception:
    """The error that SQLAlchemy raises if a statement of its own fails so."""
    driver = connection.connection.driver_connection
    if driver is None or getattr(driver, "closed", False):
        connection.invalidate()
    return DBAPIError.instance("COPY", None, error, psycopg.Error, dialect=connection.dialect)
