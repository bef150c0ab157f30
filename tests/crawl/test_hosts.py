"""Hosts that refuse or forbid, over several runs: what they ask for is kept."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Engine

from newsbot import clock
from newsbot.storage.frontier.hosts import HostRows, Pause
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import rows

A, B = "127.0.0.1", "127.0.0.2"
FORBID = "User-agent: *\nDisallow: /"
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><h1>gazette.example</h1>"
    "<p>Checking your browser before accessing gazette.example</p></body></html>"
)
HOSTS = "SELECT reason, failures, blocked_until > newsbot.now() FROM news.hosts WHERE host = '{}'"
SLOWLY = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "DOWNLOAD_DELAY=0.02")


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    with local_hosts(2) as served:
        yield served


@pytest.fixture
def rows_of_hosts(engine: Engine) -> HostRows:
    return HostRows(engine)


class Crawls:
    """Crawls of one feed, on host B, whose articles are on host A; time passes between them."""

    def __init__(self, run_scrapy: RunScrapy, database_url: str, hosts: LocalHosts) -> None:
        self._run_scrapy, self._database_url, self.hosts = run_scrapy, database_url, hosts
        self.articles = [hosts.url(A, f"/story-{number}") for number in range(12)]
        self.feed = hosts.add(hosts.url(B, "/rss"), feed_of(*self.articles))
        self.pages = ("pages", "-a", f"urls={','.join(self.articles)}")

    def serve_articles(self) -> None:
        for number, url in enumerate(self.articles):
            self.hosts.add(url, news_page(f"Anna{number}"))

    def crawl(self, *what: str, **later: float) -> list[str]:
        """What host A is asked for by a crawl of the feed, or of `what`, so much later than now."""
        with psycopg.connect(self._database_url, autocommit=True) as connection:
            offset = f"{timedelta(**later).total_seconds()} seconds"
            name = connection.info.dbname
            connection.execute(f"ALTER DATABASE {name} SET newsbot.clock_offset = '{offset}'")
        before = len(self.hosts.asked)
        done = self._run_scrapy("crawl", *(what or ("feed", "-a", f"url={self.feed}")), *SLOWLY)
        assert "Traceback" not in done.stderr
        return [url for url in self.hosts.asked[before:] if url.startswith(self.hosts.url(A))]

    @property
    def host(self) -> str:
        return self.hosts.url(A).removeprefix("http://")


@pytest.fixture
def crawls(run_scrapy: RunScrapy, database_url: str, hosts: LocalHosts) -> Crawls:
    return Crawls(run_scrapy, database_url, hosts)


def test_retry_after_is_kept_by_the_next_run(crawls: Crawls, engine: Engine) -> None:
    crawls.hosts.others[A] = (429, {"Retry-After": "7200"}, b"")
    crawls.hosts.robots(A, "")
    assert len(crawls.crawl()) == 2
    assert rows(engine, HOSTS.format(crawls.host)) == [("http_429", 1, True)]
    assert crawls.crawl(minutes=110) == []
    crawls.serve_articles()
    assert sorted(crawls.crawl(minutes=130)) == sorted(crawls.articles)
    assert rows(engine, HOSTS.format(crawls.host)) == [(None, 0, None)]


def test_a_failing_host_is_asked_by_one_url_a_step(crawls: Crawls, engine: Engine) -> None:
    crawls.hosts.others[A] = (500, {}, b"")
    crawls.hosts.robots(A, "")
    asked = [len(crawls.crawl(hours=hours)) for hours in (0, 0.2, 0.3, 1, 1.4, 7, 8)]
    assert asked == [1 + 3, 0, 1, 0, 1, 0, 1]
    assert rows(engine, HOSTS.format(crawls.host)) == [("http_500", 4, True)]


def test_robots_txt_is_read_once_a_day(crawls: Crawls) -> None:
    crawls.hosts.robots(A, "User-agent: *\nDisallow: /private")
    crawls.serve_articles()
    asked, robots = [], crawls.hosts.url(A, "/robots.txt")
    for hours, story in zip((0, 23, 25), crawls.articles, strict=False):
        crawls.hosts.add(crawls.feed, feed_of(story))
        asked.append(crawls.crawl(hours=hours))
    first, second, third = crawls.articles[:3]
    assert asked == [[robots, first], [second], [robots, third]]


def test_a_host_that_cannot_be_reached_is_left_alone_by_the_next_run(
    crawls: Crawls, engine: Engine
) -> None:
    crawls.hosts.add(crawls.hosts.url(A, "/robots.txt"), status=503)
    asked = [len(crawls.crawl(*crawls.pages, hours=hours)) for hours in (0, 0.2, 0.3, 1)]
    assert asked == [1, 0, 1, 0]
    assert rows(engine, HOSTS.format(crawls.host)) == [("robots_unreachable", 2, True)]


def test_a_host_whose_pages_are_checks_for_robots_is_left_alone(
    crawls: Crawls, engine: Engine
) -> None:
    crawls.hosts.others[A] = (200, {"Content-Type": "text/html"}, CHALLENGE.encode())
    crawls.hosts.robots(A, "")
    crawls.crawl()
    assert rows(engine, HOSTS.format(crawls.host)) == [("bot_challenge", 1, True)]
    assert crawls.crawl(minutes=10) == []


def test_an_open_feed_is_polled_while_the_articles_beside_it_are_refused(
    crawls: Crawls, engine: Engine
) -> None:
    crawls.hosts.others[A] = (403, {}, b"")
    crawls.hosts.robots(A, "")
    feed = crawls.hosts.url(A, "/rss")
    of_a = ("feed", "-a", f"url={feed}")
    pending = "SELECT count(*) FROM newsbot.frontier WHERE state = 'pending'"
    crawls.hosts.add(feed, feed_of(*crawls.articles[:3]))
    assert len(crawls.crawl(*of_a)) == 2 + 3
    crawls.hosts.add(feed, feed_of(*crawls.articles[3:]))
    assert crawls.crawl(*of_a, minutes=10) == [feed]
    assert rows(engine, pending) == [(12,)]
    crawls.hosts.add(feed, status=403)
    asked = [crawls.crawl(*of_a, minutes=minutes) for minutes in (12, 14)]
    assert asked == [[feed], []]
    assert rows(engine, HOSTS.format(crawls.host)) == [("source_refused", 2, True)]
    crawls.hosts.add(feed, feed_of())
    crawls.serve_articles()
    assert len(crawls.crawl(*of_a, hours=2)) == 1 + 12
    assert rows(engine, HOSTS.format(crawls.host)) == [(None, 0, None)]


def test_pages_for_subscribers_do_not_pause_their_host(crawls: Crawls, engine: Engine) -> None:
    crawls.hosts.robots(A, "")
    crawls.serve_articles()
    for url in crawls.articles[1::2]:
        crawls.hosts.add(url, status=403)
    asked = [len(crawls.crawl(hours=hours)) for hours in (0, 0.3, 1.5)]
    assert asked == [1 + 12, 6, 6]
    assert rows(engine, HOSTS.format(crawls.host)) == [(None, 0, None)]


def test_a_host_that_is_well_again_is_asked_for_all_after_one_probe(
    crawls: Crawls, rows_of_hosts: HostRows, engine: Engine
) -> None:
    rows_of_hosts.pause(crawls.host, Pause(until=clock.now(), reason="bot_challenge", failures=3))
    crawls.serve_articles()
    assert len(crawls.crawl(hours=1)) == 1 + 12
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(12,)]
    assert rows(engine, HOSTS.format(crawls.host)) == [(None, 0, None)]


def test_a_probe_that_is_redirected_has_its_answer_where_it_leads(
    crawls: Crawls, rows_of_hosts: HostRows, engine: Engine
) -> None:
    rows_of_hosts.pause(crawls.host, Pause(until=clock.now(), reason="http_403", failures=1))
    crawls.hosts.others[A] = (403, {}, b"")
    crawls.hosts.robots(A, "")
    for number, url in enumerate(crawls.articles):
        crawls.hosts.add(url, status=301, Location=f"/page/{number}")
    # As many as may be under way at once, so that a redirect has to wait for one of them.
    asked = crawls.crawl(*crawls.pages, "-s", "CONCURRENT_REQUESTS=4", hours=1)
    assert sum("/page/" in url for url in asked) == 1
    assert len(asked) == 1 + 2
    assert rows(engine, HOSTS.format(crawls.host)) == [("http_403", 2, True)]


def test_what_waited_for_a_paused_host_is_held_to_its_robots_txt(
    crawls: Crawls, rows_of_hosts: HostRows, engine: Engine
) -> None:
    until = clock.now() + timedelta(hours=1)
    rows_of_hosts.pause(crawls.host, Pause(until=until, reason="http_503", failures=1))
    assert crawls.crawl() == []
    pending = "SELECT count(*) FROM newsbot.frontier WHERE state = 'pending'"
    assert rows(engine, pending) == [(12,)]
    assert rows(engine, "SELECT count(*) FROM news.rejections") == [(0,)]
    crawls.hosts.add(crawls.feed, feed_of())
    crawls.hosts.robots(A, FORBID)
    assert crawls.crawl(hours=2) == [crawls.hosts.url(A, "/robots.txt")]
    assert rows(engine, "SELECT DISTINCT reason FROM news.rejections") == [("robots_txt",)]
