"""Crawls of a sitemap index, one after the other: what is asked for again, and what is sent again.

The server's own account is the witness.
"""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler

import pytest

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import move_clock, rows

IP = "127.0.0.1"
HOUR = timedelta(hours=1)
COUNT = 20


class Outlet:
    """An index of sitemaps with a story each; `sent` has the paths that were sent in full."""

    def __init__(self, hosts: LocalHosts) -> None:
        self.hosts = hosts
        self.sent: list[str] = []
        self.has_etags = True
        self.dates: dict[str, str] = {}
        """Path of a sitemap → the date that the index states for it."""
        self.sitemaps: dict[str, str] = {}

    def add(self, path: str, *stories: str, date: str | None = None) -> None:
        links = "".join(f"<url><loc>{self.story(name)}</loc></url>" for name in stories)
        self.serve(path, f"<urlset>{links}</urlset>", date)

    def serve(self, path: str, body: str, date: str | None = None) -> None:
        self.sitemaps[path] = body
        if date is not None:
            self.dates[path] = date
        self.hosts.answers[self.hosts.url(IP, path)] = self._answer(path)

    def index(self, *paths: str) -> str:
        inner = "".join(
            f"<sitemap><loc>{self.hosts.url(IP, path)}</loc>"
            f"<lastmod>{self.dates.get(path, '')}</lastmod></sitemap>"
            for path in paths
        )
        return f"<sitemapindex>{inner}</sitemapindex>"

    def serve_index(self) -> None:
        self.serve(
            "/index.xml", self.index(*(each for each in self.sitemaps if "index" not in each))
        )

    def asked(self) -> list[str]:
        """The paths of all sitemaps that were asked for since the last call, sorted."""
        prefix = self.hosts.url(IP)
        asked = [url.removeprefix(prefix) for url in self.hosts.asked if url.endswith(".xml")]
        self.hosts.asked.clear()
        return sorted(asked)

    def story(self, name: str) -> str:
        return self.hosts.add(self.hosts.url(IP, f"/2026/05/11/{name}"), news_page(name))

    def _answer(self, path: str):
        def answer(handler: BaseHTTPRequestHandler) -> None:
            body = self.sitemaps[path].encode()
            etag = f'"{sha256(body).hexdigest()[:8]}"'
            is_known = self.has_etags and handler.headers["If-None-Match"] == etag
            handler.send_response(304 if is_known else 200)
            if self.has_etags:
                handler.send_header("ETag", etag)
            if not is_known:
                self.sent.append(path)
                handler.send_header("Content-Type", "application/xml")
                handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(b"" if is_known else body)

        return answer


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    with local_hosts(1) as served:
        yield Outlet(served)


@pytest.fixture
def crawl(run_scrapy: RunScrapy, outlet: Outlet):
    """A crawl of the outlet's index; what it wrote on stderr."""

    def run(path: str = "/index.xml", code: ExitCode = ExitCode.OK) -> str:
        outlet.sent.clear()
        outlet.hosts.asked.clear()
        url = outlet.hosts.url(IP, path)
        done = run_scrapy("crawl", "sitemap", "-a", f"url={url}", "-s", "LOG_LEVEL=DEBUG")
        assert done.returncode == code, done.stderr
        return done.stderr

    return run


def known(engine) -> dict[str, tuple[object, ...]]:
    """Path of a stored child sitemap → its links, whether it was read, and whether it lied."""
    found = rows(
        engine, "SELECT url, links, read_at IS NOT NULL, is_misdated FROM newsbot.child_sitemaps"
    )
    return {f"/{row[0].rpartition('/')[2]}": tuple(row[1:]) for row in found}


def test_only_the_changed_one_of_twenty_sitemaps_is_sent_again(outlet, crawl, engine):
    for number in range(COUNT):
        outlet.add(f"/s{number}.xml", "story")
    outlet.serve_index()
    crawl()
    assert len(outlet.sent) == COUNT + 1
    outlet.add("/s7.xml", "story", "late-story")
    report = crawl()
    assert outlet.sent == ["/s7.xml"]
    assert f"'newsbot/child_sitemap_unchanged': {COUNT - 1}" in report
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(2,)]
    assert rows(engine, "SELECT links, failure FROM news.sources") == [(COUNT + 1, None)]


def test_a_sitemap_whose_date_is_as_before_is_not_asked_for(outlet, crawl, engine):
    outlet.has_etags = False
    for number in range(COUNT):
        outlet.add(f"/s{number}.xml", "story", date=f"2026-05-{number % 9 + 1:02}")
    outlet.serve_index()
    crawl()
    outlet.add("/s7.xml", "story", "late-story", date="2026-05-10T10:00:00Z")
    outlet.serve_index()
    report = crawl()
    assert outlet.asked() == ["/index.xml", "/s7.xml"]
    assert f"'newsbot/child_sitemap_unasked': {COUNT - 1}" in report
    crawl()
    assert outlet.asked() == ["/index.xml"]
    assert rows(engine, "SELECT links FROM news.sources") == [(COUNT + 1,)]


