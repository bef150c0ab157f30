"""What all table definitions share: the schema, the names of constraints, columns with times."""

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
"""SQL for the current moment by the clock that tests can set; used as the default of columns."""


def time_column(name: str, *, required: bool = True) -> Column[object]:
    """A column of the type timestamptz; NOT NULL if `required`."""
    return Column(name, DateTime(timezone=True), nullable=not required)
