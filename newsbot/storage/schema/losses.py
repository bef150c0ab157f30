"""What a downgrade would lose: the tables and columns that the older schema does not have."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from newsbot.storage.models.revisions import SCHEMA

Columns = dict[str, dict[str, str]]
"""The name of each table → the name of each of its columns → the default of the column, as SQL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A table or a column that a downgrade would drop, and how many rows have something in it."""

    name: str
    """The name of a table, e.g. "article_blocks", or of a column, e.g. "versions.credits"."""
    rows: int
    """The number of rows of the table. For a column, only rows count whose value is not the
    default."""


def columns_of(engine: Engine) -> Columns:
    """The columns of newsbot's tables; partitions, which have the same columns, are left out."""
    asked = text("""
        SELECT c.relname, a.attname, coalesce(pg_get_expr(d.adbin, d.adrelid), 'NULL')
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = to_regnamespace(:schema) AND c.relkind IN ('r', 'p')
          AND NOT c.relispartition AND c.relname <> 'alembic_version' AND a.attgenerated = ''
        ORDER BY c.relname, a.attnum
    """)
    found: Columns = defaultdict(dict)
    with engine.connect() as connection:
        for table, column, default in connection.execute(asked, {"schema": SCHEMA}):
            found[table][column] = default
    return found


def losses(engine: Engine, kept: Columns) -> list[Loss]:
    """What the database would lose if its tables had only the columns `kept`.

    Every table that loses something is read as a whole. Tables without rows are left out, and so
    are columns in which all rows have the default.
    """
    found = columns_of(engine)
    lost = {
        table: {name: default for name, default in columns.items() if name not in kept[table]}
        if table in kept
        else None
        for table, columns in found.items()
    }
    with engine.connect() as connection:
        return [
            loss
            for table, columns in lost.items()
            for loss in _counted(connection, table, columns)
            if loss.rows
        ]


def _counted(connection: Connection, table: str, columns: dict[str, str] | None) -> list[Loss]:
    """What is lost with some columns of a table or, if `columns` is None, with the whole table."""
    name = f'{SCHEMA}."{table}"'
    if columns is None:
        rows = connection.scalar(text(f"SELECT count(*) FROM {name}"))  # noqa: S608 - of the catalog
        return [Loss(name=table, rows=rows or 0)]
    if not columns:
        return []
    counts = ", ".join(
        f'count(*) FILTER (WHERE "{column}" IS DISTINCT FROM ({default}))'
        for column, default in columns.items()
    )
    (row,) = connection.exec_driver_sql(
        f"SELECT {counts} FROM {name}",  # noqa: S608 - of the catalog
        execution_options={"no_parameters": True},
    )
    return [
        Loss(name=f"{table}.{column}", rows=rows) for column, rows in zip(columns, row, strict=True)
    ]
