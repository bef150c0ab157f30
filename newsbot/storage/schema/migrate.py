"""Migrates the database's schema: takes a lock, and runs all migrations in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.postgres.location import PROJECT
from newsbot.storage.connection.failures import reason
from newsbot.storage.connection.session import is_pooled
from newsbot.storage.models.revisions import SCHEMA, require_known, revision_of
from newsbot.storage.schema.roles import act_as_owner, give_rights

# The number of the PostgreSQL advisory lock that a process holds while it migrates the database.
# The number is arbitrary, but must be the same in all releases, so that they lock each other out.
LOCK = 7_305_711
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "30min"
# The longest time for which a process waits while another process migrates the same database.
TURN_TIMEOUT = STATEMENT_TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A finished migration: the schema's revision before and after it; None means no schema."""

    before: str | None
    after: str | None


def upgrade(engine: Engine, revision: str = "head") -> Move:
    """Migrates the schema up to `revision`.

    Raises:
        SchemaError: the database is newer than this release.
        ConfigurationError: there is no such revision, or the connection comes from a pool.
        DatabaseError: a migration failed, and nothing has changed.
    """
    return _move(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> Move:
    """Migrates the schema down to the revision `revision`; "base" removes the whole schema.

    Tables and columns that the older revision does not have are dropped, and their data is lost.
    The function raises the same errors as `upgrade`.
    """
    return _move(engine, command.downgrade, revision)


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, read from pyproject.toml.

    If `connection` is given, the script migrations/env.py migrates on this connection.
    """
    return Config(toml_file=PROJECT / "pyproject.toml", attributes={"connection": connection})


def prepare(connection: Connection) -> None:
    """Takes the migration lock until the end of the transaction, and creates the schema.

    The schema is created only if it is missing. The lock keeps two processes from migrating at the
    same time. If newsbot_owner owns the schema, the transaction goes on as this role.
    """
    connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
    connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_TIMEOUT}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    act_as_owner(connection)
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))


def require_direct(connection: Connection) -> None:
    """Raises ConfigurationError if `connection` goes through a pool such as pgbouncer.

    Migrations need a direct connection to the database.
    """
    if is_pooled(connection):
        raise ConfigurationError(
            "migrations need a connection of their own, not one of a pool such as pgbouncer: "
            "name the database itself in NEWSBOT_DIRECT_URL"
        )


def _move(engine: Engine, step: Callable[[Config, str], None], revision: str) -> Move:
    try:
        with engine.begin() as connection:
            require_direct(connection)
            prepare(connection)
            before = revision_of(connection)
            require_known(before)
            step(config(connection), revision)
            give_rights(connection)
            return Move(before=before, after=revision_of(connection))
    except CommandError as error:
        raise ConfigurationError(f"cannot migrate to {revision}: {error}") from error
    except DBAPIError as error:
        raise DatabaseError(f"migrating failed, nothing is changed: {reason(error)}") from error
