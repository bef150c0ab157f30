"""A filled database whose keys an older newsbot made, and what `db upgrade` makes of it."""

import hashlib
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from newsbot.errors import SchemaError
from newsbot.items import Link
from newsbot.storage import models
from newsbot.storage.articles import STORING_LOCK, ArticleStore
from newsbot.storage.engine import require_current_schema
from newsbot.storage.frontier import Frontier, Offer
from newsbot.storage.location import PROJECT
from newsbot.storage.sites import Sites
from newsbot.storage.url_keys import make_keys_anew, rows_to_read
from newsbot.urls import url_key
from tests.storage.making import NOON, article, rejection, rows, store, story

DAY = timedelta(days=1)
FEED = "https://gazette.example/feed"
WALK = """
from newsbot.storage import engine, url_keys
for batch in url_keys.make_keys_anew(engine.connect()):
    print(batch.rows, flush=True)
"""


def age(engine: Engine, table: str, **urls: str) -> None:
    """Gives rows, by the last part of their URL, the URLs and keys that they might have had."""
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
    """How many rows changed, and how many went into others."""
    batches = list(make_keys_anew(engine))
    return sum(each.changed for each in batches), sum(each.merged for each in batches)


def keys_are_right(engine: Engine, table: str) -> bool:
    found = rows(engine, f"SELECT url_key, url FROM newsbot.{table}")  # noqa: S608 - a fixed name
    return all(key == url_key(url) for key, url in found)


