"""Makes a crawl end as failed after an unexpected exception or a failure of the database."""

import asyncio
import logging
from typing import Any, Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from newsbot.errors import DatabaseError, SchemaError, Stopped
from newsbot.storage.connection.retry import outage
from newsbot.storage.engine import explained

logger = logging.getLogger(__name__)

# Scrapy uses these loggers to log exceptions in callbacks, `start()`, pipelines and exports. Scrapy
# does not count these exceptions. Therefore newsbot counts the messages in the log.
LOGGERS = (
    "scrapy.core.engine",
    "scrapy.core.scraper",
    "scrapy.utils.signal",
    "scrapy.crawler",
    "scrapy.extensions.feedexport",
)


class FailureWatch(logging.Handler):
    """An extension that counts unexpected errors, and ends the crawl when the database fails."""

    def __init__(self, crawler: Crawler, stats: StatsCollector) -> None:
        super().__init__(level=logging.ERROR)
        self._crawler = crawler
        self._stats = stats
        self._ending: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the extension, and connects it to the errors that it counts.

        These are exceptions in spiders and pipelines, and errors that Scrapy logs with LOGGERS.
        """
        watch = cls(crawler, crawler.stats)
        crawler.signals.connect(watch.item_error, signal=signals.item_error)
        crawler.signals.connect(watch.spider_error, signal=signals.spider_error)
        crawler.signals.connect(watch.spider_idle, signal=signals.spider_idle)
        for name in LOGGERS:
            logging.getLogger(name).addHandler(watch)
            logging.getLogger(name).addFilter(_is_not_of_the_database)
        # psycopg logs a warning for each statement that it skips after a failed one. These warnings
        # are turned off. The error of the failed statement itself is still logged.
        logging.getLogger("psycopg").setLevel(logging.ERROR)
        return watch

    def emit(self, record: logging.LogRecord) -> None:
        """Counts an error that Scrapy has logged, in the counter `newsbot/errors`."""
        self._stats.inc_value("newsbot/errors")

    def item_error(self, item: Any, failure: Failure) -> None:
        """Counts an item for which a pipeline raised an exception.

        If the exception is a DatabaseError, the crawl is ended.
        """
        self._stats.inc_value("newsbot/item_errors")
        self._end_without_database(failure)

    def spider_error(self, failure: Failure) -> None:
        """Ends the crawl if a callback, `start()` or a spider middleware raised a DatabaseError."""
        self._end_without_database(failure)

    def spider_idle(self) -> None:
        """After a failure of the database, keeps the crawl open until the method `_end` ends it.

        Otherwise Scrapy would end the crawl as soon as it has no requests, with the wrong
        `finish_reason` "finished".
        """
        if self._ending is not None and not self._ending.done():
            raise DontCloseSpider

    def _end_without_database(self, failure: Failure) -> None:
        error = failure.value
        if isinstance(error, Stopped) or not isinstance(error, DatabaseError):
            return
        if self._ending is None:
            # This value decides the exit code. It is set at once, because the crawl may end in
            # another way before `_end` is done.
            self._stats.set_value("newsbot/database_failed", str(error))
            self._ending = asyncio.ensure_future(self._end(error))

    async def _end(self, error: DatabaseError) -> None:
        """Ends the crawl after the database has failed, and records why it failed.

        If the cause is that another process changed the schema of the database, the `finish_reason`
        is "schema_moved". Otherwise it is "database_failed".
        """
        reason = await asyncio.to_thread(
            explained, self._crawler.settings["NEWSBOT_DATABASE_URL"], error
        )
        name = "schema_moved" if isinstance(reason, SchemaError) else "database_failed"
        self._stats.set_value(f"newsbot/{name}", str(reason))
        logger.error("%s; the crawl ends", reason)
        # From here on, a database operation that fails is not repeated. The crawl has already
        # waited for the database once, and must not wait again while it ends.
        outage.give_up()
        # The database has failed, so pages fetched from now on could not be stored. Therefore all
        # requests that have not been sent yet are dropped.
        downloader: Any = self._crawler.engine.downloader
        downloader.drop_all()
        await self._crawler.engine.close_spider_async(reason=name)


def _is_not_of_the_database(record: logging.LogRecord) -> bool:
    """A filter for log records that removes those with a DatabaseError: it returns False for them.

    When the database fails, many parts of a crawl log the same error. FailureWatch logs it once.
    """
    return not (record.exc_info and isinstance(record.exc_info[1], DatabaseError))
