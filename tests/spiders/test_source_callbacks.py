"""What the source spiders' callbacks make of responses."""

import asyncio

import pytest
from scrapy.http import TextResponse

from newsbot.errors import WorkerTimeout
from newsbot.spiders.feed import FeedSpider
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
    spider = FeedSpider(url=source)
    spider.pool = InPlace()
    answer = TextResponse(
        source, body=feed.encode(), request=spider.source_request(spider.sources[0])
    )
    request, report = asyncio.run(_all(spider.parse_source(answer)))
    assert (request.url, request.meta["site"]) == (article, site)
    assert (report.links, report.failure) == (1, None)


async def _all(outcomes):
    return [outcome async for outcome in outcomes]


class Hung:
    """A worker pool whose calls take too long."""

    async def run(self, function, *arguments, timeout_s):
        raise WorkerTimeout(f"gave no result within {timeout_s} s")


def test_a_source_that_hangs_its_parser_has_failed():
    spider = FeedSpider(url="https://gazette.example/rss")
    spider.pool = Hung()
    request = spider.source_request(spider.sources[0])
    answer = TextResponse(request.url, body=b"<rss>", request=request)
    (report,) = asyncio.run(_all(spider.parse_source(answer)))
    assert (report.links, report.reason) == (0, "parse_timeout")
    assert report.failure == "Reading the feed took too long: gave no result within 60 s"
