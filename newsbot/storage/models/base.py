"""The parts that all table definitions share: the schema, names of constraints, time columns."""

from sqlalchemy import Column, DateTime, MetaData, func

SCHEMA = "newsbot"

metadata = MetaData(
    schema=SCHEMA,
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    },
)

NOW = func.newsbot.now()
"""SQL for the current moment, used as the default value of time columns."""


def time_column(name: str, *, required: bool = True) -> Column[object]:
    """A column of the type timestamptz, which is NOT NULL if `required` is true."""
    return Column(name, DateTime(timezone=True), nullable=not required)
