"""Migrates the database's schema, while crawls and readers go on using the database.

Each migration has a transaction of its own, so an upgrade that was killed goes on where it was. The
migrations of a new database have one transaction together, which is faster.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.postgres.location import PROJECT
from newsbot.storage.connection.failures import reason
from newsbot.storage.connection.session import TIME_LIMITS, TimeLimits, is_pooled
from newsbot.storage.models.revisions import SCHEMA, head, require_known, revision_of
from newsbot.storage.schema.roles import may_migrate
from newsbot.storage.schema.turn import turn

logger = logging.getLogger(__name__)

# A migration may have to wait for a lock until a transaction of a crawl or a reader ends.
# Meanwhile, all transactions that need the same lock later wait too. So the migration waits only
# for `lock_s` seconds. Then it lets the others go first, and is tried again.
LIMITS = TimeLimits(lock_s=0.4, statement_s=1800, idle_s=600)
LOCKS_LIMIT_S = 300
"""How long, in seconds, newsbot tries a migration again while other transactions hold locks that
the migration needs."""
PAUSE_S = 1.0
# The SQLSTATE codes for a statement that waited too long for a lock, and for a deadlock.
LOCKED = frozenset({"55P03", "40P01"})

Step = Callable[[Config, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A finished migration: the schema's revision before and after it; None means no schema."""

    before: str | None
    after: str | None


def upgrade(engine: Engine, revision: str = "head") -> Move:
    """Migrates the schema up to `revision`.

    If the schema is current, that is told to any role, through a pool too.

    Raises:
        SchemaError: the database is newer than this release.
        ConfigurationError: there is no such revision, the connection comes from a pool, or its role
            may not migrate.
        DatabaseError: a migration failed. Those before it are done, and the next upgrade begins
            with the one that failed.
    """
    return _move(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> Move:
    """Migrates the schema down to the revision `revision`; "base" removes the whole schema.

    Tables and columns that the older revision does not have are dropped, and their data is lost.
    The function raises the same errors as `upgrade`.
    """
    return _move(engine, command.downgrade, revision)


def downgrade_target(engine: Engine, revision: str) -> str | None:
    """The revision that `downgrade` would lead to; None if the schema would be gone.

    Raises:
        ConfigurationError: there is no such revision, or it is above that of the database.
        SchemaError: the database is newer than this release.
    """
    with engine.connect() as connection:
        found = revision_of(connection)
    require_known(found)
    if revision == "base" or found is None:
        return None
    try:
        target = str(ScriptDirectory.from_config(config()).get_revision(revision).revision)
    except CommandError as error:
        raise ConfigurationError(f"cannot migrate to {revision}: {error}") from error
    if target > found:
        raise ConfigurationError(f"the schema is at {found}, which is below {target}")
    return target


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, read from pyproject.toml.

    If `connection` is given, the script migrations/env.py migrates on this connection.
    """
    return Config(toml_file=PROJECT / "pyproject.toml", attributes={"connection": connection})


def require_direct(connection: Connection) -> None:
    """Raises ConfigurationError if `connection` goes through a pool such as pgbouncer.

    Migrations need a direct connection to the database.
    """
    if is_pooled(connection):
        raise ConfigurationError(
            "migrations need a connection of their own, not one of a pool such as pgbouncer: "
            "name the database itself in NEWSBOT_DIRECT_URL"
        )


def _move(engine: Engine, step: Step, revision: str) -> Move:
    try:
        with engine.execution_options(**{TIME_LIMITS: LIMITS}).connect() as connection:
            if step is command.upgrade and _is_done(connection, revision):
                return Move(before=head(), after=head())
            require_direct(connection)
            with turn(connection):
                return _moved(connection, step, revision)
    except CommandError as error:
        raise ConfigurationError(f"cannot migrate to {revision}: {error}") from error
    except DBAPIError as error:
        at = _revision_after_failure(engine)
        raise DatabaseError(f"migrating failed, the schema is {at}: {reason(error)}") from error


def _is_done(connection: Connection, revision: str) -> bool:
    """Whether an upgrade has nothing to do, and this connection could do nothing anyway.

    Others upgrade a current schema too: that gives the roles rights that they lack.
    """
    is_current = revision in {"head", head()} and revision_of(connection) == head()
    is_done = is_current and (is_pooled(connection) or not may_migrate(connection))
    connection.rollback()
    return is_done


def _moved(connection: Connection, step: Step, revision: str) -> Move:
    before = revision_of(connection)
    require_known(before)
    connection.rollback()
    if before is None:
        with connection.begin():
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            step(config(connection), revision)
    else:
        _step_until_unlocked(connection, step, revision)
    after = revision_of(connection)
    return Move(before=before, after=after)


def _step_until_unlocked(connection: Connection, step: Step, revision: str) -> None:
    """Calls `step` again and again while other transactions hold locks that a migration needs.

    Migrations that are done are not undone. For each migration, it gives up after LOCKS_LIMIT_S.
    """
    at, give_up_at = None, 0.0
    while True:
        try:
            step(config(connection), revision)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in LOCKED:
                raise
            connection.rollback()
            found = revision_of(connection)
            connection.rollback()
            if found != at:
                at, give_up_at = found, time.monotonic() + LOCKS_LIMIT_S
                logger.warning("Others hold locks that the migration after %s needs: %s", at, LATER)
            elif time.monotonic() > give_up_at:
                raise
            # PostgreSQL tells nobody that a lock is free. One who waits in the queue for the lock
            # learns of it, but holds up all who come later. So the migration tries again.
            time.sleep(PAUSE_S)
        else:
            return


LATER = f"trying again, for up to {LOCKS_LIMIT_S} s"


def _revision_after_failure(engine: Engine) -> str:
    """The part of an error message that says at which revision the schema is now."""
    try:
        with engine.connect() as connection:
            return f"at {revision_of(connection) or 'none'}"
    except DBAPIError:
        return "at an unknown revision"