def offered(engine: Engine, *paths: str, source_url: str = FEED) -> None:
    Frontier(engine).offer(
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


def test_a_crawl_is_told_to_upgrade_until_all_keys_are_renewed(engine: Engine) -> None:
    store(engine, article("a"))
    require_current_schema(engine)
    age(engine, "articles", a="https://gazette.example:443/a?UTM_x=1#top")
    with pytest.raises(SchemaError, match="run `scrapy db upgrade`"):
        require_current_schema(engine)
    assert rows_to_read(engine) == 2  # the article's and the frontier's
    assert renew(engine) == (1, 0)
    require_current_schema(engine)
    assert keys_are_right(engine, "articles")
    assert rows(engine, "SELECT url FROM news.articles") == [("https://gazette.example/a?UTM_x=1",)]
    assert rows_to_read(engine) == 0
    assert renew(engine) == (0, 0)


def test_newer_keys_ask_for_newer_code(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.url_key_versions SET version = 99"))
    with pytest.raises(SchemaError, match="update newsbot"):
        require_current_schema(engine)


def test_of_two_articles_with_one_key_the_oldest_stays_with_all_texts(engine: Engine) -> None:
    store(engine, article("a", body=story("one")))
    store(engine, article("b", body=story("two"), fetched_at=NOON + DAY))
    store(engine, article("a", body=story("three"), fetched_at=NOON + 2 * DAY))
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    assert renew(engine)[1] == 1
    versions = rows(
        engine,
        "SELECT article_id, version, is_current, body FROM news.article_versions ORDER BY version",
    )
    assert [row[:3] for row in versions] == [(1, 1, False), (1, 2, False), (1, 3, True)]
    assert [row[3] for row in versions] == [story("one"), story("two"), story("three")]
    assert rows(engine, "SELECT id, first_seen_at, fetched_at FROM news.all_articles") == [
        (1, NOON, NOON + 2 * DAY)
    ]


def test_readers_are_told_which_article_went_and_which_one_changed(engine: Engine) -> None:
    store(engine, article("a", body=story("one")))
    store(engine, article("b", body=story("two")))
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    renew(engine)
    changes = rows(engine, "SELECT op, article_id FROM news.changes ORDER BY change_id OFFSET 2")
    assert changes == [("delete", 2), ("update", 1)]


def test_equal_texts_that_follow_each_other_become_one(engine: Engine) -> None:
    store(engine, article("a", body=story("one")))
    store(engine, article("b", body=story("one"), fetched_at=NOON - DAY))
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    renew(engine)
    assert rows(engine, "SELECT id, number, is_current, fetched_at FROM newsbot.versions") == [
        (1, 1, True, NOON - DAY)
    ]
    assert set(rows(engine, "SELECT version_id FROM newsbot.sketches")) == {(1,)}


def test_copies_of_an_article_that_goes_are_led_by_the_one_that_stays(engine: Engine) -> None:
    store(engine, article("a", body=story("one")))
    store(engine, article("b", body=story("two")))
    store(
        engine, article("c", body=story("two"), url="https://post.example/c", site="post.example")
    )
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    renew(engine)
    assert rows(engine, "SELECT article_id, copy_of FROM news.copies") == [(3, 1)]
    assert rows(engine, "SELECT op, article_id FROM news.changes ORDER BY change_id OFFSET 3") == [
        ("delete", 2), ("update", 1), ("merge", 3),
    ]  # fmt: skip


def test_a_copy_of_the_article_that_it_becomes_is_none_any_more(engine: Engine) -> None:
    site = {"url": "https://post.example/a", "site": "post.example"}
    store(engine, article("a", body=story("one"), **site))
    store(engine, article("b", body=story("one")))
    with engine.begin() as connection:  # as when the original came last
        connection.execute(
            text("""
            UPDATE newsbot.articles AS one SET (copy_of, similarity, containment, method)
                = (SELECT CASE WHEN one.id = 1 THEN 2 END, o.similarity, o.containment, o.method
                   FROM newsbot.articles AS o WHERE o.id = 3 - one.id)
        """)
        )
    age(engine, "articles", b="https://post.example/a?fbclid=1")
    renew(engine)
    columns = "id, copy_of, similarity, containment, method"
    assert rows(engine, f"SELECT {columns} FROM newsbot.articles") == [(1, None, None, None, None)]  # noqa: S608


def test_what_was_decided_again_follows(engine: Engine) -> None:
    for name in "abc":
        store(engine, article(name, body=story(name)))
    decided = [
        {"article_id": 2, "original": 2},
        {"article_id": 3, "original": 2, "similarity": 1, "containment": 1, "method": "exact"},
    ]
    with engine.begin() as connection:
        for row in decided:
            values = {"since": NOON, "dedup_version": 1, "decided_at": NOON} | row
            connection.execute(models.redecisions.insert().values(values))
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    renew(engine)
    assert rows(engine, "SELECT article_id, original FROM newsbot.redecisions") == [(3, 1)]


def test_every_table_that_refers_to_articles_is_merged_with_them() -> None:
    articles = models.articles
    referring = {
        f"{table.name}.{key.parent.name}"
        for table in models.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is articles
    }
    assert referring == {
        "articles.copy_of", "versions.article_id", "article_blocks.article_id",
        "redecisions.article_id", "redecisions.original",
    }  # fmt: skip


def test_the_frontiers_row_that_is_furthest_stays(engine: Engine) -> None:
    offered(engine, "a", "b", "c")
    with engine.begin() as connection:
        for path, state in {"a": "failed", "b": "done", "c": "pending"}.items():
            values = {"path": f"%/{path}", "state": state, "at": NOON if state == "done" else None}
            connection.execute(
                text(
                    "UPDATE newsbot.frontier SET state = :state, done_at = :at WHERE url LIKE :path"
                ),
                values,
            )
    age(
        engine,
        "frontier",
        a="https://gazette.example/x?utm_a=1",
        b="https://gazette.example./x#b",
        c="https://anna:secret@gazette.example/x",
    )
    assert renew(engine) == (1, 2)
    assert rows(engine, "SELECT url, state, done_at FROM newsbot.frontier") == [
        ("https://gazette.example/x", "done", NOON)
    ]


def test_rejections_of_one_page_are_counted_together(engine: Engine) -> None:
    ArticleStore(engine).store([rejection("a", "http_404"), rejection("b", at=NOON + DAY)])
    age(engine, "rejections", a="https://gazette.example/x?utm_a=1", b="https://gazette.example/x")
    renew(engine)
    columns = "url, reason, times, first_at, last_at"
    assert rows(engine, f"SELECT {columns} FROM news.rejections") == [  # noqa: S608
        ("https://gazette.example/x", "too_short", 2, NOON, NOON + DAY)
    ]


def test_sources_lose_their_passwords_and_keep_their_links(engine: Engine) -> None:
    offered(engine, "a")
    offered(engine, "b", source_url="https://anna:secret@gazette.example:443/feed")
    offered(engine, "c", source_url="https://anna:secret@post.example/feed")
    age(engine, "frontier")
    renew(engine)
    assert rows(engine, "SELECT url FROM news.sources ORDER BY url") == [
        (FEED,), ("https://post.example/feed",),
    ]  # fmt: skip
    pending = Frontier(engine).pending(FEED)
    assert sorted(link.url for link, _ in pending) == [
        "https://gazette.example/a", "https://gazette.example/b",
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["articles", "frontier", "rejections"])
def test_keys_may_pass_from_row_to_row(engine: Engine, table: str) -> None:
    chance = random.Random(table)  # noqa: S311 - it has to be the same each time
    numbers = range(1200)
    urls = [f"https://gazette.example/{n if n % 3 else n + 1}?utm_id={n}" for n in numbers]
    former = [url_key(f"https://gazette.example/{n}") for n in numbers]
    chance.shuffle(former)
    _fill(engine, table, list(zip(urls, former, strict=True)))
    assert renew(engine)[1] == 400
    assert keys_are_right(engine, table)
    assert rows(engine, f"SELECT count(*) FROM newsbot.{table}") == [(800,)]  # noqa: S608


def _fill(engine: Engine, table: str, pairs: list[tuple[str, bytes]]) -> None:
    more: dict[str, dict[str, Any]] = {
        "articles": dict.fromkeys(("decided_at", "first_seen_at", "fetched_at", "updated_at"), NOON)
        | {"dedup_version": 1},
        "frontier": {"state": "pending"},
        "rejections": {"stage": "extract", "reason": "x", "first_at": NOON, "last_at": NOON},
    }
    site = {"site_id": Sites(engine).site_ids(["gazette.example"])["gazette.example"]}
    inserted = models.metadata.tables[f"newsbot.{table}"].insert()
    with engine.begin() as connection:
        connection.execute(
            inserted, [{"url": url, "url_key": key} | site | more[table] for url, key in pairs]
        )
        connection.execute(text("UPDATE newsbot.url_key_versions SET version = 1"))
        if table == "articles":
            connection.execute(
                text("""
                INSERT INTO newsbot.versions (
                    article_id, number, is_current, fetched_at, text_sha256, content_sha256, title,
                    authors, tags, body, word_count, extractor, extractor_version
                )
                SELECT id, 1, true, fetched_at, decode(md5(url), 'hex'), 'c', 'Ferry sails', '{}',
                    '{}', 'It sails.', 2, 'test', '1'
                FROM newsbot.articles
            """)
            )


def test_a_kill_loses_nothing_and_the_same_command_goes_on(
    engine: Engine, database_url: str
) -> None:
    urls = [f"https://gazette.example/{n % 2000}?utm_id={n}" for n in range(4000)]
    _fill(engine, "articles", [(url, hashlib.sha256(url.encode()).digest()[:16]) for url in urls])
    walk = subprocess.Popen(
        [sys.executable, "-c", WALK], cwd=PROJECT, stdout=subprocess.PIPE,
        env=os.environ | {"NEWSBOT_DATABASE_URL": database_url},
    )  # fmt: skip
    assert walk.stdout is not None
    assert walk.stdout.readline() == b"500\n"
    walk.kill()
    walk.communicate()
    left = rows_to_read(engine)
    assert 0 < left < 4000
    renew(engine)
    assert rows(engine, "SELECT count(*), count(DISTINCT url_key) FROM newsbot.articles") == [
        (2000, 2000)
    ]
    assert rows(
        engine, "SELECT count(*), count(*) FILTER (WHERE is_current) FROM newsbot.versions"
    ) == [(4000, 2000)]
    assert keys_are_right(engine, "articles")
    told = rows(
        engine, "SELECT op, count(DISTINCT article_id) FROM news.changes GROUP BY op ORDER BY op"
    )
    assert told == [("delete", 2000), ("update", 2000)]


def test_a_batch_waits_for_who_stores_and_who_stores_for_a_batch(engine: Engine) -> None:
    _fill(engine, "articles", [("https://gazette.example/a", b"former")])
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as storing:
            storing.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
            renewed = pool.submit(renew, engine)
            _until(
                engine, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            )
            assert rows(engine, "SELECT url_key FROM newsbot.articles") == [(b"former",)]
        assert renewed.result(timeout=30) == (1, 0)


def _until(engine: Engine, count: str) -> None:
    """Waits until a query counts something; the test's time limit is the runner's."""
    while rows(engine, count) == [(0,)]:
        Event().wait(0.02)
