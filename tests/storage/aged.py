"""Rows with keys and URLs as an older release made them, and the recomputing of these keys."""

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from newsbot.items import Link
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.models import article_tables
from newsbot.storage.rewriting.url_keys.recomputing import make_keys_anew
from newsbot.storage.sites.rows import Sites
from newsbot.urls import url_key
from tests.storage.making import NOON, rows

DAY = timedelta(days=1)
FEED = "https://gazette.example/feed"


def age(engine: Engine, table: str, **urls: str) -> None:
    """Gives rows the URLs and keys of an older release; rows are named by the end of the URL."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.url_key_versions SET version = 1"))
        for path, url in urls.items():
            former = hashlib.sha256(f"former {url}".encode()).digest()[:16]
            statement = text(
                f"UPDATE newsbot.{table} SET url = :url, url_key = :key WHERE url LIKE :like"  # noqa: S608
            )
            done = connection.execute(statement, {"url": url, "key": former, "like": f"%/{path}"})
            assert done.rowcount == 1


def renew(engine: Engine) -> tuple[int, int]:
    """Recomputes all keys; returns how many rows changed, and how many were merged."""
    batches = list(make_keys_anew(engine))
    return sum(each.changed for each in batches), sum(each.merged for each in batches)


def keys_are_right(engine: Engine, table: str) -> bool:
    found = rows(engine, f"SELECT url_key, url FROM newsbot.{table}")  # noqa: S608 - a fixed name
    return all(key == url_key(url) for key, url in found)


def offered(engine: Engine, *paths: str, source_url: str = FEED) -> None:
    Offers(engine).offer(
        [
            Offer(
                link=Link(url=f"https://gazette.example/{path}"),
                site="gazette.example",
                source_url=source_url,
                source_kind="feed",
            )
            for path in paths
        ]
    )


def fill(engine: Engine, table: str, pairs: list[tuple[str, bytes]]) -> None:
    more: dict[str, dict[str, Any]] = {
        "articles": dict.fromkeys(("decided_at", "first_seen_at", "fetched_at", "updated_at"), NOON)
        | {"dedup_version": 1},
        "frontier": {"state": "pending", "host": ""},
        "rejections": {"stage": "extract", "reason": "x", "first_at": NOON, "last_at": NOON},
    }
    site = {"site_id": Sites(engine).site_ids(["gazette.example"])["gazette.example"]}
    inserted = article_tables.metadata.tables[f"newsbot.{table}"].insert()
    with engine.begin() as connection:
        connection.execute(
            inserted, [{"url": url, "url_key": key} | site | more[table] for url, key in pairs]
        )
        connection.execute(text("UPDATE newsbot.url_key_versions SET version = 1"))
        if table == "articles":
            connection.execute(
                text("""
                INSERT INTO newsbot.versions (
                    article_id, number, is_current, fetched_at, seen_until, text_sha256,
                    content_sha256, title, authors, tags, body, word_count,
                    extractor, extractor_version
                )
                SELECT id, 1, true, fetched_at, fetched_at, decode(md5(url), 'hex'), 'c',
                    'Ferry sails', '{}', '{}', 'It sails.', 2, 'test', '1'
                FROM newsbot.articles
            """)
            )
