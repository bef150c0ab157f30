"""Takes ids for new rows from sequences of the database."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

_NEXT_IDS = text("""
    SELECT nextval(pg_get_serial_sequence('newsbot.' || :table, 'id'))
    FROM generate_series(1, :count)
""")


def take_ids(connection: Connection, table: str, count: int) -> Iterator[int]:
    """Yields, without end, new ids for the rows of a table, in ascending order.

    The ids come from the table's sequence, which is asked for `count` ids at a time. A transaction
    that takes ids must hold the storing lock until its commit. So only one transaction at a time
    takes ids, and rows that are committed later have higher ids.
    """
    while True:
        parameters = {"table": table, "count": max(count, 1)}
        yield from connection.execute(_NEXT_IDS, parameters).scalars().all()
