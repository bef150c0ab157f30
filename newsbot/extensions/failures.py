"""Watches for what must not pass as success: unexpected exceptions and a lost database."""

import asyncio
import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from newsbot.errors import DatabaseError, SchemaError, Stopped
from newsbot.storage.engine import explained

logger = logging.getLogger(__name__)

# Where Scrapy logs, and then forgets, what a callback, start(), a pipeline, its closing or an
# export raised.
LOGGERS = (
    "scrapy.core.engine",
    "scrapy.core.scraper",
    "scrapy.utils.signal",
    "scrapy.crawler",
    "scrapy.extensions.feedexport",
)


class FailureWatch(logging.Handler):
    """Counts unexpected errors as `newsbot/errors` and ends the crawl when the database is gone."""

    def __init__(self, crawler: Crawler, stats: StatsCollector) -> None:
        super().__init__(level=logging.ERROR)
        self._crawler = crawler
        self._stats = stats
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens to Scrapy's signals and loggers until the process ends."""
        watch = cls(crawler, crawler.stats)
        crawler.signals.connect(watch.item_error, signal=signals.item_error)
        crawler.signals.connect(watch.spider_error, signal=signals.spider_error)
        crawler.signals.connect(watch.spider_idle, signal=signals.spider_idle)
        for name in LOGGERS:
            logging.getLogger(name).addHandler(watch)
            logging.getLogger(name).addFilter(_is_not_of_the_database)
        # It notes that the statements after a failed one are not run.
        logging.getLogger("psycopg").setLevel(logging.ERROR)
        return watch

    def emit(self, record: logging.LogRecord) -> None:
        """Counts an ERROR line of one of LOGGERS."""
        self._stats.inc_value("newsbot/errors")

    def item_error(self, item: Any, failure: Failure) -> None:
        """A pipeline raised."""
        self._stats.inc_value("newsbot/item_errors")
        self._end_without_database(failure)

    def spider_error(self, failure: Failure) -> None:
        """A callback, an errback, start() or a spider middleware raised."""
        self._end_without_database(failure)

    def spider_idle(self) -> None:
        """Has the crawl wait for its end by `_end`: to finish in order would look like success."""
        if self._ending is not None and not self._ending.done():
            raise DontCloseSpider

    def _end_without_database(self, failure: Failure) -> None:
        error = failure.value
        if isinstance(error, Stopped) or not isinstance(error, DatabaseError):
            return
        if self._ending is None:
            # At once, so that the exit code says so whatever else ends the crawl meanwhile.
            self._stats.set_value("newsbot/database_failed", str(error))
            self._ending = asyncio.ensure_future(self._end(error))

    async def _end(self, error: DatabaseError) -> None:
        reason = await asyncio.to_thread(
            explained, self._crawler.settings["NEWSBOT_DATABASE_URL"], error
        )
        name = "schema_moved" if isinstance(reason, SchemaError) else "database_failed"
        self._stats.set_value(f"newsbot/{name}", str(reason))
        logger.error("%s; the crawl ends", reason)
        # What is fetched from now on could not be stored.
        downloader: Any = self._crawler.engine.downloader
        downloader.drop_all()
        await self._crawler.engine.close_spider_async(reason=name)


def _is_not_of_the_database(record: logging.LogRecord) -> bool:
    """Drops the tracebacks of all that was under way when the database was lost: one line does."""
    return not (record.exc_info and isinstance(record.exc_info[1], DatabaseError))
