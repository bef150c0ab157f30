"""Ten hosts, half of which forbid all: whatever way its URLs are learned, none of them is asked."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot import clock
from newsbot.storage.frontier.hosts import HostRows, Pause
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of
from tests.spiders.local_hosts import LocalHosts, dripping, local_hosts
from tests.spiders.small_crawl import crawl
from tests.storage.making import rows

PAGE = "<html><body>Bridge"
FORBID = "User-agent: *\nDisallow: /"


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    """127.0.0.1 to .5 forbid all, .6 to .10 allow it, .11 has the sources."""
    with local_hosts(11) as served:
        for ip in served.ips[:5]:
            served.robots(ip, FORBID)
        for url in urls_of(served):
            served.add(url, PAGE)
        yield served


def urls_of(hosts: LocalHosts) -> list[str]:
    """200 URLs, in turn of each host."""
    return [hosts.url(ip, f"/story-{number}") for number in range(20) for ip in hosts.ips[:10]]


def good_urls_of(hosts: LocalHosts) -> list[str]:
    return sorted(url for url in urls_of(hosts) if not is_forbidden(hosts, url))


def is_forbidden(hosts: LocalHosts, url: str) -> bool:
    return any(url.startswith(hosts.url(ip)) for ip in hosts.ips[:5])


def forbidden_pages_asked(hosts: LocalHosts) -> list[str]:
    return [url for url in hosts.pages_asked() if is_forbidden(hosts, url)]


def sources_of(hosts: LocalHosts, kind: str, tmp_path: Path) -> dict[str, str]:
    """The arguments of a spider that learns of all URLs."""
    urls = urls_of(hosts)
    if kind == "pages":
        listed = tmp_path / "urls.txt"
        listed.write_text("\n".join(urls))
        return {"urls": str(listed)}
    if kind == "feed":
        halves = {"/1.rss": urls[::2], "/2.rss": urls[1::2]}
        feeds = [hosts.add(hosts.url(hosts.ips[10], p), feed_of(*u)) for p, u in halves.items()]
        return {"url": ",".join(feeds)}
    if kind == "redirects":
        moved = [hosts.url(hosts.ips[10], f"/moved-{number}") for number in range(len(urls))]
        for old, new in zip(moved, urls, strict=True):
            hosts.add(old, status=302, Location=new)
        return {"url": hosts.add(hosts.url(hosts.ips[10], "/rss"), feed_of(*moved))}
    listed_there = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    top = hosts.url(hosts.ips[10], "/sitemap.xml")
    return {"url": hosts.add(top, f"<urlset>{listed_there}</urlset>")}


@pytest.mark.parametrize("kind", ["pages", "feed", "sitemap", "redirects"])
def test_no_forbidden_url_is_asked_for(hosts: LocalHosts, tmp_path: Path, kind: str) -> None:
    spider = "feed" if kind == "redirects" else kind
    crawled = crawl(spider, **sources_of(hosts, kind, tmp_path))
    assert forbidden_pages_asked(hosts) == []
    assert sorted(page.url for page in crawled.pages) == good_urls_of(hosts)
    assert len(crawled.rejections) == 100
    assert {each.reason for each in crawled.rejections.values()} == {"robots_txt"}
    assert all(hosts.asked.count(hosts.url(ip, "/robots.txt")) == 1 for ip in hosts.ips[:10])


def test_no_forbidden_url_that_was_pending_is_asked_for(
    hosts: LocalHosts, run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    known = HostRows(engine)
    until = clock.now() + timedelta(hours=1)
    for ip in hosts.ips[:10]:
        known.pause(f"{ip}:{hosts.port}", Pause(until=until, reason="http_429", failures=1))
    feeds = sources_of(hosts, "feed", tmp_path)["url"]
    command = ("crawl", "feed", "-a", f"url={feeds}")
    assert run_scrapy(*command).returncode == 0
    assert rows(engine, "SELECT count(*) FROM newsbot.frontier WHERE state = 'pending'") == [(200,)]
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE newsbot.hosts SET blocked_until = newsbot.now()")
    for feed in feeds.split(","):
        hosts.add(feed, feed_of())
    run_scrapy(*command)
    assert forbidden_pages_asked(hosts) == []
    assert set(good_urls_of(hosts)) <= set(hosts.asked)


def test_where_no_robots_txt_is_to_be_had_nothing_is_asked_for_and_memory_is_bounded(
    hosts: LocalHosts, tmp_path: Path
) -> None:
    busy, slow, *lost, large, larger = hosts.ips[:5]
    huge = FORBID + "\n" + "Disallow: /filling-the-file\n" * 200_000
    hosts.add(hosts.url(busy, "/robots.txt"), status=503)
    hosts.answers[hosts.url(slow, "/robots.txt")] = dripping(hosts)
    hosts.add(hosts.url(lost[0], "/robots.txt"), status=302, Location="/robots.txt")
    for ip in (large, larger, *hosts.ips[5:10]):
        hosts.robots(ip, huge)
    arguments = sources_of(hosts, "pages", tmp_path)
    crawled = crawl("pages", {"DOWNLOAD_TIMEOUT": 3}, **arguments)
    assert hosts.pages_asked() == []
    assert crawled.stats["peak_rss_mb"] < 250
    assert {each.reason for each in crawled.rejections.values()} == {
        "robots_txt",
        "robots_unreachable",
    }
