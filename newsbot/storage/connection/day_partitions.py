"""Creates and drops the partitions of tables that have one for each day.

A role that crawls may not create or drop tables. So a function of the database does it, with the
rights of the tables' owner. It accepts only a few tables, and keeps the last two days.
"""

from datetime import date

from sqlalchemy import Connection, text

_CALL = text("SELECT newsbot.day_partition(:action, :table_name, :day)")


def open_day(connection: Connection, table_name: str, day: date) -> None:
    """Creates the partition of a table for `day`, unless it exists.

    `table_name` is "sketches" or "source_polls". The caller must make sure that no other
    transaction creates the same partition at the same time.
    """
    connection.execute(_CALL, {"action": "open", "table_name": table_name, "day": day})


def drop_day(connection: Connection, table_name: str, day: date) -> None:
    """Drops the partition of a table for `day`, with all its rows, if it exists.

    `table_name` is "sketches" or "source_polls". The database refuses to drop the partitions of
    today and yesterday.
    """
    connection.execute(_CALL, {"action": "drop", "table_name": table_name, "day": day})
