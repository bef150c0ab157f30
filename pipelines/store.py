"""The pipeline step that stores articles, rejections and source reports in the database.

An item is passed on, or dropped, only after the transaction that wrote the item is committed.
"""

import asyncio
import logging
from functools import partial
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from newsbot.batches import Batches
from newsbot.errors import RowRefused
from newsbot.items import (
    Article,
    Copy,
    FingerprintedArticle,
    New,
    Outcome,
    Rejection,
    SourceReport,
)
from newsbot.plain_text import one_line
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.sites import Sites

logger = logging.getLogger(__name__)

# How many seconds a batch that is not full waits for further items before it is stored. A
# transaction takes 6 ms of CPU time for the first article and 1 ms for each further article. At 30
# pages a second, this wait cuts the CPU time for an article to a quarter.
GATHER_S = 0.2
# The maximum number of characters of a source's URL in a log message.
MAX_URL_LENGTH = 300


class StorePipeline:
    """A pipeline that stores items; items that arrive at the same time share a transaction."""

    def __init__(self, store: ArticleStore, sites: Sites, stats: StatsCollector) -> None:
        self._batches: Batches[FingerprintedArticle | Rejection, Outcome] = Batches(
            lambda items: with_retries(partial(store.store, items)), gather_s=GATHER_S
        )
        self._sites = sites
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the pipeline, for the database that the crawler's settings name."""
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        run_id = crawler.settings.getint("NEWSBOT_RUN_ID") or None
        return cls(ArticleStore(engine, run_id), Sites(engine), crawler.stats)

    async def process_item(self, item: Any) -> Any:
        """Stores an item, and then returns its article, for Scrapy's feed exports.

        Raises:
            DropItem: the item is a rejection or a source report: these are stored, but not
                exported.
        """
        if isinstance(item, SourceReport):
            await self._record(item)
            raise DropItem("source report")
        try:
            outcome = await self._batches.submit(item)
        except RowRefused as error:
            item = not_storable(item, error)
            outcome = await self._batches.submit(item)
        self._count(item, outcome)
        if isinstance(item, Rejection):
            raise DropItem(item.reason)
        return item.article

    async def _record(self, report: SourceReport) -> None:
        """Stores a report about a source, counts it, and logs a warning if the source failed."""
        work = partial(self._sites.record_report, report)
        await asyncio.to_thread(with_retries, work)
        if report.failure is None:
            self._stats.inc_value("newsbot/source_fetched")
        else:
            self._stats.inc_value("newsbot/source_failed")
            self._stats.inc_value(f"newsbot/source_failed/{report.reason}")
            url = one_line(report.url, MAX_URL_LENGTH)
            logger.warning("Cannot read the %s %s: %s", report.kind, url, report.failure)

    def _count(self, item: FingerprintedArticle | Rejection, outcome: Outcome) -> None:
        if isinstance(item, Rejection):
            site = item.site
            what = "failed" if item.stage == "download" else "rejected"
            self._stats.inc_value(f"newsbot/{what}/{item.reason}")
        else:
            site = item.article.site
            is_copy = isinstance(outcome, New) and outcome.takes_over is not None
            # A new article may take the place of the original in a group of stored copies. It is
            # counted as a copy all the same: a group counts as one new article, and its former
            # original was counted as that one before.
            what = (Copy if is_copy else type(outcome)).__name__.lower()
            self._stats.inc_value(f"newsbot/{what}")
        self._stats.inc_value(f"newsbot/site/{site}/{what}")


def not_storable(item: Article | FingerprintedArticle | Rejection, error: RowRefused) -> Rejection:
    """The rejection that is stored in place of an item that the database refuses."""
    about = item.article if isinstance(item, FingerprintedArticle) else item
    return Rejection(
        url=about.url,
        requested_url=about.requested_url,
        site=about.site,
        at=about.at if isinstance(about, Rejection) else about.fetched_at,
        stage="store",
        reason="not_storable",
        detail=str(error),
        # The extractor's version is stored, so that the page is tried again once there is a newer
        # extractor, which may extract an article that the database accepts.
        extractor_version=None if isinstance(about, Rejection) else about.extractor_version,
    )
