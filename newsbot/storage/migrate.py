"""The schema's migrations: run under a lock, in one transaction, all or none."""

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
# Any number will do, as long as it stays the same from release to release.
LOCK = 7_305_711
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "30min"
# Another migration may take as long as its statements may.
TURN_TIMEOUT = STATEMENT_TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From which revision to which the schema went; None is a database without one."""

    before: str | None
    after: str | None


def upgrade(engine: Engine, revision: str = "head") -> Move:
    """Bring the schema up to `revision`.

    Raises SchemaError for a database that is newer than this code, ConfigurationError for a
    revision that does not exist, and DatabaseError if a migration fails: nothing has changed then.
    """
    return _move(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> Move:
    """Take the schema down to `revision`, or "base" for none. What only newer ones hold is lost.

    Raises as `upgrade` does.
    """
    return _move(engine, command.downgrade, revision)


def current(engine: Engine) -> str | None:
    """The schema's revision; None for a database without one."""
    with engine.connect() as connection:
        return _revision(connection)


def head() -> str:
    """The revision that this code needs."""
    revision = _scripts().get_current_head()
    if revision is None:
        raise ConfigurationError("there are no migrations: the checkout is not complete")
    return revision


def require_known(revision: str | None) -> None:
    """Raise SchemaError if `revision`, a database's, is newer than this code."""
    known = {script.revision for script in _scripts().walk_revisions()}
    if revision is not None and revision not in known:
        raise SchemaError(
            f"the database schema is at {revision}, newer than this code's {head()}: update "
            f"newsbot, or run `scrapy db downgrade {head()}` with the newer one"
        )


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, from pyproject.toml; migrations/env.py uses `connection`."""
    return Config(toml_file=PROJECT / "pyproject.toml", attributes={"connection": connection})


def prepare(connection: Connection) -> None:
    """Be alone in migrating, to the end of the transaction, and have a schema for the version.

    Two processes that create the same extension or table at once fail, "IF NOT EXISTS" or not.
    """
    connection.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'"))
    connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_TIMEOUT}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))


def require_direct(connection: Connection) -> None:
    """Raise ConfigurationError for a connection that a pool lends."""
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
