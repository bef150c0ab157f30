"""Pages of stored articles are looked at again: politely, and no text is lost by it."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.health.audit import audit
from newsbot.health.records import Watched
from newsbot.storage.articles.held import accept
from newsbot.storage.health.reading import read_sites
from tests.conftest import RunScrapy
from tests.crawl.making import SENTENCE, feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import rows
from tests.storage.test_leases import move_clock

HOUR = timedelta(hours=1)
HOSTS, STORY = 6, "/2026/05/11/story"
SITE = """
[sites.gazette]
name = "Gazette"
domains = [{domains}]
sources = [{{ kind = "feed", url = "{feed}" }}]
"""
SHOWN = "SELECT split_part(body, ' ', 3), held, gone_at IS NOT NULL FROM news.articles ORDER BY url"

CrawlAt = Callable[..., str]


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    """A site with an article on each of its hosts."""
    with local_hosts(HOSTS) as served:
        urls = [served.url(ip, STORY) for ip in served.ips]
        for url in urls:
            served.add(url, news_page(name_of(url)))
        feed = served.url(served.ips[0], "/feed")
        served.add(feed, feed_of(*urls), Content_Type="application/rss+xml")
        yield served


@pytest.fixture
def crawl_at(
    hosts: LocalHosts, run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> Iterator[CrawlAt]:
    """Crawls all that is due so many hours after the first crawl, and returns the log."""
    file = tmp_path / "sites.toml"
    domains = ", ".join(f'"{ip}:{hosts.port}"' for ip in hosts.ips)
    feed = hosts.url(hosts.ips[0], "/feed")
    file.write_text(SITE.format(domains=domains, feed=feed), encoding="utf-8")

    def crawl(hours: float, *options: str) -> str:
        # Each crawl takes a few seconds, in which the clock goes on.
        move_clock(engine, hours * timedelta(hours=1, minutes=1))
        result = run_scrapy("crawl", "news", "-a", f"sites_file={file}", *options)
        assert result.returncode == 0, result.stderr
        return result.stderr

    yield crawl
    move_clock(engine, timedelta())


def name_of(url: str) -> str:
    return f"Ferry{url.split(':')[1].replace('/', '').replace('.', '')}x"


def short_page(name: str) -> str:
    """Three of the eight paragraphs of news_page."""
    paragraphs = "".join(f"<p>{SENTENCE.format(f'{name}{number}')}</p>" for number in range(3))
    return (
        f"<!doctype html><html><head><title>{name} sails</title></head><body>"
        f"<article><h1>{name} sails</h1>{paragraphs}</article></body></html>"
    )


def conditional(
    page: str, etag: str, asked: list[tuple[str | None, str | None]]
) -> Callable[[BaseHTTPRequestHandler], None]:
    """A page that is sent only to those who have another; `asked` has what they say they have."""
    dated = "Mon, 11 May 2026 06:30:00 GMT"

    def answer(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers["If-None-Match"]
        asked.append((known, handler.headers["If-Modified-Since"]))
        body = b"" if known == etag else page.encode()
        handler.send_response(200 if body else 304)
        handler.send_header("ETag", etag)
        handler.send_header("Last-Modified", dated)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def unchanged_since(
    page: str, conditions: list[str | None]
) -> Callable[[BaseHTTPRequestHandler], None]:
    """A page that is sent only to those who set no condition; `conditions` has what they set."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        since = handler.headers["If-Modified-Since"]
        conditions.append(since)
        body = b"" if since else page.encode()
        handler.send_response(304 if since else 200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def test_a_page_is_sent_again_only_if_it_changed(hosts, crawl_at, engine):
    url, asked = hosts.url(hosts.ips[1], STORY), []
    hosts.answers[url] = conditional(news_page("Barge"), '"1"', asked)
    crawl_at(0)
    crawl_at(1)
    dated = "Mon, 11 May 2026 06:30:00 GMT"
    assert asked == [(None, None), ('"1"', dated)]
    counted = "SELECT fetched, new_articles, unchanged FROM news.runs ORDER BY run_id"
    assert rows(engine, counted) == [(HOSTS, HOSTS, 0), (HOSTS, 0, HOSTS)]
    # Of the unchanged pages, all but one were sent once more.
    downloaded = "SELECT sum(fetched) FROM news.coverage_daily"
    assert rows(engine, downloaded) == [(HOSTS + HOSTS - 1,)]
    hosts.answers[url] = conditional(news_page("Cutter"), '"2"', asked)
    crawl_at(6)
    assert asked[2] == ('"1"', dated)
    assert ("Cutter0", False, False) in rows(engine, SHOWN)


def test_a_redirect_to_an_old_page_does_not_count_as_unchanged(hosts, crawl_at, engine):
    """Neither for an article nor for a source."""
    url, feed = hosts.url(hosts.ips[1], STORY), hosts.url(hosts.ips[0], "/feed")
    for asked in (url, feed):
        _, headers, _ = hosts.answers[asked]
        headers["Last-Modified"] = "Mon, 11 May 2026 06:30:00 GMT"
    crawl_at(0)
    conditions: list[str | None] = []
    for asked, page in ((url, news_page("Removed")), (feed, feed_of(url))):
        hosts.answers[f"{asked}-old"] = unchanged_since(page, conditions)
        hosts.add(asked, status=301, Location=f"{asked}-old")
    crawl_at(1)
    assert conditions == [None, None]
    unchanged = "SELECT unchanged FROM news.runs ORDER BY run_id DESC LIMIT 1"
    assert rows(engine, unchanged) == [(HOSTS - 1,)]
    assert rows(engine, f"SELECT count(*) FROM news.articles WHERE url = '{url}-old'") == [(1,)]  # noqa: S608


def test_equal_bytes_are_not_read_again(crawl_at, engine, tmp_path):
    crawl_at(0)
    (tmp_path / "127.0.0.1.txt").write_text("body: //article/p[1]\n", encoding="utf-8")
    crawl_at(1, "-s", f"NEWSBOT_SITE_RULES={tmp_path}")
    assert rows(engine, "SELECT count(*) FROM newsbot.versions") == [(HOSTS,)]
    seen = "SELECT count(*) FROM newsbot.versions WHERE seen_until > fetched_at + interval '1 h'"
    assert rows(engine, seen) == [(HOSTS,)]


def test_a_text_that_shrinks_is_shown_when_the_next_look_confirms_it(hosts, crawl_at, engine):
    url = hosts.url(hosts.ips[1], STORY)
    crawl_at(0)
    hosts.add(url, short_page(name_of(url)))
    crawl_at(1)
    words = f"SELECT word_count < 150, held FROM news.articles WHERE url = '{url}'"  # noqa: S608
    assert rows(engine, words) == [(False, True)]
    assert rows(engine, "SELECT held FROM news.runs ORDER BY run_id DESC LIMIT 1") == [(1,)]
    crawl_at(2.1)
    assert rows(engine, words) == [(True, False)]
    assert rows(engine, "SELECT op FROM news.changes")[HOSTS:] == [("update",)]


def test_a_layout_that_breaks_takes_no_text_away(hosts, crawl_at, engine):
    crawl_at(0)
    for ip in hosts.ips:
        url = hosts.url(ip, STORY)
        hosts.add(url, short_page(name_of(url)))
    for hours in (1, 2.1, 6, 24):
        crawl_at(hours)
    waiting = "SELECT held, word_count > 200, count(*) FROM news.articles GROUP BY 1, 2"
    assert rows(engine, waiting) == [(True, True, HOSTS)]
    ((now,),) = rows(engine, "SELECT newsbot.now()")
    (finding,) = audit(read_sites(engine, [Watched(key="gazette", sources={})]), now).findings
    assert finding.kind == "shrinking"
    assert accept(engine, "gazette") == HOSTS
    assert rows(engine, waiting) == [(False, False, HOSTS)]


def test_pages_that_are_gone_are_marked_until_they_are_back(hosts, crawl_at, engine):
    gone, missing = (hosts.url(ip, STORY) for ip in hosts.ips[1:3])
    crawl_at(0)
    hosts.add(gone, "", status=410)
    hosts.add(missing, "", status=404)
    marked = "SELECT url FROM news.articles WHERE gone_at IS NOT NULL ORDER BY url"
    crawl_at(1)
    assert rows(engine, marked) == [(gone,)]
    for hours in (6, 24, 25.5):
        crawl_at(hours)
    assert rows(engine, marked) == [(gone,), (missing,)]
    for url in (gone, missing):
        hosts.add(url, news_page(name_of(url)))
    crawl_at(7 * 24)
    assert rows(engine, marked) == []
    assert rows(engine, "SELECT * FROM news.rejections") == []
    assert rows(engine, "SELECT DISTINCT state FROM newsbot.frontier") == [("done",)]


def test_looks_are_no_more_than_first_fetches_but_for_one(hosts, crawl_at):
    """Of many looks that are due on a host a run without new articles makes one.

    This holds for each lease. A run with new articles that leases the host a second time makes one
    look in this lease too.
    """
    ip = hosts.ips[0]
    urls = [hosts.add(hosts.url(ip, f"/2026/05/11/s-{n}"), news_page(f"S{n}x")) for n in range(4)]
    listed = [hosts.url(ip, STORY), *urls]
    hosts.add(hosts.url(ip, "/feed"), feed_of(*listed), Content_Type="application/rss+xml")
    crawl_at(0)
    before = len(hosts.pages_asked())
    crawl_at(1)
    assert len(hosts.pages_asked()) == before + 2
    new = [hosts.add(hosts.url(ip, f"/2026/05/11/n-{n}"), news_page(f"N{n}x")) for n in range(3)]
    hosts.add(hosts.url(ip, "/feed"), feed_of(*listed, *new), Content_Type="application/rss+xml")
    before += 2
    log = crawl_at(2, "-s", "STATS_DUMP=True", "-L", "DEBUG")
    asked = hosts.pages_asked()[before:]
    leases = int(re.findall(r"'newsbot/queues_leased': (\d+)", log)[-1])
    assert (len(asked), set(asked[-3:]) <= set(listed)) == (1 + 3 + 3 + leases - 1, True)


def test_no_page_is_looked_at_where_none_is_to_be(hosts, crawl_at):
    crawl_at(0, "-s", "NEWSBOT_REVISITS=")
    before = len(hosts.pages_asked())
    crawl_at(24, "-s", "NEWSBOT_REVISITS=")
    assert len(hosts.pages_asked()) == before + 1


@pytest.mark.usefixtures("crawl_at")  # it writes the file of sites
def test_a_watching_run_looks_at_a_page_again_and_again(
    hosts, engine, database_url, tmp_path: Path
):
    url = hosts.url(hosts.ips[1], STORY)
    watching = ("crawl", "news", "-a", "watch=1", "-a", f"sites_file={tmp_path / 'sites.toml'}")
    environment = {"NEWSBOT_DATABASE_URL": database_url, "NEWSBOT_HOME": str(tmp_path / "home")}
    busy = "SELECT FROM newsbot.queues WHERE leased_by IS NOT NULL OR next_at <= newsbot.now()"

    def is_idle_after(times: int) -> bool:
        return hosts.asked.count(url) == times and not rows(engine, busy)

    with running(*watching, log=tmp_path / "log", **environment) as crawl:
        for times in (1, 2, 3):
            crawl.wait_until(partial(is_idle_after, times))
            assert hosts.asked.count(url) == times, crawl.stderr()
            with engine.begin() as connection:
                connection.exec_driver_sql("UPDATE newsbot.frontier SET revisit_at = newsbot.now()")
                connection.exec_driver_sql("UPDATE newsbot.queues SET next_at = newsbot.now()")
