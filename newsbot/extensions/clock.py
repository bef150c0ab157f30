"""Keeps this process's clock at the database's while a crawl runs."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect

# A clock that is a second off in ten minutes is broken; one may be corrected by more at any time.
INTERVAL_S = 600


class ClockKeeper:
    """Asks the database for the time every INTERVAL_S."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._asking = create_looping_call(self._set)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the crawler's database, for as long as the spider is open."""
        keeper = cls(partial(set_clock, connect(crawler.settings["NEWSBOT_DATABASE_URL"])))
        crawler.signals.connect(keeper.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(keeper.spider_closed, signal=signals.spider_closed)
        return keeper

    def spider_opened(self) -> None:
        """Begins to ask; the command has asked for the first time."""
        self._asking.start(INTERVAL_S, now=False)

    def spider_closed(self) -> None:
        """Asks no more."""
        if self._asking.running:
            self._asking.stop()

    async def _set(self) -> None:
        await asyncio.to_thread(with_retries, self._ask)
