"""Crawls of what lists pages of a forgotten site: none is asked for, and each is counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.storage.ownership.forgetting import set_forgotten
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import rows

URLS = "SELECT url FROM newsbot.frontier ORDER BY url"


@pytest.fixture
def hosts(engine: Engine) -> Iterator[LocalHosts]:
    """Two hosts with a page each; the second is forgotten, and the first links to a third page."""
    with local_hosts(2) as served:
        for ip in served.ips:
            served.add(served.url(ip, "/a/story"), news_page(f"Barge {ip}"))
        host = served.url(served.ips[1]).removeprefix("http://").rstrip("/")
        set_forgotten(engine, host, [host])
        yield served


def test_a_feed_of_another_site_that_lists_it(
    run_scrapy: RunScrapy, hosts: LocalHosts, engine: Engine
) -> None:
    own, other = (hosts.url(ip, "/a/story") for ip in hosts.ips)
    feed = hosts.add(hosts.url(hosts.ips[0], "/rss"), feed_of(own, other))
    done = run_scrapy("crawl", "feed", "-a", f"url={feed}", "-s", "STATS_DUMP=True", "-L", "DEBUG")
    assert done.returncode == 0, done.stderr
    assert "'newsbot/links_forgotten': 1" in done.stderr
    assert hosts.pages_asked() == [feed, own]
    assert rows(engine, URLS) == [(own,)]


def test_a_page_of_it_that_a_person_names_is_told(
    run_scrapy: RunScrapy, hosts: LocalHosts, engine: Engine, tmp_path: Path
) -> None:
    own, other = (hosts.url(ip, "/a/story") for ip in hosts.ips)
    listed = tmp_path / "urls.txt"
    listed.write_text(f"{own}\n{other}\n")
    done = run_scrapy("crawl", "pages", "-a", f"urls={listed}", "-s", "STATS_DUMP=True")
    assert f"{other} is not fetched: its site is forgotten" in done.stderr
    assert hosts.pages_asked() == [own]
    assert rows(engine, URLS) == [(own,)]


def test_a_feed_of_it_is_not_asked_for_and_told(
    run_scrapy: RunScrapy, hosts: LocalHosts, engine: Engine
) -> None:
    feed = hosts.add(hosts.url(hosts.ips[1], "/rss"), feed_of(hosts.url(hosts.ips[0], "/a/story")))
    done = run_scrapy("crawl", "feed", "-a", f"url={feed}")
    assert f"{feed} is not fetched: its site is forgotten" in done.stderr
    assert hosts.pages_asked() == []
    assert rows(engine, "SELECT count(*) FROM newsbot.sources") == [(0,)]
