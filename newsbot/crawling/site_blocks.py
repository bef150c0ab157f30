"""Looks up how often the text blocks of a page (e.g. paragraphs) occur on other pages of the site.

A block that occurs on many pages is boilerplate, and no part of the article.
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
    """Looks up how often the text blocks of a page occur in stored articles of the same site.

    Several pages are looked up in one query of the database, which runs in a thread. All articles
    are searched that were stored at least half a second before.
    """

    def __init__(self, read: Read) -> None:
        # A batch is looked up at once, even if it has only one page. Otherwise worker processes
        # would have to wait.
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
        """How often the text blocks of `page` occur in stored articles of the same site.

        Only those articles are searched that were fetched at about the same time as `page`.

        Raises:
            DatabaseError: the database failed for good.
        """
        return await self._batches.submit(page)
