"""Crawls one after the other: sources are polled when they are due, and asked whether they changed.

The servers' own account of what they sent is the witness.
"""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_hosts import Behaviour, LocalHosts, local_hosts
from tests.storage.making import move_clock, rows

IP = "127.0.0.1"
SITE = """
[sites.{key}]
name = "The {key}"
domains = ["{key}.example"]
sources = [{sources}]
"""
HOUR = timedelta(hours=1)


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    with local_hosts(1) as served:
        yield served


@pytest.fixture
def crawl(run_scrapy: RunScrapy, tmp_path: Path):
    """A crawl of sites with these sources; what it wrote on stderr."""
    file = tmp_path / "sites.toml"

    def run(**sites: str) -> str:
        entries = (SITE.format(key=key, sources=sources) for key, sources in sites.items())
        file.write_text("".join(entries), encoding="utf-8")
        done = run_scrapy("crawl", "news", "-a", f"sites_file={file}", "-s", "LOG_LEVEL=DEBUG")
        assert done.returncode == ExitCode.OK, done.stderr
        return done.stderr

    return run


def source(url: str, more: str = "", kind: str = "feed") -> str:
    return f'{{ kind = "{kind}", url = "{url}"{more} }}'


def add_stories(hosts: LocalHosts, *names: str) -> list[str]:
    return [hosts.add(hosts.url(IP, f"/2026/05/11/{name}"), news_page(name)) for name in names]


def conditional(body: str, sent: list[int], **validators: str) -> Behaviour:
    """Answers 304 to those who have the body; `sent` has the size of each answer's body."""
    headers = {name.replace("_", "-"): value for name, value in validators.items()}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked = (handler.headers["If-None-Match"], handler.headers["If-Modified-Since"])
        is_known = asked == (headers.get("ETag"), headers.get("Last-Modified"))
        content = b"" if is_known else body.encode()
        sent.append(len(content))
        handler.send_response(304 if is_known else 200)
        for name, value in headers.items():
            handler.send_header(name, value)
        if not is_known:
            handler.send_header("Content-Type", "application/rss+xml")
            handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@pytest.mark.parametrize(
    "validators",
    [
        {"ETag": 'W/"1"'},
        {"Last_Modified": "Mon, 11 May 2026 12:00:00 GMT"},
        {"ETag": '"1"', "Last_Modified": "Mon, 11 May 2026 12:00:00 GMT"},
    ],
    ids=["etag", "date", "both"],
)
def test_an_unchanged_feed_is_not_sent_twice(hosts, crawl, engine, validators):
    body, sent = feed_of(*add_stories(hosts, "ferry")), []
    feed = hosts.url(IP, "/feed")
    hosts.answers[feed] = conditional(body, sent, **validators)
    for number in range(3):
        move_clock(engine, number * 24 * HOUR)
        report = crawl(gazette=source(feed))
    assert sent == [len(body), 0, 0]
    assert "'newsbot/source_unchanged': 1" in report
    assert rows(engine, "SELECT status, links, failure FROM news.sources") == [(304, 1, None)]


def test_an_unchanged_feed_behind_a_redirect_is_not_sent_twice(hosts, crawl, engine):
    body, sent = feed_of(*add_stories(hosts, "ferry")), []
    feed = hosts.add(hosts.url(IP, "/feed"), status=301, Location="/feed/")
    hosts.answers[f"{feed}/"] = conditional(body, sent, ETag='"1"')
    for number in range(2):
        move_clock(engine, number * 24 * HOUR)
        crawl(gazette=source(feed))
    assert sent == [len(body), 0]


def test_an_unchanged_feed_is_not_sent_again_after_its_server_was_away(hosts, crawl, engine):
    body, sent = feed_of(*add_stories(hosts, "ferry")), []
    feed, other = hosts.url(IP, "/feed"), hosts.add(hosts.url(IP, "/other"), body)
    well = conditional(body, sent, ETag='"1"')
    for number, answer in enumerate([well, (503, {}, b""), well]):
        hosts.answers[feed] = answer
        move_clock(engine, number * 24 * HOUR)
        crawl(gazette=f"{source(feed)}, {source(other)}")
    assert sent == [len(body), 0]


def test_equal_bytes_are_not_read_again(hosts, crawl, engine):
    feed = hosts.add(hosts.url(IP, "/feed"), feed_of(*add_stories(hosts, "ferry")))
    assert "'newsbot/source_fetched': 1" in crawl(gazette=source(feed))
    move_clock(engine, 24 * HOUR)
    report = crawl(gazette=source(feed))
    assert "'newsbot/source_unchanged': 1" in report
    assert "newsbot/links_offered" not in report
    hosts.add(feed, feed_of(*add_stories(hosts, "ferry", "tram")))
    move_clock(engine, 48 * HOUR)
    assert "'newsbot/source_fetched': 1" in crawl(gazette=source(feed))
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(2,)]


