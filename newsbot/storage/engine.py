"""The way to the database: from its configured address to a connected engine."""

import atexit
from functools import cache
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError

from newsbot.errors import ConfigurationError, DatabaseError, SchemaError
from newsbot.storage import location, migrate
from newsbot.storage.embedded import EmbeddedServer
from newsbot.storage.failures import reason
from newsbot.storage.postgres_binaries import OLDEST_MAJOR
from newsbot.storage.url_keys import require_current_keys

CONNECT_TIMEOUT_S = 10
# A role that is named as our schema is would find our tables without the schema's name, and alembic
# would take them for other tables than the models'.
SESSION = "-c timezone=UTC -c search_path=public"


def connect(configured_url: str = "") -> Engine:
    """The engine of the database in use, one a process, reached and ready.

    `configured_url` is the setting NEWSBOT_DATABASE_URL; see `location.database_url`. Where the
    embedded server is in use, it starts if it is down, and is this process's until it ends.
    Raises DatabaseError if the database cannot be reached, ConfigurationError if it is no use.
    """
    url = location.database_url(configured_url) or _embedded_url(location.home())
    engine = _engine(url)
    try:
        with engine.connect():
            version = engine.dialect.server_version_info
    except OperationalError as error:
        raise DatabaseError(
            f"cannot reach the database {location.shown(url)}: {reason(error)}"
        ) from error
    except DBAPIError as error:
        raise ConfigurationError(
            f"cannot use the database {location.shown(url)}: {reason(error)}"
        ) from error
    if version and int(version[0]) < OLDEST_MAJOR:
        raise ConfigurationError(
            f"{location.shown(url)} is PostgreSQL {version[0]}: newsbot needs {OLDEST_MAJOR} "
            "or later"
        )
    return engine


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


@cache
def _engine(url: URL) -> Engine:
    options = url.query.get("options", "")
    engine = create_engine(
        url,
        pool_pre_ping=True,
        # Whatever the database's default: a statement after the storing lock must see all that
        # earlier holders committed.
        isolation_level="READ COMMITTED",
        connect_args={
            "application_name": "newsbot",
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": f"{options} {SESSION}",
        },
    )
    # Before the embedded server is released: at exit the last registered comes first.
    atexit.register(engine.dispose)
    return engine


@cache
def _embedded_url(home: Path) -> URL:
    server = EmbeddedServer(home)
    server.acquire()
    atexit.register(server.release)
    return server.url()
