"""The way to the database: from its configured address to a connected engine."""

import atexit
from functools import cache, partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError

from newsbot.errors import ConfigurationError, DatabaseError, NewsbotError, SchemaError
from newsbot.postgres import location
from newsbot.postgres.binaries import OLDEST_MAJOR
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.storage import migrate
from newsbot.storage.connection import session
from newsbot.storage.connection.failures import reason
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.session import SHORT, TIME_LIMITS, TimeLimits
from newsbot.storage.url_keys.recomputing import make_keys_anew, require_current_keys


def connect(
    configured_url: str = "", *, direct: bool = False, limits: TimeLimits = SHORT
) -> Engine:
    """The engine of the database in use, one a process, reached and ready.

    `configured_url` is the setting NEWSBOT_DATABASE_URL; see `location.database_url`. Where the
    embedded server is in use, it starts if it is down, and is this process's until it ends.
    `direct` is past any pool of connections, by NEWSBOT_DIRECT_URL where that is set.
    Raises DatabaseError if the database cannot be reached, ConfigurationError if it is no use.
    """
    configured = location.direct_url if direct else location.database_url
    url = configured(configured_url) or _embedded_url(location.home())
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            _require_usable(connection, url)
    except OperationalError as error:
        raise DatabaseError(
            f"cannot reach the database {location.shown(url)}: {reason(error)}"
        ) from error
    except DBAPIError as error:
        raise ConfigurationError(
            f"cannot use the database {location.shown(url)}: {reason(error)}"
        ) from error
    return engine.execution_options(**{TIME_LIMITS: limits})


def require_current_schema(engine: Engine) -> None:
    """Raise SchemaError, saying what to do, unless schema and keys are what this code expects."""
    found, needed = migrate.current(engine), migrate.head()
    migrate.require_known(found)
    if found != needed:
        raise SchemaError(
            f"the database schema is at {found or 'none'}, this code needs {needed}: "
            "run `scrapy db upgrade`"
        )
    with engine.connect() as connection:
        require_current_keys(connection)


def connect_to_current(configured_url: str = "", limits: TimeLimits = SHORT) -> Engine:
    """As `connect`, to a database that has the schema and the keys that this code expects.

    Raises SchemaError besides, where it has others.
    """
    engine = connect(configured_url, limits=limits)
    require_current_schema(engine)
    return engine


def connect_to_schema(configured_url: str = "") -> Engine:
    """As `connect`, to a database with the schema that this code expects.

    The embedded database is brought up to date, for nobody else is to be asked. One of its user's
    own is not: that is for `scrapy db upgrade`.
    Raises SchemaError besides, and DatabaseError if a migration fails.
    """
    engine = connect(configured_url)
    is_embedded = location.database_url(configured_url) is None
    if is_embedded:
        _bring_up_to_date(engine)
    with_retries(partial(require_current_schema, engine))
    return engine


def _bring_up_to_date(engine: Engine) -> None:
    if with_retries(partial(migrate.current, engine)) != migrate.head():
        migrate.upgrade(engine)
    for _ in make_keys_anew(engine):
        pass


def explained(configured_url: str, error: DatabaseError) -> NewsbotError:
    """What is behind `error`: a schema that was moved under a running crawl, or `error` itself."""
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
def _engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        # Whatever the database's default: a statement after the storing lock must see all that
        # earlier holders committed.
        isolation_level="READ COMMITTED",
        connect_args=session.connect_arguments(url),
    )
    session.prepare(engine)
    # Before the embedded server is released: at exit the last registered comes first.
    atexit.register(engine.dispose)
    return engine


@cache
def _embedded_url(home: Path) -> URL:
    server = EmbeddedServer(home)
    server.acquire()
    atexit.register(server.release)
    return server.url()
