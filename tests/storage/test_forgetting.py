"""A forgotten site leaves no rows, and its copies elsewhere get a new original."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import Engine, text

from newsbot.items import Link
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.models.base import metadata
from newsbot.storage.rewriting.ownership.forgetting import forget, set_forgotten
from newsbot.storage.rewriting.ownership.holdings import Holding
from newsbot.storage.sites.rows import Sites
from tests.storage.making import NOON, article_on, rejection, rows, store, story

GAZETTE = "gazette.example"
GROUPS = "SELECT id, copy_of FROM news.all_articles ORDER BY id"
CHANGES = "SELECT op, article_id FROM news.changes WHERE op IN ('delete', 'merge') ORDER BY 1, 2"
STORY = story("ferry", 160)


def leave(engine: Engine, site: str = GAZETTE, groups: int | None = None) -> None:
    """Forgets a site; with `groups`, the work is cut short after so many transactions."""
    set_forgotten(engine, site, [site])
    site_id = Sites(engine).site_ids([site])[site]
    work = forget(engine, [Holding(site_id=site_id, site=site)])
    for done, _ in enumerate(work, 1):
        if done == groups:
            work.close()


def shortened(by: int) -> str:
    return " ".join(STORY.split()[: 160 - by])


def test_an_original_with_three_copies_elsewhere_leaves_the_oldest_as_their_original(
    engine: Engine,
) -> None:
    store(engine, article_on(GAZETTE, STORY))
    for number, site in enumerate(("post.example", "echo.example", "star.example")):
        store(engine, article_on(site, shortened(5 * number)))
    assert rows(engine, GROUPS) == [(1, None), (2, 1), (3, 1), (4, 1)]
    leave(engine)
    assert rows(engine, GROUPS) == [(2, None), (3, 2), (4, 2)]
    assert rows(engine, CHANGES) == [("delete", 1), ("merge", 2), ("merge", 3), ("merge", 4)]
    found = "SELECT site, similarity, containment FROM news.copies ORDER BY 1"
    assert rows(engine, found) == [
        ("echo.example", pytest.approx(0.97, abs=0.01), 1),
        ("star.example", pytest.approx(0.94, abs=0.01), 1),
    ]
    assert rows(engine, "SELECT copy_count FROM news.articles") == [(2,)]


def test_copies_that_are_not_alike_become_originals_of_their_own(engine: Engine) -> None:
    long = " ".join((story("first", 150), story("second", 150)))
    store(engine, article_on(GAZETTE, long))
    store(engine, article_on("post.example", story("first", 150)))
    store(engine, article_on("echo.example", story("second", 150)))
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE newsbot.articles SET copy_of = 1, similarity = .5, containment = 1, "
                "method = 'shingles' WHERE id > 1"
            )
        )
    leave(engine)
    assert rows(engine, GROUPS) == [(2, None), (3, None)]


def test_copies_of_one_site_go_with_their_original_and_are_told_once(engine: Engine) -> None:
    for number, site in enumerate((GAZETTE, "post.example", GAZETTE, GAZETTE)):
        store(engine, article_on(site, STORY, f"ferry-{number}"))
    leave(engine)
    assert rows(engine, GROUPS) == [(2, None)]
    assert rows(engine, CHANGES) == [("delete", 1), ("delete", 3), ("delete", 4), ("merge", 2)]


# A row in each table that storing articles does not fill.
OTHERS = """
    INSERT INTO newsbot.looks VALUES (1, '2026-05-11', 1, 0);
    INSERT INTO newsbot.source_days (source_id, day) VALUES (1, '2026-05-11');
    INSERT INTO newsbot.findings (site, kind, since, message)
    VALUES ('gazette.example', 'quiet', newsbot.now(), '');
    INSERT INTO newsbot.redecisions (article_id, original, since, dedup_version, decided_at)
    SELECT id, 1, newsbot.now(), 1, newsbot.now() FROM newsbot.articles WHERE id IN (1, 121);
    INSERT INTO newsbot.amendments (article_id, version_id, fetched_at, before, after)
    SELECT article_id, id, fetched_at, '{}', '{}' FROM newsbot.versions WHERE article_id = 1;
