"""Replaces newsbot's schemas by those in a dump, in one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.storage.connection.failures import reason
from newsbot.storage.connection.session import TIME_LIMITS, TimeLimits
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.models.revisions import SCHEMA, revision_of
from newsbot.storage.schema.dump_script import run_script
from newsbot.storage.schema.dumping import SCHEMAS, driver_of, require_direct
from newsbot.storage.schema.going_on import Continuation, go_on, remember
from newsbot.storage.schema.roles import replaced_as_owner
from newsbot.storage.schema.turn import LOCK

# A restore has to lock all tables. It waits at most `lock_s` seconds for other transactions that
# use them. Its statements may take as long as they need: some make an index of a large table.
LIMITS = TimeLimits(lock_s=30, statement_s=0, idle_s=0)
# Tables whose rows the migrations write. A database with rows in no other table is empty.
OF_MIGRATIONS = ("alembic_version", "search_languages", "url_key_versions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The result of a restore."""

    continuation: Continuation
    replaced: str | None
    """What the database had before, e.g. "66 articles, 120 known URLs, 3 runs"; None if it had no
    rows."""


def restore(
    engine: Engine,
    script: Iterator[bytes],
    tell: Callable[[str], None],
    *,
    replace: bool,
) -> Restored:
    """Drops newsbot's schemas, and runs the script of a dump that makes them anew.

    All is done in one transaction: if it fails, or if the process is killed, the database stays as
    it was.

    Args:
        engine: leads to the database itself, not to a pool.
        script: the lines of the SQL script that pg_restore makes of the dump.
        tell: called with the name of each object that is made.
        replace: whether rows that the database has may be dropped.

    Raises:
        ConfigurationError: what the database holds must not be replaced; the message says why.
        DatabaseError: the restore failed, and nothing has changed.
    """
    limited = engine.execution_options(**{TIME_LIMITS: LIMITS})
    try:
        with limited.connect() as connection:
            try:
                with connection.begin():
                    return _replace(connection, script, tell, replace=replace)
            finally:
                # The script changes settings of the session. So the connection must not be used
                # again.
                connection.invalidate()
    except DBAPIError as error:
        raise _failed(reason(error)) from error
    except psycopg.Error as error:
        raise _failed(" ".join(str(error).split())) from error


def analyze(engine: Engine) -> None:
    """Runs ANALYZE on all tables, because a dump does not have the planner's statistics."""
    limited = engine.execution_options(**{TIME_LIMITS: LIMITS})
    with limited.connect() as connection:
        for name in connection.execute(_TABLES).scalars().all():
            connection.execute(text(f"ANALYZE {name}"))
            connection.commit()


def _replace(
    connection: Connection,
    script: Iterator[bytes],
    tell: Callable[[str], None],
    *,
    replace: bool,
) -> Restored:
    require_direct(connection, "restores")
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    take_storing_lock(connection)
    former = rows_of(connection)
    _require_unused(connection)
    if former and not replace:
        raise ConfigurationError(
            f"the database has {former}: add --yes to drop them and put the dump in their place"
        )
    _act_as_owner(connection)
    with replaced_as_owner(connection):
        remember(connection)
        connection.execute(text(f"DROP SCHEMA IF EXISTS {', '.join(reversed(SCHEMAS))} CASCADE"))
        run_script(driver_of(connection), script, tell)
        if revision_of(connection) is None:
            raise ConfigurationError("the dump has no schema of newsbot: nothing is changed")
        if connection.scalar(text("SELECT to_regclass('newsbot.search_languages') IS NOT NULL")):
            connection.execute(_LANGUAGES)
        return Restored(continuation=go_on(connection), replaced=former)


