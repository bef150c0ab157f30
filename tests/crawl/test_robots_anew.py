"""Crawls of a site whose robots.txt forbids pages, and a minute later no more."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import move_clock, rows

A, B = "127.0.0.1", "127.0.0.2"
LATE, ALL, NONE = (f"User-agent: *\nDisallow:{path}" for path in (" /late", " /", ""))
STORED = "SELECT substring(url FROM '[^/]*$') FROM news.articles ORDER BY url"
HOUR = timedelta(hours=1)
SITE = """
[sites.gazette]
name = "Gazette"
domains = ["{host}"]
sources = [{{ kind = "feed", url = "{feed}", every = 0 }}]
"""

Crawl = Callable[..., list[str]]


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    """Host A has a feed of two articles; its robots.txt forbids one of them."""
    with local_hosts(2) as served:
        for name in ("good", "late"):
            served.add(served.url(A, f"/{name}"), news_page(name.capitalize()))
        urls = [served.url(A, "/good"), served.url(A, "/late")]
        served.add(served.url(A, "/rss"), feed_of(*urls), Content_Type="application/rss+xml")
        served.robots(A, LATE)
        yield served


@pytest.fixture
def crawl(hosts: LocalHosts, run_scrapy: RunScrapy) -> Crawl:
    """Crawls what a person names, and returns the paths that host A was asked for."""

    def asked_by(spider: str, *urls: str, expected: int = 0) -> list[str]:
        before = len(hosts.asked)
        argument = "urls" if spider == "pages" else "url"
        done = run_scrapy("crawl", spider, "-a", f"{argument}={','.join(urls)}")
        assert done.returncode == expected, done.stderr
        return paths(hosts, before)

    return asked_by


def paths(hosts: LocalHosts, since: int = 0) -> list[str]:
    of_a = hosts.url(A)
    return [url.removeprefix(of_a) for url in hosts.asked[since:] if url.startswith(of_a)]


def stored(engine: Engine) -> list[str]:
    return [name for (name,) in rows(engine, STORED)]


def test_what_robots_txt_forbade_is_fetched_by_the_next_crawl_that_names_its_feed(
    hosts, run_scrapy, engine
):
    feed = hosts.url(A, "/rss")
    run_scrapy("crawl", "feed", "-a", f"url={feed}")
    assert stored(engine) == ["good"]
    hosts.robots(A, NONE)
    again = run_scrapy("crawl", "feed", "-a", f"url={feed}", "-s", "STATS_DUMP=True", "-L", "DEBUG")
    assert stored(engine) == ["good", "late"]
    assert paths(hosts).count("/robots.txt") == 2
    said = f"robots.txt of {A}:{hosts.port} has changed: 1 of 1 URLs that it forbade are due now"
    assert again.stderr.count(said) == 1
    assert "'newsbot/allowed_again': 1" in again.stderr


def test_a_page_that_left_the_feed_meanwhile_is_fetched_too(hosts, crawl):
    feed = hosts.url(A, "/rss")
    crawl("feed", feed)
    hosts.robots(A, NONE)
    hosts.add(feed, feed_of(hosts.url(A, "/good")), Content_Type="application/rss+xml")
    assert sorted(crawl("feed", feed)) == ["/late", "/robots.txt", "/rss"]


@pytest.mark.parametrize("spider", ["feed", "sitemap", "section", "pages"])
def test_each_way_of_naming_urls_reads_robots_txt_anew(hosts, crawl, spider):
    hosts.robots(A, ALL)
    url = hosts.url(A, "/late")
    failed = 0 if spider == "pages" else 7
    assert crawl(spider, url, expected=failed) == ["/robots.txt"]
    hosts.robots(A, NONE)
    assert crawl(spider, url, expected=failed)[:2] == ["/robots.txt", "/late"]


def test_two_sources_on_a_host_read_its_robots_txt_once_a_run(hosts, crawl):
    feeds = [hosts.url(A, "/rss"), hosts.add(hosts.url(A, "/more"), feed_of())]
    for _ in range(2):
        assert crawl("feed", *feeds).count("/robots.txt") == 1


def test_a_named_url_that_redirects_to_another_host_reads_its_robots_txt_anew(hosts, crawl, engine):
    hosts.robots(A, ALL)
    moved = hosts.add(hosts.url(B, "/moved"), status=302, Location=hosts.url(A, "/late"))
    assert crawl("pages", moved) == ["/robots.txt"]
    hosts.robots(A, NONE)
    assert crawl("pages", moved) == ["/robots.txt", "/late"]
    assert stored(engine) == ["late"]


def test_links_to_a_host_that_nobody_named_keep_to_its_robots_txt_of_the_day(hosts, crawl):
    feed = hosts.add(hosts.url(B, "/rss"), feed_of(hosts.url(A, "/late")))
    assert crawl("feed", feed) == ["/robots.txt"]
    hosts.robots(A, NONE)
    assert crawl("feed", feed) == []


def test_a_page_that_the_site_answered_keeps_its_ladder(hosts, crawl):
    hosts.add(hosts.url(A, "/good"), status=404)
    feed = hosts.url(A, "/rss")
    assert crawl("feed", feed) == ["/robots.txt", "/rss", "/good"]
    hosts.robots(A, NONE)
    assert crawl("feed", feed) == ["/robots.txt", "/rss", "/late"]


def test_a_robots_txt_that_forbids_again_is_obeyed_at_once(hosts, crawl, engine):
    feed = hosts.url(A, "/rss")
    crawl("feed", feed)
    hosts.robots(A, NONE)
    crawl("pages", hosts.url(A, "/good"))  # which makes the other page due, and does not fetch it
    hosts.robots(A, LATE)
    assert crawl("feed", feed) == ["/robots.txt", "/rss"]
    waits = "SELECT next_at > newsbot.now() FROM newsbot.frontier WHERE url LIKE '%/late'"
    assert rows(engine, waits) == [(True,)]


def test_after_a_robots_txt_that_fails_nothing_more_is_asked_for(hosts, crawl, engine):
    feed = hosts.url(A, "/rss")
    crawl("feed", feed)
    hosts.add(hosts.url(A, "/robots.txt"), status=503)
    assert crawl("feed", feed, expected=7) == ["/robots.txt"]
    assert crawl("feed", feed) == []
    reasons = "SELECT reason, blocked_until > newsbot.now() FROM news.hosts"
    assert rows(engine, reasons) == [("robots_unreachable", True)]


def test_any_crawl_that_finds_another_robots_txt_fetches_what_it_allows(
    hosts, run_scrapy, engine, tmp_path: Path
):
    file = tmp_path / "sites.toml"
    site = SITE.format(host=f"{A}:{hosts.port}", feed=hosts.url(A, "/rss"))
    file.write_text(site, encoding="utf-8")

    def crawl_at(hours: int) -> list[str]:
        before = len(hosts.asked)
        move_clock(engine, hours * HOUR)
        run_scrapy("crawl", "news", "-a", f"sites_file={file}", "-s", "NEWSBOT_REVISITS=")
        return paths(hosts, before)

    assert crawl_at(0) == ["/robots.txt", "/rss", "/good"]
    assert crawl_at(25) == ["/robots.txt", "/rss"]  # the ladder asks for /late again 3 days later
    hosts.robots(A, NONE)
    assert crawl_at(48) == ["/rss"]
    assert crawl_at(50) == ["/robots.txt", "/rss", "/late"]
    assert stored(engine) == ["good", "late"]
