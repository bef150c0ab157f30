"""Keeps newsbot's time in a crawl in step with the clock of the database server."""

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

# Seconds between two questions. A clock drifts by less than a second in this time, but somebody may
# set it at any time.
INTERVAL_S = 600


class ClockKeeper:
    """An extension that asks the database for the time every INTERVAL_S seconds."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._asking = create_looping_call(self._set)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The extension of a crawler; it asks the crawler's database while the spider is open."""
        keeper = cls(partial(set_clock, connect(crawler.settings["NEWSBOT_DATABASE_URL"])))
        crawler.signals.connect(keeper.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(keeper.spider_closed, signal=signals.spider_closed)
        return keeper

    def spider_opened(self) -> None:
        """Starts the questions, the first after INTERVAL_S: the command has asked once already."""
        self._asking.start(INTERVAL_S, now=False)

    def spider_closed(self) -> None:
        """Stops the questions to the database."""
        if self._asking.running:
            self._asking.stop()

    async def _set(self) -> None:
        await asyncio.to_thread(with_retries, self._ask)
