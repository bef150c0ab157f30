"""Whether the keys of stored URLs are those that newsbot.urls.url_key makes now."""

from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from newsbot.errors import SchemaError
from newsbot.storage.models import crawl_tables
from newsbot.urls import KEY_VERSION

_version = crawl_tables.url_key_versions.c.version
_OLDEST_AND_NEWEST = select(func.min(_version).label("oldest"), func.max(_version).label("newest"))


def has_old_keys(engine: Engine) -> bool:
    """Whether an older release made some of the stored keys."""
    with engine.connect() as connection:
        return bool(_stored(connection).oldest < KEY_VERSION)


def require_current_keys(connection: Connection) -> None:
    """Raises SchemaError, with what to do, unless all stored keys have this code's KEY_VERSION."""
    stored = _stored(connection)
    if stored.newest > KEY_VERSION:
        raise SchemaError("the keys of stored URLs are of a newer newsbot: update newsbot")
    if stored.oldest < KEY_VERSION:
        raise SchemaError(
            "the keys of stored URLs are of an older newsbot: run `scrapy db upgrade`"
        )


def _stored(connection: Connection) -> Row[Any, Any]:
    return connection.execute(_OLDEST_AND_NEWEST).one()
