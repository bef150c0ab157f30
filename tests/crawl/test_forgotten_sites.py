"""Crawls of what lists pages of a forgotten site: none is asked for, and each is counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.crawling.work.hand_out import GROUP_SIZE
from newsbot.errors import ExitCode
from newsbot.storage.rewriting.ownership.forgetting import set_forgotten
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
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
    host = hosts.url(hosts.ips[1]).removeprefix("http://")
    assert f"{other} is not fetched: {host} was forgotten on 20" in done.stderr
    assert "1 links were not fetched: their sites or articles are forgotten." in done.stderr
    assert hosts.pages_asked() == [own]
    assert rows(engine, URLS) == [(own,)]


def test_a_feed_of_it_is_not_asked_for_and_told(
    run_scrapy: RunScrapy, hosts: LocalHosts, engine: Engine
) -> None:
    feed = hosts.add(hosts.url(hosts.ips[1], "/rss"), feed_of(hosts.url(hosts.ips[0], "/a/story")))
    done = run_scrapy("crawl", "feed", "-a", f"url={feed}")
    assert done.returncode == ExitCode.NOTHING_FETCHED
    assert f"{feed} is not fetched: " in done.stderr
    assert "1 sources were not fetched: their sites are forgotten." in done.stderr
    assert hosts.pages_asked() == []
    assert rows(engine, "SELECT count(*) FROM newsbot.sources") == [(0,)]


def test_its_hosts_under_another_key_are_not_fetched_and_told_once(
    run_scrapy: RunScrapy, hosts: LocalHosts, tmp_path: Path
) -> None:
    own, other = (hosts.url(ip, "/a/story") for ip in hosts.ips)
    more = [hosts.add(f"{other}-{number}", news_page(f"More{number}")) for number in range(3)]
    feed = hosts.add(hosts.url(hosts.ips[0], "/rss"), feed_of(own, *more))
    names = [url.removeprefix("http://").partition("/")[0] for url in (own, other)]
    registry = tmp_path / "sites.toml"
    registry.write_text(
        "".join(
            f'[sites.{key}]\nname = "{key}"\ndomains = ["{host}"]\n'
            f'sources = [{{ kind = "feed", url = "{url}" }}]\n'
            for key, host, url in zip(("post", "again"), names, (feed, f"{other}.xml"), strict=True)
        )
    )
    options = ("-a", f"sites_file={registry}", "-s", "STATS_DUMP=True", "-L", "DEBUG")
    done = run_scrapy("crawl", "news", *options)
    assert done.returncode == ExitCode.OK, done.stderr
    assert hosts.pages_asked() == [feed, own]
    assert done.stderr.count(f"{names[1]} was forgotten on 20") == 1
    assert f"scrapy sites forget {names[1]} --undo" in done.stderr
    assert f"'newsbot/forgotten/{names[1]}': 4" in done.stderr
    assert "'newsbot/links_forgotten': 3" in done.stderr
    assert "'newsbot/sources_forgotten': 1" in done.stderr


def test_a_crawl_requests_no_more_soon_after_its_site_is_forgotten(
    run_scrapy: RunScrapy, hosts: LocalHosts, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    urls = [hosts.url(hosts.ips[0], f"/story-{number}") for number in range(120)]
    for number, url in enumerate(urls):
        hosts.add(url, news_page(f"Barge{number}"))
    listed = tmp_path / "urls.txt"
    listed.write_text("\n".join(urls))
    host = urls[0].removeprefix("http://").partition("/")[0]
    command = ("crawl", "pages", "-a", f"urls={listed}", "-s", "DOWNLOAD_DELAY=0.05")
    with running(*command, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as crawl:
        crawl.wait_until(lambda: len(hosts.pages_asked()) >= 10)
        assert run_scrapy("sites", "forget", host, "--write").returncode == ExitCode.OK
        asked = len(hosts.pages_asked())
        crawl.wait()
    assert len(hosts.pages_asked()) <= asked + 2 * GROUP_SIZE < len(urls)
    assert f"{host} was forgotten on 20" in (tmp_path / "log").read_text()
    assert rows(engine, URLS) == []
