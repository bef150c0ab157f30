"""Bare Scrapy over a sitemap: what the main process would cost if it only fetched the pages.

    python -m tests.benchmarks.bare_scrapy SITEMAP

fetches all pages of the sitemap without any code of newsbot, and prints its CPU seconds and the
number of the pages.
"""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from time import process_time
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from newsbot.errors import NewsbotError
from settings import production
from tests.benchmarks.measuring import BaselineCost

# The settings of a crawl by newsbot in which no class of newsbot is named.
AS_IN_PRODUCTION = (
    "CONCURRENT_ITEMS",
    "CONCURRENT_REQUESTS",
    "COOKIES_ENABLED",
    "DOWNLOAD_FAIL_ON_DATALOSS",
    "DOWNLOAD_MAXSIZE",
    "DOWNLOAD_TIMEOUT",
    "LOG_LEVEL",
    "METAREFRESH_ENABLED",
    "REMOTE_CONTROL_ENABLED",
    "RETRY_ENABLED",
    "SCHEDULER_MEMORY_QUEUE",
    "TELNETCONSOLE_ENABLED",
    "URLLENGTH_LIMIT",
    "WARN_ON_GENERATOR_RETURN_VALUE",
)
# Scrapy's middlewares that newsbot does without.
_OFF = {
    "DOWNLOADER_MIDDLEWARES": (
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    ),
    "SPIDER_MIDDLEWARES": (
        "scrapy.spidermiddlewares.depth.DepthMiddleware",
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
    ),
}


def bare_scrapy_cost(sitemap: str, timeout_s: float) -> BaselineCost:
    """What a crawl of the pages of `sitemap` takes in a process of its own.

    Raises:
        NewsbotError: the crawl failed.
    """
    done = subprocess.run(
        [sys.executable, "-m", __name__, sitemap],
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    if done.returncode:
        raise NewsbotError(f"bare Scrapy failed: {done.stderr.strip().splitlines()[-1:]}")
    cpu_s, pages = done.stdout.split()
    return BaselineCost(pages=int(pages), cpu_s=float(cpu_s))


class BareSpider(Spider):
    """Fetches the pages that a sitemap lists, and yields each as an item."""

    name = "bare"

    def __init__(self, sitemap: str, **unused: Any) -> None:
        super().__init__(**unused)
        self._sitemap = sitemap
        self.pages = 0

    async def start(self) -> AsyncIterator[Request]:
        """Yields the request for the sitemap."""
        yield Request(self._sitemap, callback=self.parse_sitemap)

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Yields a request for each page."""
        for url in response.xpath("//*[local-name() = 'loc']/text()").getall():
            yield Request(url, callback=self.parse_page)

    def parse_page(self, response: Response) -> Iterator[dict[str, Any]]:
        """Yields the page."""
        self.pages += 1
        yield {"url": response.url, "body": response.body}


def _settings() -> dict[str, Any]:
    shared = {name: getattr(production, name) for name in AS_IN_PRODUCTION}
    return shared | {
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": production.CONCURRENT_REQUESTS,
        "EXTENSIONS_BASE": {"scrapy.extensions.corestats.CoreStats": 0},
        **{name: dict.fromkeys(classes) for name, classes in _OFF.items()},
    }


def _crawl(sitemap: str) -> int:
    process = CrawlerProcess(_settings())
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, sitemap=sitemap)
    process.start()
    spider = crawler.spider
    return spider.pages if isinstance(spider, BareSpider) else 0


if __name__ == "__main__":
    fetched = _crawl(sys.argv[1])
    print(process_time(), fetched)
