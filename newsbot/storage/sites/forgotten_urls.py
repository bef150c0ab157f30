"""Tells which URLs are those of forgotten articles: articles that `scrapy articles forget` removed.

Of a forgotten article, only its URLs are kept, in `newsbot.forgotten_urls`. Nothing is stored from
them again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from newsbot.urls import url_key


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgottenUrl:
    """A URL of an article that `scrapy articles forget` has removed."""

    url: str
    article_id: int | None
    """The id that the article had; None if no article was stored at the URL."""
    forgotten_at: datetime

    def __str__(self) -> str:
        """Says when the article was forgotten, and by which command it is allowed again."""
        return (
            f"its article was forgotten on {self.forgotten_at:%Y-%m-%d}; "
            f"`scrapy articles forget {self.url} --undo` allows it again"
        )


def read_forgotten_urls(
    connection: Connection, keys: Collection[bytes]
) -> dict[bytes, ForgottenUrl]:
    """The forgotten URLs among those with the url_keys `keys`: url_key → the URL."""
    if not keys:
        return {}
    rows = connection.execute(_READ, {"keys": list(keys)})
    return {
        row.url_key: ForgottenUrl(
            url=row.url, article_id=row.article_id, forgotten_at=row.forgotten_at
        )
        for row in rows
    }


def all_forgotten_urls(engine: Engine) -> list[ForgottenUrl]:
    """All forgotten URLs, those forgotten last first."""
    with engine.connect() as connection:
        return [ForgottenUrl(**row) for row in connection.execute(_ALL).mappings()]


def keys_of(urls: Collection[str]) -> list[bytes]:
    """The url_keys of some URLs, without repetitions."""
    return list(dict.fromkeys(map(url_key, urls)))


_READ = text("""
    SELECT url_key, url, article_id, forgotten_at FROM newsbot.forgotten_urls
    WHERE url_key = ANY(CAST(:keys AS bytea[]))
""")
_ALL = text("""
    SELECT url, article_id, forgotten_at FROM newsbot.forgotten_urls
    ORDER BY forgotten_at DESC, article_id, url
""")
