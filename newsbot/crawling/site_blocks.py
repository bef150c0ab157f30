"""Looks up how often the text blocks of a page (e.g. paragraphs) occur on other pages of the site.

A block that occurs on many pages, such as "Subscribe to our newsletter", is no part of the article.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Self

from scrapy.crawler import Crawler

from newsbot.crawling.batches import Batches
from newsbot.crawling.database.of_crawler import work_of
from newsbot.items import NOTHING_SEEN, FetchedPage, SiteBlocks

# The time in seconds for which a batch that is not full waits for further pages. The larger the
# batch, the less CPU time each page takes. It is no longer than a worker process takes for a page,
# so that workers are not kept waiting.
GATHER_S = 0.05

Read = Callable[[Sequence[FetchedPage]], list[SiteBlocks]]


class KnownBlocks:
    """Looks up how often the text blocks of a page (e.g. paragraphs) occur in other articles.

    The articles are those of the same site in the database. An article that was stored less than
    half a second ago may be missed. Several pages are looked up in one query, off the event loop.

    Args:
        read: takes pages, whose content is left out, and returns what is known for each; may block.
        gather_s: the time in seconds for which a query waits for further pages.
    """

    def __init__(self, read: Read, gather_s: float = 0) -> None:
        self._batches: Batches[FetchedPage, SiteBlocks] = Batches(read, gather_s=gather_s)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """An instance that queries the database named in the settings of `crawler`.

        A crawl that stores nothing, e.g. with `scrapy runspider`, does not use the database. Then
        the instance says of each page that no other article has its blocks.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            return cls(lambda pages: [NOTHING_SEEN] * len(pages))
        return cls(partial(work_of(crawler).do, "count_blocks"), GATHER_S)

    async def around(self, page: FetchedPage) -> SiteBlocks:
        """How often the text blocks of `page` occur in stored articles of the same site.

        Only those articles are searched that were fetched at about the same time as `page`.

        Raises:
            DatabaseError: the database failed for good.
        """
        # The content of the page is not needed, and need not be sent to another process.
        return await self._batches.submit(replace(page, body=b"", exchange=None))
