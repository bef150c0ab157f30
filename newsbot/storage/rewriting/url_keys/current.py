"""Finds out whether the present version of `newsbot.urls.url_key` made the keys of stored URLs."""

from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from newsbot.errors import SchemaError
from newsbot.storage.models import crawl_tables
from newsbot.urls import KEY_VERSION

_version = crawl_tables.url_key_versions.c.version
_OLDEST_AND_NEWEST = select(func.min(_version).label("oldest"), func.max(_version).label("newest"))


def has_old_keys(engine: Engine) -> bool:
    """Whether any stored key of a URL was made by an older version of `newsbot.urls.url_key`."""
    with engine.connect() as connection:
        return bool(_stored(connection).oldest < KEY_VERSION)


def require_current_keys(connection: Connection) -> None:
    """Raises SchemaError unless this release's version of `url_key` made all stored keys of URLs.

    The message says what to do: update newsbot, or run `scrapy db upgrade`.
    """
    stored = _stored(connection)
    if stored.newest > KEY_VERSION:
        raise SchemaError("the keys of stored URLs are of a newer newsbot: update newsbot")
    if stored.oldest < KEY_VERSION:
        raise SchemaError(
            "the keys of stored URLs are of an older newsbot: run `scrapy db upgrade`"
        )


def _stored(connection: Connection) -> Row[Any, Any]:
    return connection.execute(_OLDEST_AND_NEWEST).one()
