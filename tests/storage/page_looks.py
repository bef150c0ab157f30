"""Stores pages of one story at URLs of several forms."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from newsbot.items import (
    Article,
    Outcome,
    PageValidators,
)
from newsbot.revisits import parse_revisits
from newsbot.storage.articles.storing import ArticleStore
from tests.dedup.texts import FERRY
from tests.storage.making import NOON, article, fingerprinted

SITE = "https://gazette.example"
STORY = f"{SITE}/2026/ferry-sails"
HOUR = timedelta(hours=1)
ARTICLES = "SELECT url, version, copy_of FROM news.all_articles ORDER BY id"
URLS = "SELECT url FROM news.article_urls WHERE NOT is_main ORDER BY url"


def page(url: str, body: str = FERRY, hours: int = 0, **fields: Any) -> Article:
    return article("", body, url=url, fetched_at=NOON + hours * HOUR, **fields)


def look(engine: Engine, url: str, body: str = FERRY, hours: int = 0, **fields: Any) -> Outcome:
    """Stores the page that a crawl has fetched; further looks at it are planned."""
    revisits = parse_revisits("1h,6h,24h,7d")
    pages = fingerprinted(engine, crawled(url, body, hours, **fields))
    return ArticleStore(engine, revisits=revisits).store(pages)[0]


def crawled(url: str, body: str = FERRY, hours: int = 0, **fields: Any) -> Article:
    sent = PageValidators(body_sha256=f"{abs(hash((url, body))):064x}"[:64])
    return page(url, body, hours, validators=sent, **fields)
