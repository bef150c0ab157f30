"""Articles for storage tests, made as the pipelines make them."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, text

from newsbot.dedup.text import Text
from newsbot.items import Article, FingerprintedArticle, Outcome, Rejection
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)
SYLLABLES = ("ba", "del", "fi", "gor", "ha", "jin", "ko", "lum", "me", "nas", "po", "rin", "su")


def words(first: int, last: int) -> str:
    return " ".join(f"word{n}" for n in range(first, last))


def story(name: str, length: int = 200) -> str:
    """A text of invented words: different for each name, but the same in every process."""
    chance = random.Random(name)  # noqa: S311 - it has to be the same each time
    return " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(length))


def article(path: str, body: str = words(0, 100), **fields: Any) -> Article:
    defaults: dict[str, Any] = {
        "url": f"https://gazette.example/{path}",
        "site": "gazette.example",
        "fetched_at": NOON,
        "title": "Ferry sails again",
        "extractor": "test",
        "extractor_version": "1",
    }
    values = defaults | fields
    return Article(**{"requested_url": values["url"], "body": body} | values)


def article_on(site: str, body: str, path: str = "ferry", **fields: Any) -> Article:
    """An article on a site; the key of the site is the domain."""
    return article(path, body, **{"url": f"https://{site}/{path}", "site": site} | fields)


def fingerprinted(engine: Engine, *articles: Article) -> list[FingerprintedArticle]:
    return look_up(engine, articles)


def fingerprinted_alone(article: Article) -> FingerprintedArticle:
    """The fingerprinted article, as a look-up in an empty database would give it."""
    own = Text(article.body, article.recurring_lines)
    return FingerprintedArticle(article=article, fingerprint=own.fingerprint, match=None, horizon=0)


def store(engine: Engine, *articles: Article) -> list[Outcome]:
    """Looks articles up and stores them as one batch, as the pipelines do."""
    return ArticleStore(engine).store(fingerprinted(engine, *articles))


def rejection(path: str, reason: str = "too_short", **fields: Any) -> Rejection:
    url = f"https://gazette.example/{path}"
    defaults: dict[str, Any] = {"stage": "extract", "at": NOON, "site": "gazette.example"}
    values = defaults | fields
    return Rejection(url=url, requested_url=url, reason=reason, **values)


def move_clock(engine: Engine, by: timedelta) -> None:
    """Moves the clock of the database, and of all who use it, away from the true time."""
    name = engine.url.database
    with engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET newsbot.clock_offset = '{by}'"))
    engine.dispose()


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]
