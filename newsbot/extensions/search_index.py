"""Fills the index of the function `news.search` of the database while a crawl runs."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsbot.errors import DatabaseError
from newsbot.storage.engine import connect
from newsbot.storage.readers.search_index import index_batch

logger = logging.getLogger(__name__)

# The pause in seconds after which newly stored articles are indexed. They could be indexed at once,
# but then an article that is stored several times within seconds would be indexed each time.
INTERVAL_S = 5
# The longest time in seconds for which a crawl goes on indexing at its end. This is enough for the
# articles of the crawl. After an upgrade of newsbot, older articles may be queued too. If time does
# not suffice for these, the next crawl, or `scrapy db upgrade`, goes on with them.
LAST_S = 60
# The longest time in seconds for which a crawl goes on indexing after a signal has stopped it. Such
# a crawl has to end within seconds.
LAST_OF_STOPPED_S = 3


class SearchIndexer:
    """An extension that indexes newly stored articles every few seconds, and at the end."""

    def __init__(
        self, index: Callable[[], int], interval_s: float = INTERVAL_S, last_s: float = LAST_S
    ) -> None:
        self._index = index
        self._interval_s = interval_s
        self._last_s = last_s
        self._indexing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the extension, which indexes while a spider is open.

        Raises:
            NotConfigured: the crawl stores nothing, as in `scrapy shell`.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        indexer = cls(partial(index_batch, connect(crawler.settings["NEWSBOT_DATABASE_URL"])))
        crawler.signals.connect(indexer.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(indexer.spider_closed, signal=signals.spider_closed)
        return indexer

    def spider_opened(self) -> None:
        """Starts to index newly stored articles, every `interval_s` seconds."""
        self._indexing = asyncio.get_running_loop().create_task(self._keep())

    async def spider_closed(self, reason: str) -> None:
        """Indexes the articles that are left in the queue, for at most `last_s` seconds.

        `reason` says why the spider was closed. If it is "shutdown", a signal stopped the crawl,
        and there is less time.
        """
        if reason == "shutdown":
            self._last_s = min(self._last_s, LAST_OF_STOPPED_S)
        self._closing.set()
        if self._indexing is not None:
            await self._indexing

    async def _keep(self) -> None:
        while not self._closing.is_set():
            try:
                await asyncio.wait_for(self._closing.wait(), self._interval_s)
            except TimeoutError:
                await self._index_until(self._closing.is_set)
        deadline = time.monotonic() + self._last_s
        await self._index_until(lambda: time.monotonic() > deadline)

    async def _index_until(self, is_over: Callable[[], bool]) -> None:
        """Indexes batches of articles until the queue is empty, or `is_over` returns True."""
        try:
            done = 1
            while done and not is_over():
                done = await asyncio.to_thread(self._index)
        except DatabaseError as error:
            # Nothing is lost: the articles stay queued until the next attempt.
            logger.warning("%s", error)