"""


def full(engine: Engine) -> None:
    """Stores something of a site in each table that has rows of sites."""
    items = [article_on(GAZETTE, story(str(n), 60), str(n), block_keys=(1,)) for n in range(120)]
    for first in range(0, 120, 40):
        store(engine, *items[first : first + 40])
    store(engine, article_on("post.example", items[0].body, block_keys=(1,)))
    feed = {"source_url": f"https://{GAZETTE}/feed", "source_kind": "feed"}
    Sites(engine).source_id(feed["source_url"], "feed", GAZETTE)
    Offers(engine).offer([
        Offer(link=Link(url=f"https://{GAZETTE}/new"), site=GAZETTE, **feed),
        Offer(link=Link(url="https://post.example/new"), site="post.example", **feed),
    ])  # fmt: skip
    ArticleStore(engine).store([rejection("short")])
    with engine.begin() as connection:
        connection.exec_driver_sql(OTHERS)


def kept_rows(engine: Engine) -> dict[str, int]:
    """The number of rows of each table that has rows about sites."""
    tables = {table for table in metadata.tables.values() if table.name not in NOT_OF_SITES}
    return {
        table.name: rows(engine, f"SELECT count(*) FROM {table.fullname}")[0][0]  # noqa: S608
        for table in tables
    }


NOT_OF_SITES = {
    "changes", "hosts", "queues", "runs", "sketch_days", "sites", "url_key_versions",
    "search_languages",
    "search_pending",  # its ids of deleted articles go when the index is next filled
}  # fmt: skip
LEFT = {
    "articles": 1,
    "article_blocks": 1,
    "versions": 1,
    "sketches": 24,
    "site_days": 1,
    # the URL that the feed of the forgotten site listed of another one stays
    "frontier": 2,
}


@pytest.mark.parametrize("groups", [None, 1, 2, 4])
def test_no_row_of_the_site_is_left_also_if_the_work_was_killed_in_between(
    engine: Engine, groups: int | None
) -> None:
    full(engine)
    if groups is not None:
        leave(engine, groups=groups)
    leave(engine)
    assert {name: count for name, count in kept_rows(engine).items() if count} == LEFT
    assert rows(engine, "SELECT DISTINCT source_id FROM newsbot.frontier") == [(None,)]
    deleted = "SELECT article_id FROM newsbot.changes WHERE op = 'delete' ORDER BY 1"
    assert rows(engine, deleted) == [(number,) for number in range(1, 121)]
    assert rows(engine, "SELECT article_id FROM newsbot.changes WHERE op = 'merge'") == [(121,)]


def test_ids_are_not_used_again(engine: Engine) -> None:
    store(engine, article_on(GAZETTE, STORY))
    leave(engine)
    store(engine, article_on("post.example", STORY))
    assert rows(engine, GROUPS) == [(2, None)]


def test_a_crawl_beside_it_fails_at_nothing_and_stores_nothing_of_the_site(engine: Engine) -> None:
    full(engine)
    is_over = Event()

    def crawl(site: str) -> None:
        """Stores copies of the site's articles, and offers their links, until the end."""
        number, crawls = 0, ArticleStore(engine)
        while not is_over.is_set():
            body = story(str(number % 120), 60)
            crawls.store(look_up(engine, [article_on(site, body, f"copy-{number}")]))
            link = Link(url=f"https://{site}/next-{number}")
            Offers(engine).offer([
                Offer(
                    link=link, site=site,
                    source_url=f"https://{GAZETTE}/feed", source_kind="feed",
                )
            ])  # fmt: skip
            number += 1

    with ThreadPoolExecutor(2) as pool:
        crawls = [pool.submit(crawl, site) for site in (GAZETTE, "echo.example")]
        try:
            leave(engine)
        finally:
            is_over.set()
    assert [each.result() for each in crawls] == [None, None]
    for table in ("articles", "frontier", "rejections", "sources"):
        urls = {url for (url,) in rows(engine, f"SELECT url FROM newsbot.{table}")}  # noqa: S608
        assert not [url for url in urls if url.startswith(f"https://{GAZETTE}/")]
    originals = """
        SELECT count(*) FROM newsbot.articles AS a JOIN newsbot.articles AS o ON o.id = a.copy_of
        WHERE o.copy_of IS NOT NULL
    """
    assert rows(engine, originals) == [(0,)]
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert rows(engine, deadlocks) == [(0,)]


def test_a_copy_that_was_looked_up_before_its_original_went_joins_the_new_one(
    engine: Engine,
) -> None:
    store(engine, article_on(GAZETTE, STORY))
    store(engine, article_on("post.example", STORY))
    late = look_up(engine, [article_on("echo.example", STORY, fetched_at=NOON)])
    leave(engine)
    ArticleStore(engine).store(late)
    assert rows(engine, GROUPS) == [(2, None), (3, 2)]
