"""Looks up which text blocks of a page recur on stored articles of the same site.

Extraction decides by these numbers which blocks of the page are boilerplate.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Self

from scrapy.crawler import Crawler

from newsbot.crawling.batches import Batches
from newsbot.items import NOTHING_SEEN, FetchedPage, SiteBlocks
from newsbot.storage.articles.blocks.site_windows import SiteWindows
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect

Read = Callable[[Sequence[FetchedPage]], list[SiteBlocks]]


class KnownBlocks:
    """Looks up which text blocks of a page recur on stored articles of the same site.

    If several pages wait, they are looked up together. This is done in a thread, so that the event
    loop is not blocked. A look-up finds all articles that any crawl stored more than half a second
    ago.
    """

    def __init__(self, read: Read) -> None:
        # A look-up does not wait for further pages to fill its batch, because meanwhile worker
        # processes would be idle.
        self._batches: Batches[FetchedPage, SiteBlocks] = Batches(
            lambda pages: with_retries(partial(read, pages))
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """An instance that looks up blocks in the database that the crawler's settings name.

        If the crawl is no run, as in `scrapy runspider`, nothing is looked up.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            return cls(lambda pages: [NOTHING_SEEN] * len(pages))
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        return cls(SiteWindows(engine).read)

    async def around(self, page: FetchedPage) -> SiteBlocks:
        """How often text blocks of `page` recur on stored articles of the same site.

        Only the articles that were fetched nearest in time to `page` are searched.

        Raises:
            DatabaseError: the database failed for good.
        """
        return await self._batches.submit(page)