def rows_of(connection: Connection) -> str | None:
    """What newsbot's tables hold, e.g. "66 articles, 120 known URLs"; None if they hold no rows."""
    if revision_of(connection) is None:
        return None
    names = connection.execute(_TABLES).scalars().all()
    stored = [name for name in names if name.removeprefix(f"{SCHEMA}.") not in OF_MIGRATIONS]
    if not any(connection.scalar(text(f"SELECT EXISTS (SELECT FROM {name})")) for name in stored):  # noqa: S608 - names of tables
        return None
    counts = connection.execute(_COUNTS).one()
    return f"{counts.articles} articles, {counts.urls} known URLs and {counts.runs} runs"


def _require_unused(connection: Connection) -> None:
    """Raises ConfigurationError if a crawl runs, or if others' views would be dropped as well."""
    if revision_of(connection) is not None:
        running = connection.execute(_RUNNING).scalars().all()
        if running:
            raise ConfigurationError(
                f"a crawl is running (run {running[0]}): stop it, or wait for its end"
            )
    others = connection.execute(_DEPENDENT, {"schemas": list(SCHEMAS)}).scalars().all()
    if others:
        raise ConfigurationError(
            f"{', '.join(others)} would be dropped as well, as newsbot's tables or views are used "
            "there: drop these first, and create them again after the restore"
        )


def _act_as_owner(connection: Connection) -> None:
    """Lets the transaction go on as the owner of the former schema, who owns the new one then."""
    owner = connection.execute(_OWNER).scalar_one_or_none()
    if owner is not None:
        connection.execute(text("SELECT set_config('role', :owner, true)"), {"owner": owner})


def _failed(why: str) -> DatabaseError:
    return DatabaseError(f"the restore failed, and the database is as it was: {why}")


_TABLES = text("""
    SELECT c.oid::regclass::text FROM pg_class AS c
    WHERE c.relnamespace = to_regnamespace('newsbot') AND c.relkind IN ('r', 'p')
        AND NOT c.relispartition
    ORDER BY 1
""")
_OWNER = text("""
    SELECT r.rolname FROM pg_namespace AS n JOIN pg_roles AS r ON r.oid = n.nspowner
    WHERE n.nspname = 'newsbot' AND r.rolname <> current_user
        AND pg_has_role(current_user, r.oid, 'MEMBER')
""")
# Deletes the languages for which this server has no text search configuration, and queues their
# articles to be indexed without one.
_LANGUAGES = text("""
    WITH gone AS (
        DELETE FROM newsbot.search_languages AS l
        WHERE NOT EXISTS (
            SELECT FROM pg_ts_config AS c
            WHERE c.cfgname = l.configuration AND c.cfgnamespace = to_regnamespace('newsbot')
        )
        RETURNING configuration
    )
    INSERT INTO newsbot.search_pending (article_id)
    SELECT e.article_id FROM newsbot.search_entries AS e
    JOIN (SELECT DISTINCT configuration FROM gone) AS former
        ON e.lexemes @@ CAST(format('''=%s''', former.configuration) AS tsquery)
""")
_COUNTS = text("""
    SELECT (SELECT count(*) FROM newsbot.articles) AS articles,
        (SELECT count(*) FROM newsbot.frontier) AS urls,
        (SELECT count(*) FROM newsbot.runs) AS runs
""")
# The column `alive_until` is read from JSON, because the first schemas do not have it.
_RUNNING = text("""
    SELECT id FROM newsbot.runs AS r
    WHERE finished_at IS NULL
        AND CAST(to_jsonb(r) ->> 'alive_until' AS timestamptz) > newsbot.now()
    ORDER BY id
""")
# Selects the views, materialised views and foreign keys in other schemas that need an object in
# newsbot's schemas.
_DEPENDENT = text("""
    WITH ours AS (
        SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = ANY(CAST(:schemas AS text[]))
    ), users AS (
        SELECT r.ev_class AS oid FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid IN (SELECT oid FROM ours)
        UNION
        SELECT conrelid FROM pg_constraint WHERE confrelid IN (SELECT oid FROM ours)
    )
    SELECT oid::regclass::text FROM users WHERE oid NOT IN (SELECT oid FROM ours) ORDER BY 1
""")
