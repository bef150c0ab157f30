"""Sets newsbot's clock by the database server's clock, again and again while a crawl runs."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsbot.errors import DatabaseError
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect

logger = logging.getLogger(__name__)

# The time in seconds between two queries for the database's time. The clocks of two machines drift
# apart by less than a second in this time. The interval is not longer, because newsbot must
# notice soon if somebody sets the clock of the database's server.
INTERVAL_S = 600


class ClockKeeper:
    """An extension that sets newsbot's clock to the database's time every INTERVAL_S seconds."""

    def __init__(self, ask: Callable[[], None], interval_s: float = INTERVAL_S) -> None:
        self._ask = ask
        self._interval_s = interval_s
        self._asking: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the extension, which asks the database for the time while a spider is open.

        Raises:
            NotConfigured: the crawl stores nothing and needs no database, as in `scrapy shell`.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        keeper = cls(partial(set_clock, connect(crawler.settings["NEWSBOT_DATABASE_URL"])))
        crawler.signals.connect(keeper.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(keeper.spider_closed, signal=signals.spider_closed)
        return keeper

    def spider_opened(self) -> None:
        """Starts to ask the database for the time every INTERVAL_S seconds.

        It does not ask at once, because the command that starts the crawl has just asked.
        """
        self._asking = asyncio.get_running_loop().create_task(self._keep())

    def spider_closed(self) -> None:
        """Stops asking the database for the time."""
        if self._asking is not None:
            self._asking.cancel()

    async def _keep(self) -> None:
        # A loop is used here, because Scrapy's own class for repeated calls cannot call a
        # coroutine.
        while True:
            await asyncio.sleep(self._interval_s)
            try:
                await asyncio.to_thread(with_retries, self._ask)
            except DatabaseError as error:
                logger.warning("Cannot ask the database for the time: %s", error)
