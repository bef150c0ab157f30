"""Finds the revision (version) of the database's schema, and the revision that newsbot needs.

Each crawl compares the two. This module does not import alembic, because the import takes 0.2 s.
"""

from functools import cache

from sqlalchemy import Connection, Engine, text

from newsbot.errors import ConfigurationError, SchemaError
from newsbot.postgres.location import PROJECT

SCHEMA = "newsbot"
VERSIONS = PROJECT / "migrations" / "versions"


def current(engine: Engine) -> str | None:
    """The revision of the database's schema, e.g. "0007"; None if the database has no schema."""
    with engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """The revision of the database's schema, e.g. "0007"; None if the database has no schema.

    It is read in the current transaction of `connection`.
    """
    table = f"{SCHEMA}.alembic_version"
    is_there = text("SELECT to_regclass(:table) IS NOT NULL")
    if not connection.execute(is_there, {"table": table}).scalar_one():
        return None
    found: str | None = connection.execute(
        text(f"SELECT version_num FROM {table}")  # noqa: S608 - of constants
    ).scalar_one_or_none()
    return found


def head() -> str:
    """The revision of the schema that this release needs."""
    if not _known():
        raise ConfigurationError("there are no migrations: the checkout is not complete")
    return _known()[-1]


def require_known(revision: str | None) -> None:
    """Raises SchemaError if a later release of newsbot has migrated the database.

    `revision` is the revision of the database; this release must know it.
    """
    if revision is not None and revision not in _known():
        raise SchemaError(
            f"the database schema is at {revision}, newer than this code's {head()}: update "
            f"newsbot, or run `scrapy db downgrade {head()}` with the newer one"
        )


@cache
def _known() -> list[str]:
    """The revisions of all migrations, e.g. "0007", the oldest first; read from file names."""
    return sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))