def test_a_date_is_not_believed_for_ever(outlet, crawl, engine):
    outlet.add("/a.xml", "one", date="2026-05-01")
    outlet.add("/b.xml", "two", date="2026-05-02")
    outlet.serve_index()
    crawl()
    move_clock(engine, 24 * HOUR)
    crawl()
    assert outlet.asked() == ["/a.xml", "/b.xml", "/index.xml"]
    assert outlet.sent == []


def test_an_index_whose_date_was_once_wrong_is_not_believed_again(outlet, crawl, engine):
    outlet.add("/a.xml", "one", date="2026-05-01")
    outlet.add("/b.xml", "two", date="2026-05-02")
    outlet.serve_index()
    crawl()
    outlet.add("/a.xml", "one", "three")
    for hours in (24, 25):
        move_clock(engine, hours * HOUR)
        crawl()
        assert outlet.asked() == ["/a.xml", "/b.xml", "/index.xml"]
    assert known(engine) == {"/a.xml": (2, True, True), "/b.xml": (1, True, False)}


def test_a_sitemap_of_today_is_asked_for_although_its_date_is_as_before(outlet, crawl, engine):
    (now,) = rows(engine, "SELECT newsbot.now()")[0]
    for name, date in (("day", now.date().isoformat()), ("moment", now.isoformat())):
        outlet.add(f"/{name}.xml", name, date=date)
    outlet.add("/old.xml", "old", date="2020-05-01")
    outlet.serve_index()
    crawl()
    crawl()
    assert outlet.asked() == ["/day.xml", "/index.xml", "/moment.xml"]


def test_equal_bytes_are_not_read_again(outlet, crawl):
    outlet.has_etags = False
    outlet.add("/a.xml", "one")
    outlet.serve_index()
    crawl()
    report = crawl()
    assert sorted(outlet.sent) == ["/a.xml", "/index.xml"]
    assert "newsbot/links_offered" not in report
    assert "'newsbot/source_unchanged': 1" in report


def test_a_sitemap_that_fails_keeps_what_is_known_of_all(outlet, crawl, engine):
    outlet.add("/a.xml", "one")
    outlet.add("/b.xml", "two")
    outlet.serve_index()
    crawl()
    before = known(engine)
    well = outlet.hosts.answers[outlet.hosts.url(IP, "/a.xml")]
    outlet.hosts.answers[outlet.hosts.url(IP, "/a.xml")] = (500, {}, b"")
    report = crawl()
    assert "'newsbot/child_sitemap_failed': 1" in report
    assert known(engine) == before
    outlet.hosts.answers[outlet.hosts.url(IP, "/a.xml")] = well
    move_clock(engine, 24 * HOUR)
    crawl()
    assert outlet.sent == []


def test_a_feed_in_an_index_that_ends_too_soon_is_told_and_read_again(outlet, crawl, engine):
    item = f"<item><link>{outlet.story('one')}</link></item>"
    outlet.serve("/a.xml", f"<rss version='2.0'><channel>{item}<item><link>https://")
    outlet.serve_index()
    report = crawl()
    assert "'newsbot/child_sitemap_failed': 1" in report
    assert known(engine) == {"/a.xml": (1, False, False)}
    crawl()
    assert outlet.sent == ["/a.xml"]


def test_a_sitemap_that_was_never_read_is_asked_for_though_its_index_is_unchanged(
    outlet, crawl, engine
):
    outlet.add("/a.xml", "one")
    outlet.add("/b.xml", "two")
    outlet.serve_index()
    well = outlet.hosts.answers[outlet.hosts.url(IP, "/a.xml")]
    outlet.hosts.answers[outlet.hosts.url(IP, "/a.xml")] = (404, {}, b"")
    crawl()
    assert known(engine)["/a.xml"] == (0, False, False)
    outlet.hosts.answers[outlet.hosts.url(IP, "/a.xml")] = well
    crawl()
    assert outlet.sent == ["/a.xml"]
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(2,)]


def test_what_an_index_lists_no_more_is_forgotten(outlet, crawl, engine):
    outlet.add("/a.xml", "one")
    outlet.add("/b.xml", "two")
    outlet.serve_index()
    crawl()
    outlet.serve("/index.xml", outlet.index("/b.xml"))
    crawl()
    assert list(known(engine)) == ["/b.xml"]


def test_an_index_in_an_index_is_walked_though_neither_changed(outlet, crawl):
    outlet.add("/a.xml", "one")
    outlet.add("/b.xml", "two")
    outlet.serve("/may-index.xml", outlet.index("/a.xml", "/b.xml"))
    outlet.serve("/index.xml", outlet.index("/may-index.xml"))
    crawl()
    outlet.add("/b.xml", "two", "three")
    crawl()
    assert outlet.sent == ["/b.xml"]
    assert outlet.asked() == ["/a.xml", "/b.xml", "/index.xml", "/may-index.xml"]


def test_the_sitemaps_of_a_robots_txt_are_asked_for_conditionally(outlet, crawl, engine):
    outlet.add("/a.xml", "one")
    outlet.hosts.robots(IP, "User-agent: *\nDisallow: /basket\nsitemap: /a.xml")
    crawl("/robots.txt")
    report = crawl("/robots.txt")
    assert (outlet.sent, outlet.asked()) == ([], ["/a.xml"])
    assert "'newsbot/source_unchanged': 1" in report
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(1,)]
