"""What the source spiders' callbacks make of responses."""

import asyncio

import pytest
from scrapy.http import TextResponse

from newsbot.errors import WorkerTimeout
from newsbot.spiders.by_kind import SPIDERS
from tests.spiders.in_place import InPlace


@pytest.mark.parametrize(
    ("source", "article", "site"),
    [
        ("https://www.theguardian.com/rss", "https://counter.example/~r/x", "guardian"),
        ("https://www.theguardian.com/rss", "https://www.npr.org/a", "npr"),
        ("https://links.example/rss", "https://news.example.org/a", "example.org"),
    ],
)
def test_an_article_is_its_hosts_or_else_its_registered_sources(source, article, site):
    feed = f"<rss version='2.0'><item><link>{article}</link></item></rss>"
    spider = SPIDERS["feed"](url=source)
    spider.pool = InPlace()
    answer = TextResponse(
        source, body=feed.encode(), request=spider.source_request(spider.sources[0])
    )
    request, report = asyncio.run(_all(spider.parse_source(answer)))
    assert (request.url, request.meta["site"]) == (article, site)
    assert (report.links, report.failure) == (1, None)


def test_the_newest_links_come_first_and_undated_ones_last():
    """In one order with each other."""
    days = ("", "2026-05-10", "", "2026-05-12", "2026-05-11")
    urls = "".join(
        f"<url><loc>https://links.example/{number}</loc><lastmod>{day}</lastmod></url>"
        for number, day in enumerate(days)
    )
    body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"
    spider = SPIDERS["sitemap"](url="https://links.example/map.xml")
    spider.pool = InPlace()
    request = spider.source_request(spider.sources[0])
    answer = TextResponse(request.url, body=body.encode(), request=request)
    *requests, _ = asyncio.run(_all(spider.parse_source(answer)))
    assert [request.url[-1] for request in requests] == ["3", "4", "1", "0", "2"]


async def _all(outcomes):
    return [outcome async for outcome in outcomes]


class Hung:
    """A worker pool whose calls take too long."""

    async def run(self, function, *arguments, timeout_s):
        raise WorkerTimeout(f"gave no result within {timeout_s} s")


def test_a_source_that_hangs_its_parser_has_failed():
    spider = SPIDERS["feed"](url="https://gazette.example/rss")
    spider.pool = Hung()
    request = spider.source_request(spider.sources[0])
    answer = TextResponse(request.url, body=b"<rss>", request=request)
    (report,) = asyncio.run(_all(spider.parse_source(answer)))
    assert (report.links, report.reason) == (0, "parse_timeout")
    assert report.failure == "Reading the feed took too long: gave no result within 60 s"
