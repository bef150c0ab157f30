"""Forgetting a site beside polls, links and moves that are under way."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from newsbot.items import BackfillPage, Link
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.leases.backfill_pages import BackfillPages
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.scope import Scope
from newsbot.storage.rewriting.ownership.adopting import adopt
from newsbot.storage.rewriting.ownership.forgetting import forget, set_forgotten
from newsbot.storage.rewriting.ownership.holdings import Holding, read_site_hosts
from newsbot.storage.sites.rows import Sites
from newsbot.urls import host_of
from tests.patience import wait_until
from tests.storage.making import article_on, rejection, rows, store, story

GAZETTE = "gazette.example"
FEED = f"https://{GAZETTE}/feed"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def of_gazette(engine: Engine, site: str = "post.example") -> Holding:
    """What is stored under a site on the Gazette's host."""
    site_id = Sites(engine).site_ids([site])[site]
    return Holding(site_id=site_id, site=site, host=GAZETTE)


def linked(name: str, site: str = "post.example") -> Offer:
    """A link that a feed on the Gazette's host lists, which is a source of the Post."""
    link = Link(url=f"https://{site}/{name}")
    return Offer(link=link, site=site, source_url=FEED, source_kind="feed")


@contextmanager
def held_up(engine: Engine, sql: str, work: Any) -> Iterator[tuple[Connection, Future[Any]]]:
    """Begins `work` in a thread, while a transaction that has executed `sql` is open."""
    with ThreadPoolExecutor(1) as pool, engine.connect() as connection:
        connection.execute(text(sql))
        future = pool.submit(work)
        wait_until(lambda: rows(engine, WAITING) != [(0,)])
        yield connection, future


def test_a_link_that_is_stored_while_its_source_is_deleted_stays_without_a_source(
    engine: Engine,
) -> None:
    Offers(engine).offer([linked("a")])
    late = """
        INSERT INTO newsbot.frontier (url_key, url, site_id, source_id, state, host)
        SELECT '\\x01', 'https://post.example/late', site_id, source_id, state, host
        FROM newsbot.frontier
    """
    work = lambda: list(forget(engine, [of_gazette(engine)]))  # noqa: E731
    with held_up(engine, late, work) as (connection, forgetting):
        connection.commit()
        forgetting.result()
    assert rows(engine, "SELECT source_id FROM newsbot.frontier") == [(None,), (None,)]
    assert rows(engine, "SELECT count(*) FROM newsbot.sources") == [(0,)]


def test_a_poll_whose_source_is_deleted_meanwhile_goes_on(engine: Engine) -> None:
    offers = Offers(engine)
    offers.offer([linked("a")])
    delete = "UPDATE newsbot.frontier SET source_id = NULL; DELETE FROM newsbot.sources"
    with held_up(engine, delete, lambda: offers.offer([linked("b")])) as (connection, polling):
        connection.commit()
        assert polling.result().answers == ["fresh"]
    found = "SELECT url, source_id FROM newsbot.frontier ORDER BY url"
    assert rows(engine, found) == [(linked(name).link.url, None) for name in "ab"]


@pytest.mark.parametrize("work", ["adopt", "forget"])
def test_sources_are_locked_in_the_order_of_their_urls_as_by_crawls(
    engine: Engine, work: str
) -> None:
    polls = Polls(engine, host_of)
    for number in (2, 1):
        source = Polled(url=f"{FEED}/{number}", kind="feed", site="post.example")
        polls.register([source], is_regular=True)
    to_gazette = Sites(engine).site_ids([GAZETTE])[GAZETTE]
    works = {
        "adopt": lambda: list(adopt(engine, to_gazette, [of_gazette(engine)])),
        "forget": lambda: list(forget(engine, [of_gazette(engine)])),
    }
    lock = "SELECT FROM newsbot.sources WHERE url = '{}/{}' FOR NO KEY UPDATE"
    with held_up(engine, lock.format(FEED, 1), works[work]) as (connection, moving):
        connection.execute(text(lock.format(FEED, 2) + " NOWAIT"))
        connection.commit()
        moving.result()
    assert rows(engine, "SELECT count(*) FROM newsbot.sources WHERE site_id <> 2") == [(0,)]


def test_urls_and_sources_go_first_so_that_a_crawl_requests_no_more(engine: Engine) -> None:
    store(engine, article_on(GAZETTE, story("ferry")))
    Offers(engine).offer([Offer(link=Link(url=f"https://{GAZETTE}/new"), site=GAZETTE)])
    Polls(engine, host_of).register([Polled(url=FEED, kind="feed", site=GAZETTE)], is_regular=True)
    due = DueWork(engine)
    assert len(due.links(GAZETTE, Scope(), 9, ())) == 1
    set_forgotten(engine, GAZETTE, [GAZETTE])
    assert due.links(GAZETTE, Scope(), 9, ()) == []
    groups = forget(engine, [of_gazette(engine, GAZETTE)])
    assert (next(groups), next(groups)) == (1, 1)
    assert rows(engine, "SELECT count(*) FROM newsbot.sources") == [(0,)]
    assert rows(engine, "SELECT state FROM newsbot.frontier") == [("done",)]
    assert rows(engine, "SELECT count(*) FROM newsbot.articles") == [(1,)]


def test_rows_that_moved_to_another_site_meanwhile_stay(engine: Engine) -> None:
    store(engine, article_on(GAZETTE, story("ferry")))
    ArticleStore(engine).store([rejection("short")])
    groups = forget(engine, [of_gazette(engine, GAZETTE)])
    next(groups)
    to_post = Sites(engine).site_ids(["post.example"])["post.example"]
    list(adopt(engine, to_post, [of_gazette(engine, GAZETTE)]))
    list(groups)
    for table in ("articles", "frontier", "rejections"):
        found = rows(engine, f"SELECT DISTINCT site_id FROM newsbot.{table}")  # noqa: S608
        assert found == [(to_post,)]


def test_the_counts_of_another_key_go_when_nothing_else_is_left_under_it(engine: Engine) -> None:
    for site in ("old", "mixed"):
        store(engine, article_on(site, story(site), url=f"https://{GAZETTE}/{site}"))
    store(engine, article_on("mixed", story("b"), url="https://post.example/b"))
    list(forget(engine, [of_gazette(engine, "old"), of_gazette(engine, "mixed")]))
    counted = "SELECT key FROM newsbot.site_days JOIN newsbot.sites AS s ON s.id = site_id"
    assert rows(engine, counted) == [("mixed",)]
    assert rows(engine, "SELECT site FROM news.all_articles") == [("mixed",)]


def test_archive_pages_on_its_host_go_from_sources_of_others(engine: Engine) -> None:
    index = "https://post.example/index.xml"
    post = Polled(url=index, kind="sitemap", site="post.example")
    ids = Polls(engine, host_of).register([post], is_regular=True)
    pages = [
        BackfillPage(url=url, source_url=index) for url in (index, f"https://{GAZETTE}/map.xml")
    ]
    BackfillPages(engine, host_of).begin(pages, ids)
    with engine.begin() as connection:
        statement = "INSERT INTO newsbot.child_sitemaps (source_id, url) VALUES (:id, :url)"
        for page in pages:
            connection.execute(text(statement), {"id": ids[index], "url": page.url})
    found = [each.holding for each in read_site_hosts(engine) if each.host == GAZETTE]
    list(forget(engine, found))
    for table in ("backfill_pages", "child_sitemaps"):
        assert rows(engine, f"SELECT url FROM newsbot.{table}") == [(index,)]  # noqa: S608
