"""What is known of a site's blocks, for each page before it is extracted."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Self

from scrapy.crawler import Crawler

from newsbot.batches import Batches
from newsbot.items import FetchedPage, SiteBlocks
from newsbot.storage.articles.site_blocks import read_site_blocks
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect

Read = Callable[[Sequence[FetchedPage]], list[SiteBlocks]]


class KnownBlocks:
    """Reads what earlier articles say, in batches, off the event loop.

    Nothing is kept from page to page: each sees all that was committed before it was asked for, by
    whichever crawl.
    """

    def __init__(self, read: Read) -> None:
        # Waiting for company would save .5 ms of CPU a page, and keep pages from the workers.
        self._batches = Batches(partial(_read, read))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the crawler's database."""
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        return cls(partial(read_site_blocks, engine))

    async def around(self, page: FetchedPage) -> SiteBlocks:
        """What the articles of the page's site say that were fetched nearest to it.

        Raises:
            DatabaseError: the database failed for good.
        """
        return await self._batches.submit(page)


def _read(read: Read, pages: Sequence[FetchedPage]) -> list[SiteBlocks]:
    return with_retries(partial(read, pages))