def test_what_a_newer_parser_may_read_is_read_again(hosts, crawl, engine):
    body, sent = feed_of(*add_stories(hosts, "ferry")), []
    feed = hosts.url(IP, "/feed")
    hosts.answers[feed] = conditional(body, sent, ETag='"1"')
    crawl(gazette=source(feed))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE newsbot.sources SET body_digest = 'feed 0 00'")
    move_clock(engine, 24 * HOUR)
    crawl(gazette=source(feed))
    assert sent == [len(body), len(body)]


def test_a_source_that_was_cut_off_is_read_again(hosts, crawl, engine):
    first, second = add_stories(hosts, "ferry", "tram")
    cut = feed_of(first, second)[:-40]
    feed = hosts.add(hosts.url(IP, "/feed"), cut, ETag='"1"', Content_Length="9999")
    crawl(gazette=source(feed))
    sent: list[int] = []
    hosts.answers[feed] = conditional(feed_of(first, second), sent, ETag='"1"')
    move_clock(engine, 24 * HOUR)
    crawl(gazette=source(feed))
    assert sent[0] > 0
    assert rows(engine, "SELECT failure, failures FROM news.sources") == [(None, 0)]


def test_a_run_with_nothing_due_asks_nothing_and_ends_well(hosts, crawl, engine):
    feed = hosts.add(hosts.url(IP, "/feed"), feed_of(*add_stories(hosts, "ferry")))
    crawl(gazette=source(feed))
    before = list(hosts.asked)
    assert "source_" not in crawl(gazette=source(feed))
    assert hosts.asked == before
    assert rows(engine, "SELECT next_at > newsbot.now() FROM newsbot.queues") == [(True,)]


def test_a_person_may_say_how_often(hosts, crawl, engine):
    feed = hosts.add(hosts.url(IP, "/feed"), feed_of(*add_stories(hosts, "ferry")))
    always, seldom = source(feed, ", every = 0"), source(feed, ', every = "2 d"')
    for _ in range(2):
        crawl(gazette=always)
    assert hosts.asked.count(feed) == 2
    crawl(gazette=seldom)
    move_clock(engine, 47 * HOUR)
    crawl(gazette=seldom)
    assert hosts.asked.count(feed) == 2
    move_clock(engine, 49 * HOUR)
    crawl(gazette=seldom)
    assert hosts.asked.count(feed) == 3


def test_a_source_that_two_sites_name_is_polled_once(hosts, crawl, engine):
    feed = hosts.add(hosts.url(IP, "/feed"), feed_of(*add_stories(hosts, "ferry")))
    crawl(gazette=source(feed), post=source(feed))
    assert hosts.asked.count(feed) == 1
    assert rows(engine, "SELECT site, url FROM news.sources") == [("gazette", feed)]


def test_a_source_that_failed_recovers_at_once(hosts, crawl, engine):
    (story,) = add_stories(hosts, "ferry")
    good = hosts.add(hosts.url(IP, "/good"), feed_of(story))
    feed = hosts.add(hosts.url(IP, "/feed"), status=404)
    for hours in (0, 24):
        move_clock(engine, hours * HOUR)
        crawl(gazette=f"{source(feed)}, {source(good)}")
    failing = "SELECT failures, status, failure FROM news.sources WHERE url LIKE '%/feed'"
    assert rows(engine, failing) == [(6, 404, "The site answered with status 404 (Not Found).")]
    hosts.add(feed, feed_of(story))
    move_clock(engine, 4 * 24 * HOUR)
    crawl(gazette=f"{source(feed)}, {source(good)}")
    assert rows(engine, failing) == [(0, 200, None)]
    soon = "SELECT next_at < newsbot.now() + interval '1 day' FROM news.sources"
    assert rows(engine, soon) == [(True,), (True,)]


def test_a_watching_run_polls_a_source_whenever_it_is_due(
    hosts, engine, database_url, tmp_path: Path
):
    feed = hosts.add(hosts.url(IP, "/feed"), feed_of(*add_stories(hosts, "ferry")))
    file = tmp_path / "sites.toml"
    file.write_text(SITE.format(key="gazette", sources=source(feed)), encoding="utf-8")
    watching = ("crawl", "news", "-a", "watch=1", "-a", f"sites_file={file}")
    environment = {"NEWSBOT_DATABASE_URL": database_url, "NEWSBOT_HOME": str(tmp_path / "home")}
    polled = "SELECT FROM news.sources WHERE fetched_at IS NOT NULL AND next_at > newsbot.now()"
    idle = "SELECT FROM newsbot.queues WHERE leased_by IS NULL AND next_at > newsbot.now()"
    with running(*watching, log=tmp_path / "log", **environment) as crawl:
        for times in (1, 2, 3):
            crawl.wait_until(lambda: bool(rows(engine, polled)) and bool(rows(engine, idle)))
            assert hosts.asked.count(feed) == times, crawl.stderr()
            with engine.begin() as connection:
                connection.exec_driver_sql("UPDATE newsbot.sources SET next_at = newsbot.now()")
                connection.exec_driver_sql("UPDATE newsbot.queues SET next_at = newsbot.now()")
