"""Runs the migrations of the schema: under a lock, in one transaction, all or none."""

from collections.abc import Callable
from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from newsbot.errors import ConfigurationError, DatabaseError, SchemaError
from newsbot.postgres.location import PROJECT
from newsbot.storage.connection.failures import reason
from newsbot.storage.connection.session import is_pooled

SCHEMA = "newsbot"
# The key of PostgreSQL's advisory lock for migrations. The number is arbitrary, but must be the
# same in all releases, so that two releases never migrate one database at the same time.
LOCK = 7_305_711
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "30min"
# The longest time that a process waits while another process migrates the same database.
TURN_TIMEOUT = STATEMENT_TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The revisions of the schema before and after one migration; None if there is no schema."""

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
    """Migrates the schema down to `revision`, or to no schema for "base".

    Tables and columns that the older revision lacks are dropped, and their data is lost. Raises the
    same errors as `upgrade`.
    """
    return _move(engine, command.downgrade, revision)


def current(engine: Engine) -> str | None:
    """The revision of the database's schema; None if the database has no schema of newsbot."""
    with engine.connect() as connection:
        return _revision(connection)


def head() -> str:
    """The revision of the schema that this release needs."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise ConfigurationError("there are no migrations: the checkout is not complete")
    return revision


def require_known(revision: str | None) -> None:
    """Raises SchemaError if a database's revision is unknown, that is, from a later release."""
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaError(
            f"the database schema is at {revision}, newer than this code's {head()}: update "
            f"newsbot, or run `scrapy db downgrade {head()}` with the newer one"
        )


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, read from pyproject.toml.

    If `connection` is given, the script migrations/env.py migrates on this connection.
    """
    return Config(toml_file=PROJECT / "pyproject.toml", attributes={"connection": connection})


def prepare(connection: Connection) -> None:
    """Takes the migration lock until the end of the transaction, and creates the schema.

    The schema is created only if it is missing. Without the lock, two processes could migrate at
    the same time. If both create the same schema or table, one fails, even with IF NOT EXISTS.
    """
    connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
    connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_TIMEOUT}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))


def require_direct(connection: Connection) -> None:
    """Raises ConfigurationError for a connection through a pool such as pgbouncer."""
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
            before = _revision(connection)
            require_known(before)
            step(config(connection), revision)
            return Move(before=before, after=_revision(connection))
    except CommandError as error:
        raise ConfigurationError(f"cannot migrate to {revision}: {error}") from error
    except DBAPIError as error:
        raise DatabaseError(f"migrating failed, nothing is changed: {reason(error)}") from error


def _revision(connection: Connection) -> str | None:
    options = {"version_table_schema": SCHEMA}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())
