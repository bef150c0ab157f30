"""Articles for storage tests, made as the pipelines make them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, text

from newsbot.items import Article, FingerprintedArticle, Rejection
from newsbot.storage.candidates import look_up

NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


def words(first: int, last: int) -> str:
    return " ".join(f"word{n}" for n in range(first, last))


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


def fingerprinted(engine: Engine, *articles: Article) -> list[FingerprintedArticle]:
    return look_up(engine, articles)


def rejection(path: str, reason: str = "too_short", **fields: Any) -> Rejection:
    url = f"https://gazette.example/{path}"
    values = {"stage": "extract", "at": NOON, "site": "gazette.example"} | fields
    return Rejection(url=url, requested_url=url, reason=reason, **values)


def rows(engine: Engine, sql: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]
