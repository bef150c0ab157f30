"""Triggers keep in `newsbot.articles` what readers sort and filter by.

What storing, `scrapy dedup`, `sites adopt`, `sites forget` and merges leave, is compared after each
test of this folder (see conftest.py). These tests are of what those leave out.
"""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot.storage.schema import migrate
from tests.storage.kept import differing
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.regrouping import change, point, resolve, store_collection, write

HOUR = timedelta(hours=1)
COUNTS = "SELECT id, copy_count FROM news.all_articles ORDER BY id"
PUBLISHED = "SELECT published_at FROM news.articles"


def test_a_collection_of_groups_is_counted_as_crawls_leave_it(engine: Engine) -> None:
    store_collection(engine, 1)
    counted = rows(engine, "SELECT sum(copy_count) FROM news.articles")
    assert counted == rows(engine, "SELECT count(*) FROM news.copies")


def test_groups_that_are_decided_again_are_counted_again(engine: Engine) -> None:
    store_collection(engine, 2)
    point(engine, [row[0] for row in rows(engine, COUNTS)], None)
    assert rows(engine, "SELECT sum(copy_count) FROM news.articles") == [(0,)]
    resolve(engine)
    assert write(engine) > 0
    assert rows(engine, "SELECT sum(copy_count) > 0 FROM news.articles") == [(True,)]


def test_an_original_that_comes_late_takes_the_count_over(engine: Engine) -> None:
    body = story("ferry")
    for site in ("gazette.example", "post.example", "echo.example"):
        store(engine, article_on(site, body, published_at=NOON))
    assert rows(engine, COUNTS) == [(1, 2), (2, 0), (3, 0)]
    store(engine, article_on("apnews.com", body, published_at=NOON - HOUR))
    assert rows(engine, COUNTS) == [(1, 0), (2, 0), (3, 0), (4, 3)]


def test_one_statement_may_move_copies_both_ways_and_delete_them(engine: Engine) -> None:
    store(engine, *(article(str(number), story(str(number))) for number in range(6)))
    point(engine, [3, 4], 1)
    point(engine, [5, 6], 2)
    change(engine, "UPDATE newsbot.articles SET copy_of = 3 - copy_of WHERE id IN (3, 5, 6)")
    assert rows(engine, COUNTS)[:2] == [(1, 3), (2, 1)]
    for table, column in (("versions", "article_id"), ("articles", "id")):
        change(engine, f"DELETE FROM newsbot.{table} WHERE {column} IN (2, 3, 4)")  # noqa: S608
    assert rows(engine, COUNTS) == [(1, 2), (5, 0), (6, 0)]


def test_the_time_of_publication_is_that_of_the_current_version(engine: Engine) -> None:
    store(engine, article("a", story("one"), published_at=NOON))
    later = {"published_at": NOON + HOUR, "fetched_at": NOON + HOUR}
    store(engine, article("a", story("two"), **later))
    assert rows(engine, PUBLISHED) == [(NOON + HOUR,)]
    change(engine, "UPDATE newsbot.versions SET is_current = false")
    change(engine, "UPDATE newsbot.versions SET is_current = true WHERE number = 1")
    assert rows(engine, PUBLISHED) == [(NOON,)]
    change(engine, "UPDATE newsbot.versions SET published_at = NULL WHERE is_current")
    assert rows(engine, PUBLISHED) == [(None,)]


def test_a_site_that_is_renamed_is_renamed_in_its_articles(engine: Engine) -> None:
    store(engine, article("a"), article_on("post.example", story("b")))
    change(engine, "UPDATE newsbot.sites SET key = 'gazette' WHERE key = 'gazette.example'")
    assert rows(engine, "SELECT site FROM news.articles ORDER BY id") == [
        ("gazette",), ("post.example",),
    ]  # fmt: skip


def test_nobody_writes_another_site_into_an_article(engine: Engine) -> None:
    store(engine, article("a"))
    change(
        engine,
        """
        INSERT INTO newsbot.articles (
            url_key, url, site_id, site_key, decided_at, dedup_version,
            first_seen_at, fetched_at, updated_at
        ) VALUES ('k', 'https://gazette.example/b', 1, 'post', now(), 1, now(), now(), now())
        """,
    )
    assert rows(engine, "SELECT DISTINCT site_key FROM newsbot.articles") == [("gazette.example",)]


def test_an_upgrade_fills_what_is_kept_of_stored_articles(engine: Engine) -> None:
    store_collection(engine, 3)
    before = rows(engine, "SELECT * FROM news.all_articles ORDER BY id")
    migrate.downgrade(engine, "0015")
    migrate.upgrade(engine)
    assert differing(engine) == []
    assert rows(engine, "SELECT * FROM news.all_articles ORDER BY id") == before


LONG = "https://gazette.example/" + "a" * 9000


def test_urls_may_be_longer_than_an_index_takes(engine: Engine) -> None:
    store(engine, article("a", url=LONG, canonical_url=LONG))
    change(
        engine,
        "INSERT INTO newsbot.article_urls (url_key, url, article_id) VALUES ('k', :url, 1)",
        url=f"{LONG}/print",
    )
    with engine.connect() as connection:
        found = text("SELECT id FROM news.articles WHERE url = :url AND canonical_url = :url")
        assert connection.execute(found, {"url": LONG}).scalars().all() == [1]


# A query, and the index that finds its rows.
QUERIES = {
    "url = 'https://gazette.example/a'": "articles_url_idx",
    "canonical_url = 'https://gazette.example/a'": "versions_canonical_url_idx",
    "site = 'gazette.example' AND published_at >= '2026-05-11' AND published_at < '2026-05-12'":
        "articles_site_key_published_at_idx",
    "site = 'gazette.example' ORDER BY published_at DESC LIMIT 20":
        "articles_site_key_published_at_idx",
    "true ORDER BY published_at DESC LIMIT 20": "articles_published_at_idx",
    "true ORDER BY first_seen_at DESC LIMIT 20": "articles_first_seen_at_idx",
    "copy_count > 0 AND published_at >= '2026-05-11' ORDER BY copy_count DESC LIMIT 20":
        "articles_cop",
    "copy_count > 0 ORDER BY copy_count DESC LIMIT 20": "articles_cop",
    "updated_at > '2026-05-11'": "articles_updated_at_idx",
}  # fmt: skip


@pytest.mark.parametrize("view", ["news.articles", "news.all_articles"])
@pytest.mark.parametrize(("asked", "index"), QUERIES.items())
def test_readers_queries_can_use_an_index(
    engine: Engine, view: str, asked: str, index: str
) -> None:
    with engine.begin() as connection:
        # A table of no rows is read as a whole, unless that is forbidden.
        connection.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        plan = connection.execute(text(f"EXPLAIN SELECT * FROM {view} WHERE {asked}")).scalars()  # noqa: S608
        assert index in "\n".join(plan)


@pytest.mark.parametrize(
    ("asked", "indexes"),
    [
        ("day > current_date - 30", ("site_days_day_idx", "source_days_day_idx")),
        ("site = 'gazette.example'", ("site_days_pkey", "source_days_pkey")),
    ],
)
def test_coverage_is_counted_for_the_days_and_sites_that_are_asked_for(
    engine: Engine, asked: str, indexes: tuple[str, ...]
) -> None:
    with engine.begin() as connection:
        # In a table of no rows, the order of the primary key is worth more than few rows.
        connection.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_mergejoin = off"))
        question = f"EXPLAIN SELECT * FROM news.coverage_daily WHERE {asked}"  # noqa: S608
        plan = "\n".join(connection.execute(text(question)).scalars())
    assert [index for index in indexes if index not in plan] == []
