"""Makes the SQLAlchemy engine for the configured database, and checks the database."""

import atexit
from functools import cache, partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from newsbot.errors import ConfigurationError, DatabaseError, NewsbotError, SchemaError
from newsbot.postgres import location
from newsbot.postgres.binaries import OLDEST_MAJOR
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.storage.connection import session
from newsbot.storage.connection.failures import reason
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.session import SHORT, TIME_LIMITS, TimeLimits
from newsbot.storage.models import revisions
from newsbot.storage.rewriting.url_keys.current import has_old_keys, require_current_keys


def connect(
    configured_url: str = "",
    *,
    direct: bool = False,
    apart: bool = False,
    limits: TimeLimits = SHORT,
) -> Engine:
    """An engine for the configured database, returned after a first connection has succeeded.

    If no URL is configured, the embedded database is used. Its server is started if it is down, and
    runs at least until this process ends. For each URL, a process has one engine. With `apart`, it
    has a second one.

    Args:
        configured_url: the value of the setting NEWSBOT_DATABASE_URL; if it is empty, the
            environment variable NEWSBOT_DATABASE_URL is used.
        direct: whether to use the URL in NEWSBOT_DIRECT_URL, if it is set. This URL leads to the
            database itself, not to a connection pool.
        apart: whether to return the second engine, which has one connection. It is for a thread
            that must not wait until other threads free the connections of the first engine.
        limits: how long the transactions may take.

    Raises:
        DatabaseError: the database cannot be reached.
        ConfigurationError: the database cannot be used: a wrong URL, version or encoding.
    """
    engine = reach(configured_url, direct=direct, apart=apart)
    with engine.connect() as connection:
        _require_usable(connection, engine.url)
    return engine.execution_options(**{TIME_LIMITS: limits})


def reach(configured_url: str = "", *, direct: bool = False, apart: bool = False) -> Engine:
    """An engine as `connect` makes it, also for a database that newsbot cannot use.

    The arguments are those of `connect`.

    Raises:
        DatabaseError: the database cannot be reached.
        ConfigurationError: the URL is wrong, or the server refuses a session as newsbot wants it.
    """
    configured = location.direct_url if direct else location.database_url
    url = configured(configured_url) or _embedded_url(location.home())
    engine = _engine(url, apart=apart)
    try:
        with engine.connect():
            return engine
    except OperationalError as error:
        raise DatabaseError(
            f"cannot reach the database {location.shown(url)}: {reason(error)}"
        ) from error
    except DBAPIError as error:
        raise ConfigurationError(
            f"cannot use the database {location.shown(url)}: {reason(error)}"
        ) from error


def engine_at(url: str) -> Engine:
    """An engine for the database at `url`, which is not connected yet.

    It is for a process that works for another one, which has reached and checked the database, and
    keeps the embedded server up.
    """
    return _engine(make_url(url), apart=False)


def require_current_schema(engine: Engine) -> None:
    """Raises SchemaError if this release of newsbot cannot use the database as it is.

    A usable database has the schema of this release, and its hashes of URLs were made by the hash
    function of this release. The message of the error says what to do.
    """
    found, needed = revisions.current(engine), revisions.head()
    revisions.require_known(found)
    if found != needed:
        raise SchemaError(
            f"the database schema is at {found or 'none'}, this code needs {needed}: "
            "run `scrapy db upgrade`"
        )
    with engine.connect() as connection:
        require_current_keys(connection)


def connect_to_current(configured_url: str = "", limits: TimeLimits = SHORT) -> Engine:
    """An engine as `connect` makes it, for a database that this release can use as it is.

    Args:
        configured_url: the value of the setting NEWSBOT_DATABASE_URL; may be empty, as for
            `connect`.
        limits: how long the transactions may take.

    Raises:
        SchemaError: the schema, or the hash function of the stored URLs, is not that of this
            release.
        DatabaseError: the database cannot be reached.
        ConfigurationError: the database cannot be used.
    """
    engine = connect(configured_url, limits=limits)
    require_current_schema(engine)
    return engine


def connect_to_schema(configured_url: str = "") -> Engine:
    """An engine as `connect` makes it, for a database with the schema of this release.

    The embedded database is migrated if necessary. Any other database is not: its operator runs
    `scrapy db upgrade`.

    Args:
        configured_url: the value of the setting NEWSBOT_DATABASE_URL; may be empty, as for
            `connect`.

    Raises:
        SchemaError: the schema is not that of this release.
        DatabaseError: the database cannot be reached, or a migration failed.
        ConfigurationError: the database cannot be used.
    """
    engine = connect(configured_url)
    is_embedded = location.database_url(configured_url) is None
    if is_embedded:
        if with_retries(partial(revisions.current, engine)) != revisions.head():
            from newsbot.storage.schema import migrate  # noqa: PLC0415 - it takes .2 s to load

            migrate.upgrade(engine)
        if with_retries(partial(has_old_keys, engine)):
            from newsbot.storage.rewriting.url_keys.recomputing import (  # noqa: PLC0415 - it takes .3 s
                make_keys_anew,
            )

            for _ in make_keys_anew(engine):
                pass
    with_retries(partial(require_current_schema, engine))
    return engine


def explained(configured_url: str, error: DatabaseError) -> NewsbotError:
    """The error to report if a crawl failed with `error` in the database at `configured_url`.

    If somebody has migrated the schema during the crawl, this is a SchemaError. Otherwise it is
    `error` itself.
    """
    try:
        require_current_schema(connect(configured_url))
    except SchemaError as moved:
        return moved
    except (NewsbotError, DBAPIError):
        pass
    return error


def _require_usable(connection: Connection, url: URL) -> None:
    version = connection.dialect.server_version_info
    if version and int(version[0]) < OLDEST_MAJOR:
        raise ConfigurationError(
            f"{location.shown(url)} is PostgreSQL {version[0]}: newsbot needs {OLDEST_MAJOR} "
            "or later"
        )
    encoding = session.encoding(connection)
    if encoding != "UTF8":
        raise ConfigurationError(
            f"{location.shown(url)} stores text as {encoding}: newsbot needs a database made with "
            "ENCODING 'UTF8'"
        )


@cache
def _engine(url: URL, *, apart: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=1 if apart else 5,
        # At this level, each statement sees everything that was committed before it began. Storing
        # transactions need this: each takes the storing lock, which only one transaction at a time
        # can have. Its next statements must see what the earlier holders of the lock wrote. The
        # level is set here because the database may have another default.
        isolation_level="READ COMMITTED",
        connect_args=session.connect_arguments(url),
    )
    session.prepare(engine)
    # At the end of the process, the connections are closed before the embedded server is released.
    # The order is right because `atexit` calls functions in the reverse order of their
    # registration, and the function that releases the server is registered already.
    atexit.register(engine.dispose)
    return engine


@cache
def _embedded_url(home: Path) -> URL:
    server = EmbeddedServer(home)
    server.acquire()
    atexit.register(server.release)
    return server.url()
