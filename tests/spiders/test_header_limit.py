"""Responses with long headers, on a real server."""

from collections.abc import Iterator

import pytest

from tests.spiders.raw_site import RawSite, answer, length, raw_site
from tests.spiders.small_crawl import crawl

PAGE = b"<html><body>Bridge"
FEED = b"""<rss version="2.0"><channel><item><link>https://gazette.example/2026/05/11/a</link>
</item></channel></rss>"""
LONG = {
    "etag": (f'ETag: "{"e" * 20_000}"',),
    "policy": (f"Content-Security-Policy: {'x' * 60_000}",),
    "one-line": (f"X-Note: {'x' * 250_000}",),
    "many-lines": tuple(f"X-Note-{n}: {'x' * 200}" for n in range(1_000)),
}
TOO_LONG = {
    "one-line": (f"X-Note: {'x' * 300_000}",),
    "many-lines": tuple(f"X-Note-{n}: {'x' * 200}" for n in range(2_000)),
    "continued": ("X-Note: x", *(f" {'x' * 200}" for _ in range(2_000))),
}


@pytest.fixture
def site() -> Iterator[RawSite]:
    with raw_site() as site:
        yield site


def add_all(site: RawSite, headers: dict[str, tuple[str, ...]]) -> list[str]:
    return [
        site.add(f"/{name}", answer(PAGE, *lines, length(PAGE))) for name, lines in headers.items()
    ]


def test_a_page_with_long_headers_is_read(site):
    crawled = crawl("pages", urls=",".join(add_all(site, LONG)))
    assert crawled.rejections == {}
    assert {(page.body, page.is_partial) for page in crawled.pages} == {(PAGE, False)}


def test_a_feed_with_a_long_etag_is_read(site):
    url = site.add("/feed", answer(FEED, *LONG["etag"], length(FEED)))
    (report,) = crawl("feed", url=url).reports
    assert (report.reason, report.links) == (None, 1)


def test_a_page_with_headers_beyond_the_limit_is_too_large_and_the_host_goes_on(site):
    last = site.add("/last", answer(PAGE, length(PAGE)))
    crawled = crawl("pages", urls=",".join([*add_all(site, TOO_LONG), last]))
    assert {(each.reason, each.detail) for each in crawled.rejections.values()} == {
        ("too_large", "the headers of the response have over 262144 bytes")
    }
    assert len(crawled.rejections) == len(TOO_LONG)
    assert [page.url for page in crawled.pages] == [last]
