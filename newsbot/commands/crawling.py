"""A crawl inside a command: run to its end, with what prevented it raised."""

import asyncio

from scrapy.crawler import Crawler, CrawlerProcessBase


def crawl_to_end(process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, str]) -> None:
    """Runs `crawler` until it has finished or was stopped by a signal.

    Raises what kept it from starting, e.g. an error in a component's from_crawler.
    """
    crawling = process.crawl(crawler, **arguments)
    process.start()
    # A second signal leaves the crawl unfinished.
    if isinstance(crawling, asyncio.Future) and crawling.done() and not crawling.cancelled():
        error = crawling.exception()
        if error is not None:
            raise error
