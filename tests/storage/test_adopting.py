"""Rows that were stored under a bare domain move to the registered site of their hosts."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy import Engine

from newsbot.items import Link
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.rewriting.ownership.adopting import adopt
from newsbot.storage.rewriting.ownership.holdings import Holding, read_site_hosts
from newsbot.storage.sites.rows import Sites
from tests.storage.making import article_on, rejection, rows, store, story

BARE = ("gazette.example", "gazette-sport.example")
BY_SITE = "SELECT site, count(*) FROM news.all_articles GROUP BY site ORDER BY site"
DAYS = "FROM newsbot.site_days JOIN newsbot.sites AS s ON s.id = site_id"
UPDATES = "SELECT article_id FROM newsbot.changes WHERE op = 'update' ORDER BY change_id"


def holdings(engine: Engine, *sites: str) -> list[Holding]:
    return [
        Holding(site_id=each.site_id, site=each.site, host=each.host)
        for each in read_site_hosts(engine)
        if each.site in sites
    ]


def moves(engine: Engine) -> list[int]:
    """Moves what is stored under the two bare domains; the numbers of rows in each group."""
    site_id = Sites(engine).site_ids(["gazette"])["gazette"]
    return list(adopt(engine, site_id, holdings(engine, *BARE)))


def fill(engine: Engine, count: int) -> None:
    """Stores `count` articles of each of the two bare domains."""
    for site in BARE:
        for first in range(0, count, 50):
            numbers = range(first, min(first + 50, count))
            texts = {str(number): story(f"{site}{number}", 60) for number in numbers}
            store(engine, *(article_on(site, texts[n], n, block_keys=(1,)) for n in texts))


def test_300_articles_of_two_domains_move_while_another_crawl_stores(engine: Engine) -> None:
    fill(engine, 150)
    moved = Event()

    def crawl() -> int:
        stored = 0
        while not moved.is_set() or not stored:
            store(engine, article_on("post.example", story(f"post{stored}", 60), str(stored)))
            stored += 1
        return stored

    with ThreadPoolExecutor(1) as pool:
        crawled = pool.submit(crawl)
        try:
            groups = moves(engine)
        finally:
            moved.set()
    assert rows(engine, BY_SITE) == [("gazette", 300), ("post.example", crawled.result())]
    assert sorted(rows(engine, UPDATES)) == [(number,) for number in range(1, 301)]
    assert (sum(groups), max(groups)) == (600, 150)
    for table in ("frontier", "article_blocks"):
        counted = f"SELECT count(*) FROM newsbot.{table} JOIN newsbot.sites AS s ON s.id = site_id"  # noqa: S608
        assert rows(engine, f"{counted} WHERE key = 'gazette'") == [(300,)]


def test_what_a_killed_command_has_moved_stays_moved_and_the_next_one_moves_the_rest(
    engine: Engine,
) -> None:
    fill(engine, 2)
    site_id = Sites(engine).site_ids(["gazette"])["gazette"]
    killed = adopt(engine, site_id, holdings(engine, *BARE))
    next(killed)
    killed.close()
    assert ("gazette", 2) in rows(engine, BY_SITE)
    moves(engine)
    assert rows(engine, BY_SITE) == [("gazette", 4)]
    assert sorted(rows(engine, UPDATES)) == [(1,), (2,), (3,), (4,)]
    assert moves(engine) == []


def test_rejections_sources_and_counts_by_day_move_too(engine: Engine) -> None:
    fill(engine, 1)
    store(engine, article_on("gazette", story("own", 60), url="https://gazette.example/own"))
    Offers(engine).offer([
        Offer(
            link=Link(url="https://gazette.example/new"),
            site="gazette.example",
            source_url="https://gazette.example/feed",
            source_kind="feed",
        )
    ])  # fmt: skip
    ArticleStore(engine).store([rejection("short")])
    moves(engine)
    assert rows(engine, "SELECT DISTINCT site FROM news.rejections") == [("gazette",)]
    assert rows(engine, "SELECT site FROM news.sources") == [("gazette",)]
    assert rows(engine, f"SELECT key, fetched, stored, rejected {DAYS}") == [
        ("gazette", 4, 3, {"too_short": 1})
    ]


def test_the_counts_of_a_site_that_keeps_other_hosts_stay_with_it(engine: Engine) -> None:
    store(
        engine,
        article_on("mixed.example", story("a", 60), "a"),
        article_on("mixed.example", story("b", 60), url="https://gazette.example/b"),
    )
    site_id = Sites(engine).site_ids(["gazette"])["gazette"]
    (mixed,) = (
        each for each in holdings(engine, "mixed.example") if each.host == "gazette.example"
    )
    list(adopt(engine, site_id, [mixed]))
    assert rows(engine, BY_SITE) == [("gazette", 1), ("mixed.example", 1)]
    assert rows(engine, f"SELECT key, stored {DAYS}") == [("mixed.example", 2)]


def test_hosts_on_http_and_with_a_port_are_told_apart(engine: Engine) -> None:
    urls = ("http://gazette.example/a", "http://gazette.example:8080/b", "https://[::1]/c")
    store(
        engine,
        *(article_on("gazette.example", story(url, 60), url=url) for url in urls),
    )
    held = holdings(engine, "gazette.example")
    assert [each.host for each in held] == ["[::1]", "gazette.example:80", "gazette.example:8080"]
    site_id = Sites(engine).site_ids(["gazette"])["gazette"]
    list(adopt(engine, site_id, held[1:2]))
    moved = "SELECT url FROM news.all_articles WHERE site = 'gazette'"
    assert rows(engine, moved) == [("http://gazette.example/a",)]
