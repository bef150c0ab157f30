"""Rows whose new keys name the same page are merged."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.models import article_tables, crawl_tables
from tests.storage.aged import DAY, FEED, age, offered, renew
from tests.storage.making import NOON, article, rejection, rows, store, story

HOUR = timedelta(hours=1)
IDS = "SELECT id FROM newsbot.sources ORDER BY id"
INTERVALS = """
    SELECT body, valid_from, valid_to, is_current FROM news.article_versions ORDER BY valid_from
"""


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


def test_a_text_that_came_back_stays_a_version_of_its_own(engine: Engine) -> None:
    for day, (path, body) in enumerate([("a", "one"), ("b", "two"), ("c", "one")]):
        store(engine, article(path, body=story(body), fetched_at=NOON + day * DAY))
    again = "https://gazette.example/a?fbclid="
    age(engine, "articles", b=f"{again}1", c=f"{again}2")
    renew(engine)
    found = rows(
        engine, "SELECT article_id, is_current, body FROM news.article_versions ORDER BY version"
    )
    assert found == [
        (1, False, story("one")), (1, False, story("two")), (1, True, story("one")),
    ]  # fmt: skip


def store_at_hours(engine: Engine, path: str, *pages: tuple[int, str], **fields: Any) -> None:
    for hour, name in pages:
        at = NOON + hour * HOUR
        store(engine, article(path, body=story(name), fetched_at=at, **fields))


def test_fetches_of_two_articles_that_interleave_give_one_order_of_texts(engine: Engine) -> None:
    store_at_hours(engine, "a", (0, "one"), (4, "one"), (6, "two"))
    store_at_hours(engine, "b", (2, "two"), (7, "two"))
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    renew(engine)
    assert rows(engine, INTERVALS) == [
        (story("one"), NOON, NOON + 2 * HOUR, False),
        (story("two"), NOON + 2 * HOUR, NOON + 4 * HOUR, False),
        (story("one"), NOON + 4 * HOUR, NOON + 6 * HOUR, False),
        (story("two"), NOON + 6 * HOUR, None, True),
    ]
    numbers = "SELECT number FROM newsbot.versions ORDER BY id"
    assert rows(engine, numbers) == [(1,), (2,), (3,), (4,)]


def test_of_two_articles_the_whole_text_is_current_and_the_part_unseen(engine: Engine) -> None:
    store_at_hours(engine, "a", (0, "one"), is_partial=True)
    store_at_hours(engine, "b", (-2, "two"), (2, "two"))
    store_at_hours(engine, "c", (4, "three"), is_partial=True)
    again = "https://gazette.example/a?fbclid="
    age(engine, "articles", b=f"{again}1", c=f"{again}2")
    renew(engine)
    assert rows(engine, INTERVALS) == [(story("two"), NOON - 2 * HOUR, None, True)]


def test_what_either_article_says_of_an_equal_text_is_kept(engine: Engine) -> None:
    store_at_hours(engine, "a", (0, "one"), authors=("Ada Holm",))
    store_at_hours(engine, "b", (1, "one"), section="Harbour")
    store_at_hours(engine, "b", (2, "one"), section="Ferries")
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    renew(engine)
    shown = "SELECT id, authors, section FROM news.articles"
    assert rows(engine, shown) == [(1, ["Ada Holm"], "Ferries")]
    assert rows(engine, "SELECT article_id, version_id FROM newsbot.amendments") == [(1, 1)]


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


def test_what_was_resolved_again_follows(engine: Engine) -> None:
    for name in "abc":
        store(engine, article(name, body=story(name)))
    decided = [
        {"article_id": 2, "original": 2},
        {"article_id": 3, "original": 2, "similarity": 1, "containment": 1, "method": "exact"},
    ]
    with engine.begin() as connection:
        for row in decided:
            values = {"since": NOON, "dedup_version": 1, "decided_at": NOON} | row
            connection.execute(article_tables.redecisions.insert().values(values))
    age(engine, "articles", b="https://gazette.example/a?fbclid=1")
    renew(engine)
    assert rows(engine, "SELECT article_id, original FROM newsbot.redecisions") == [(3, 1)]


def test_every_table_that_refers_to_articles_is_merged_with_them() -> None:
    articles = article_tables.articles
    referring = {
        f"{table.name}.{key.parent.name}"
        for table in article_tables.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is articles
    }
    assert referring == {
        "articles.copy_of", "versions.article_id", "article_blocks.article_id",
        "amendments.article_id", "article_urls.article_id", "archived_pages.article_id",
        "redecisions.article_id", "redecisions.original",
        # of a deleted article, these two rows go by themselves
        "search_entries.article_id", "search_titles.article_id",
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
    with engine.begin() as connection:
        polled = (
            "INSERT INTO newsbot.source_days (source_id, day) SELECT id, :day FROM newsbot.sources"
        )
        connection.execute(text(polled), {"day": NOON.date()})
    age(engine, "frontier")
    renew(engine)
    assert rows(engine, "SELECT url FROM news.sources ORDER BY url") == [
        (FEED,), ("https://post.example/feed",),
    ]  # fmt: skip
    listed = "SELECT f.url FROM newsbot.frontier f JOIN newsbot.sources s ON s.id = f.source_id"
    assert rows(engine, f"{listed} WHERE s.url = '{FEED}' ORDER BY f.url") == [
        ("https://gazette.example/a",), ("https://gazette.example/b",),
    ]  # fmt: skip


def test_sources_that_become_one_keep_their_sitemaps_and_archive_pages(engine: Engine) -> None:
    offered(engine, "a")
    offered(engine, "b", source_url="https://anna:secret@gazette.example/feed")
    first, second = (each for (each,) in rows(engine, IDS))
    with engine.begin() as connection:
        for table, number in (("child_sitemaps", 2), ("backfill_pages", 3)):
            host = {"host": "gazette.example"} if table == "backfill_pages" else {}
            pages = [(first, "both", 1), (second, "both", number), (second, "other", number)]
            made = [
                {"source_id": source, "url": url, "links": links, **host}
                for source, url, links in pages
            ]
            connection.execute(crawl_tables.metadata.tables[f"newsbot.{table}"].insert(), made)
    age(engine, "frontier")
    renew(engine)
    kept = "SELECT source_id, url, links FROM newsbot.{} ORDER BY url"
    assert rows(engine, kept.format("child_sitemaps")) == [(first, "both", 1), (first, "other", 2)]
    assert rows(engine, kept.format("backfill_pages")) == [(first, "both", 1), (first, "other", 3)]
