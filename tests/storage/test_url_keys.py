"""`db upgrade` recomputes the keys in a database that was filled by an older release."""

import hashlib
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import Engine, func, select, text

from newsbot.errors import SchemaError
from newsbot.postgres.location import PROJECT
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.connection.storing_lock import STORING_LOCK
from newsbot.storage.engine import require_current_schema
from newsbot.storage.rewriting.url_keys.recomputing import rows_to_read
from newsbot.urls import url_key
from tests.storage.aged import age, fill, keys_are_right, renew
from tests.storage.making import article, rejection, rows, store

WALK = """
from newsbot.storage import engine
from newsbot.storage.rewriting.url_keys import recomputing
for batch in recomputing.make_keys_anew(engine.connect()):
    print(batch.rows, flush=True)
"""


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


@pytest.mark.parametrize("table", ["articles", "frontier", "rejections"])
def test_keys_may_pass_from_row_to_row(engine: Engine, table: str) -> None:
    chance = random.Random(table)  # noqa: S311 - it has to be the same each time
    numbers = range(1200)
    urls = [f"https://gazette.example/{n if n % 3 else n + 1}?utm_id={n}" for n in numbers]
    former = [url_key(f"https://gazette.example/{n}") for n in numbers]
    chance.shuffle(former)
    fill(engine, table, list(zip(urls, former, strict=True)))
    assert renew(engine)[1] == 400
    assert keys_are_right(engine, table)
    assert rows(engine, f"SELECT count(*) FROM newsbot.{table}") == [(800,)]  # noqa: S608


def test_a_url_that_was_too_long_to_be_stored_keeps_the_key_of_the_whole(engine: Engine) -> None:
    """Two that begin alike are two pages, although equal parts of them are stored."""
    for end in "ab":
        long = rejection("x" * 3000 + end, "url_too_long", stage="download")
        ArticleStore(engine).store([long])
    before = rows(engine, "SELECT url_key, times FROM newsbot.rejections ORDER BY url_key")
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.url_key_versions SET version = 0"))
    assert renew(engine) == (0, 0)
    after = rows(engine, "SELECT url_key, times FROM newsbot.rejections ORDER BY url_key")
    assert (len(after), after) == (2, before)


def test_a_kill_loses_nothing_and_the_same_command_goes_on(
    engine: Engine, database_url: str
) -> None:
    urls = [f"https://gazette.example/{n % 1000}?utm_id={n}" for n in range(2000)]
    fill(engine, "articles", [(url, hashlib.sha256(url.encode()).digest()[:16]) for url in urls])
    walk = subprocess.Popen(
        [sys.executable, "-c", WALK], cwd=PROJECT, stdout=subprocess.PIPE,
        env=os.environ | {"NEWSBOT_DATABASE_URL": database_url},
    )  # fmt: skip
    assert walk.stdout is not None
    assert walk.stdout.readline() == b"500\n"
    walk.kill()
    walk.communicate()
    left = rows_to_read(engine)
    assert 0 < left < 2000
    renew(engine)
    assert rows(engine, "SELECT count(*), count(DISTINCT url_key) FROM newsbot.articles") == [
        (1000, 1000)
    ]
    assert rows(
        engine, "SELECT count(*), count(*) FILTER (WHERE is_current) FROM newsbot.versions"
    ) == [(2000, 1000)]
    assert keys_are_right(engine, "articles")
    told = rows(
        engine, "SELECT op, count(DISTINCT article_id) FROM news.changes GROUP BY op ORDER BY op"
    )
    assert told == [("delete", 1000), ("update", 1000)]


def test_a_batch_waits_for_who_stores_and_who_stores_for_a_batch(engine: Engine) -> None:
    fill(engine, "articles", [("https://gazette.example/a", b"former")])
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
    """Waits until the count that a query returns is not 0; pytest limits the time of the test."""
    while rows(engine, count) == [(0,)]:
        Event().wait(0.02)
