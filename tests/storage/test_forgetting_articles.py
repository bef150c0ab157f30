"""A forgotten article leaves no rows but its URLs, and does not come back from any of them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import Engine, text

from newsbot.items import Link, Rejected
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.rewriting.ownership.allowing import allow_article_again
from newsbot.storage.rewriting.ownership.forgetting_articles import (
    articles_named,
    delete_forgotten,
    set_article_forgotten,
)
from tests.storage.making import NOON, article, article_on, rejection, rows, store, story

FERRY = "https://gazette.example/ferry"
AMP = "https://gazette.example/amp/ferry"
GROUPS = "SELECT id, copy_of FROM news.all_articles ORDER BY id"
CHANGES = "SELECT op, article_id FROM news.changes WHERE change_id > 4 ORDER BY change_id"


def forget(engine: Engine, name: int | str = FERRY) -> None:
    for each in articles_named(engine, name):
        set_article_forgotten(engine, each)
        delete_forgotten(engine, each)


def full(engine: Engine) -> None:
    """An article with two texts, an AMP page, an amendment, a redirect, and copies elsewhere."""
    link = Link(url="https://go.example/1", title="Ferry sails again")
    Offers(engine).offer([Offer(link=link, site="gazette.example")])
    store(engine, article("ferry", story("ferry"), requested_url=link.url))
    store(engine, article("ferry", story("ferry") + " sank", fetched_at=NOON.replace(hour=14)))
    amp = {"url": AMP, "canonical_url": FERRY, "fetched_at": NOON.replace(hour=15)}
    store(engine, article("amp/ferry", story("ferry") + " sank", **amp))
    for site in ("post.example", "echo.example"):
        store(engine, article_on(site, story("ferry")))
    with engine.begin() as connection:
        connection.execute(
            text("""
            INSERT INTO newsbot.amendments (article_id, version_id, fetched_at, before, after)
            SELECT article_id, id, fetched_at, '{}', '{}' FROM newsbot.versions WHERE article_id = 1
        """)
        )
        connection.execute(
            text("""
            INSERT INTO newsbot.redecisions (article_id, original, since, dedup_version, decided_at)
            SELECT id, 1, newsbot.now(), 1, newsbot.now() FROM newsbot.articles
        """)
        )


@pytest.mark.parametrize("name", [1, FERRY, f"{FERRY}?utm_source=x", AMP])
def test_all_rows_go_and_copies_get_another_original(engine: Engine, name: int | str) -> None:
    full(engine)
    assert rows(engine, GROUPS) == [(1, None), (2, 1), (3, 1)]
    forget(engine, name)
    assert rows(engine, GROUPS) == [(2, None), (3, 2)]
    assert rows(engine, CHANGES) == [("delete", 1), ("merge", 2), ("merge", 3)]
    for table in ("versions", "amendments", "redecisions", "article_blocks", "article_urls"):
        found = f"SELECT count(*) FROM newsbot.{table} WHERE article_id = 1"  # noqa: S608
        assert rows(engine, found) == [(0,)], table
    left = "SELECT url, title FROM newsbot.frontier WHERE site_id = 1"
    assert rows(engine, left) == [("https://go.example/1", None)]
    kept = "SELECT url FROM newsbot.forgotten_urls ORDER BY url"
    assert {FERRY, AMP} <= {url for (url,) in rows(engine, kept)}


@pytest.mark.parametrize("page", [
    article("ferry", story("ferry")),
    article("ferry?utm_source=feed", story("other")),
    article("amp/ferry", story("ferry")),
    article("ferry-for-print", story("ferry"), canonical_url=FERRY),
    article("new", story("ferry"), requested_url=FERRY),
], ids=["again", "tracked", "amp", "named", "redirected"])  # fmt: skip
def test_a_page_of_it_is_not_stored_again(engine: Engine, page) -> None:
    full(engine)
    forget(engine)
    [outcome] = ArticleStore(engine).store(look_up(engine, [page]))
    assert isinstance(outcome, Rejected)
    assert outcome.rejection.reason == "article_forgotten"
    assert rows(engine, "SELECT reason FROM news.rejections") == [("article_forgotten",)]
    assert rows(engine, GROUPS) == [(2, None), (3, 2)]


@pytest.mark.parametrize(("path", "form"), [
    ("mill.html", "mill/amp"), ("mill/index.html", "mill?print=1"), ("mill", "mill.amp.html"),
])  # fmt: skip
def test_a_form_of_its_page_that_no_page_named_is_not_stored(
    engine: Engine, path: str, form: str
) -> None:
    store(engine, article(path, story("mill")))
    forget(engine, f"https://gazette.example/{path}")
    store(engine, article(form, story("mill")), article("bridge", story("bridge")))
    assert rows(engine, "SELECT url FROM news.articles") == [("https://gazette.example/bridge",)]


def test_articles_that_name_the_same_canonical_url_as_it_are_still_stored(engine: Engine) -> None:
    faulty = {"canonical_url": "https://gazette.example/the-latest-2026"}
    names = ("mill", "barge", "bridge")
    store(engine, *(article(name, story(name), **faulty) for name in names[:2]))
    forget(engine, "https://gazette.example/mill")
    later = NOON.replace(hour=14)
    store(
        engine,
        article("barge", story("barge") + " sank", fetched_at=later, **faulty),
        article("bridge", story("bridge"), **faulty),
        article("mill", story("mill"), **faulty),
    )
    found = "SELECT url, version FROM news.articles ORDER BY id"
    assert rows(engine, found) == [
        ("https://gazette.example/barge", 2), ("https://gazette.example/bridge", 1),
    ]  # fmt: skip


def test_other_articles_of_the_site_are_stored(engine: Engine) -> None:
    full(engine)
    forget(engine)
    store(engine, article("barge", story("barge"), canonical_url="https://gazette.example/barge"))
    store(engine, article_on("star.example", story("ferry"), canonical_url=FERRY))
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(4,)]


def test_no_source_brings_its_urls_back_to_the_frontier(engine: Engine) -> None:
    full(engine)
    forget(engine)
    offers = [Offer(link=Link(url=url), site="gazette.example") for url in (FERRY, AMP)]
    assert Offers(engine).offer(offers).answers == ["forgotten", "forgotten"]
    assert len(Offers(engine).want(offers)) == 2
    assert rows(engine, "SELECT count(*) FROM newsbot.frontier WHERE state = 'pending'") == [(0,)]


def test_a_failed_download_of_it_leaves_no_row(engine: Engine) -> None:
    full(engine)
    forget(engine)
    ArticleStore(engine).store([rejection("ferry", "http_503", stage="download")])
    assert rows(engine, "SELECT count(*) FROM newsbot.rejections") == [(0,)]
    found = f"SELECT count(*) FROM newsbot.frontier WHERE url = '{FERRY}'"  # noqa: S608
    assert rows(engine, found) == [(0,)]


def test_a_url_of_which_nothing_is_stored_can_be_forgotten_ahead(engine: Engine) -> None:
    [named] = articles_named(engine, FERRY)
    assert not named.is_known
    forget(engine)
    store(engine, article("ferry", story("ferry")))
    assert rows(engine, GROUPS) == []


def test_killed_after_the_first_step_the_same_call_deletes_the_rest(engine: Engine) -> None:
    full(engine)
    [named] = articles_named(engine, FERRY)
    set_article_forgotten(engine, named)
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(3,)]
    forget(engine)
    assert rows(engine, GROUPS) == [(2, None), (3, 2)]
    forget(engine)
    assert rows(engine, CHANGES) == [("delete", 1), ("merge", 2), ("merge", 3)]


@pytest.mark.parametrize("name", [1, AMP])
def test_undone_it_is_stored_anew_with_another_id(engine: Engine, name: int | str) -> None:
    full(engine)
    forget(engine)
    store(engine, article("ferry", story("ferry")))
    assert {FERRY, AMP} <= set(allow_article_again(engine, name))
    assert rows(engine, "SELECT count(*) FROM newsbot.forgotten_urls") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM newsbot.rejections") == [(0,)]
    store(engine, article("ferry", story("ferry")))
    assert rows(engine, "SELECT max(id) > 3 FROM news.all_articles") == [(True,)]
    assert allow_article_again(engine, name) == []


def test_undone_its_urls_are_due_and_so_are_those_that_led_to_it(engine: Engine) -> None:
    full(engine)
    forget(engine)
    led = {"requested_url": "https://go.example/2", "site": "gazette.example"}
    Offers(engine).offer([Offer(link=Link(url=led["requested_url"]), site="gazette.example")])
    store(engine, article("ferry", story("ferry"), **led))
    due = "SELECT url FROM newsbot.frontier WHERE state = 'pending' AND next_at IS NULL ORDER BY 1"
    assert rows(engine, due) == []
    allow_article_again(engine, FERRY)
    assert (FERRY,) in rows(engine, due)
    assert (led["requested_url"],) in rows(engine, due)
    assert rows(engine, "SELECT count(*) FROM newsbot.rejections") == [(0,)]
    queues = "SELECT count(*) FROM newsbot.queues WHERE next_at <= newsbot.now()"
    assert rows(engine, queues) == [(2,)]


def test_an_id_that_no_article_can_have_is_not_forgotten(engine: Engine) -> None:
    assert articles_named(engine, 2**63) == []
    assert allow_article_again(engine, 2**63) == []


def test_a_crawl_beside_it_fails_at_nothing_and_does_not_store_it_again(engine: Engine) -> None:
    pages = [article(f"ferry-{n}", story(str(n), 60)) for n in range(30)]
    store(engine, *pages)
    is_over = Event()

    def crawl(site: str) -> None:
        number, crawls = 0, ArticleStore(engine)
        while not is_over.is_set():
            page = pages[number % len(pages)]
            if site != page.site:
                page = article_on(site, page.body, f"copy-{number}")
            crawls.store(look_up(engine, [page]))
            Offers(engine).offer([Offer(link=Link(url=page.url), site=site)])
            number += 1

    with ThreadPoolExecutor(2) as pool:
        crawls = [pool.submit(crawl, site) for site in ("gazette.example", "echo.example")]
        try:
            for page in pages:
                forget(engine, page.url)
        finally:
            is_over.set()
    assert [each.result() for each in crawls] == [None, None]
    for table in ("articles", "frontier"):
        found = f"SELECT url FROM newsbot.{table} WHERE url LIKE '%gazette.example/ferry-%'"  # noqa: S608
        assert rows(engine, found) == []
    deleted = "SELECT count(DISTINCT article_id) FROM news.changes WHERE op = 'delete'"
    assert rows(engine, deleted) == [(30,)]
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert rows(engine, deadlocks) == [(0,)]
