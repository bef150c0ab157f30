"""The item pipeline that stores articles, rejections and reports on sources in the database.

An item is passed on, or dropped, only after the transaction that wrote the item is committed.
"""

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from newsbot.crawling.batches import Batches
from newsbot.crawling.database.of_crawler import CrawlWork, work_of
from newsbot.crawling.page_reading import not_storable
from newsbot.crawling.waves.settling import store_wave
from newsbot.crawling.waves.stages import Process, Waves, in_thread, waves_of
from newsbot.downloading.leases import leases_of
from newsbot.errors import RowRefused
from newsbot.items import (
    Alias,
    Article,
    BackfillReport,
    Deferred,
    FingerprintedArticle,
    Outcome,
    Rejected,
    Rejection,
    SamePage,
    SourceReport,
    counted_as,
    exported,
    exported_unstored,
)
from newsbot.logs import MAX_URL_LENGTH, tell_page
from newsbot.plain_text import one_line
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.leases.backfill_pages import BackfillPages
from newsbot.storage.leases.polls import Polls
from newsbot.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsbot.storage.articles.refused import Item

sources = logging.getLogger("newsbot.sources")

# The time in seconds for which a batch of items that is not full waits for further items. Storing
# several articles in one transaction takes less CPU time: 6 ms for the first one, and 1 ms for each
# further one. The wait is short, because articles come in batches already, from the look-up. A
# longer wait would slow down the crawl: a request is finished only when its item is stored, and at
# most 20 requests to a host may be unfinished.
GATHER_S = 0.1
REPEATED = (
    'backfill %s: the next page ("Older posts") is not read, because hardly any link here is new'
)


class StorePipeline:
    """An item pipeline that stores items in the database, several in one transaction."""

    def __init__(
        self,
        work: CrawlWork,
        polls: Polls,
        past: BackfillPages,
        stats: StatsCollector,
        waves: Waves | None = None,
    ) -> None:
        self._batches: Batches[Item, Outcome] = Batches(
            partial(work.do, "store"), gather_s=GATHER_S
        )
        self._stage = None if waves is None else waves.stage(_storing(work))
        self._work = work
        self._polls = polls
        self._past = past
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Self | NotStored":
        """Makes the pipeline for a crawler. It stores items in the database that the settings name.

        If the crawl stores nothing, as in `scrapy runspider`, a pipeline is made that only prepares
        articles for export.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            return NotStored()
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        run_id = crawler.settings.getint("NEWSBOT_RUN_ID")
        is_fetched = getattr(crawler.spidercls, "downloads", True)
        queue_of = leases_of(crawler).queue_of if is_fetched else None
        polls = Polls(engine, queue_of or host_of, run_id)
        past = BackfillPages(engine, queue_of or host_of, run_id)
        return cls(work_of(crawler), polls, past, crawler.stats, waves_of(crawler))

    async def process_item(self, item: Any) -> Any:
        """Stores an item, and returns its article for Scrapy's feed exports.

        Items of other classes, which a user's own spider yields, are returned unchanged.

        Raises:
            DropItem: the item has no article to export. It is a rejection, an unchanged page, a
                report on a source, or a page whose article is stored under another URL. This is
                also raised if the item could not be stored now, e.g. because the lease of its host
                was lost.
        """
        if isinstance(item, SourceReport):
            await self._record(item)
            raise DropItem("source report")
        if isinstance(item, BackfillReport):
            await self._backfilled(item)
            raise DropItem("report of a backfill")
        if not isinstance(item, FingerprintedArticle | Rejection | SamePage):
            return item
        if self._stage is not None and self._stage.has(item):
            outcome = await self._stage.submit(item)
        else:
            item, outcome = await self._stored(item)
        if isinstance(outcome, Rejected):
            item = outcome.rejection
        self._count(item, outcome)
        if isinstance(outcome, Deferred):
            raise DropItem(outcome.reason)
        if isinstance(item, SamePage) or isinstance(outcome, Alias):
            raise DropItem(counted_as(outcome))
        if isinstance(item, Rejection):
            raise DropItem(item.reason)
        return exported(item, outcome)

    async def _stored(self, item: "Item") -> "tuple[Item, Outcome]":
        """Stores an item, or a rejection in its place if the database refuses the item."""
        try:
            return item, await self._batches.submit(item)
        except RowRefused as error:
            item = not_storable(item, error)
            return item, await self._batches.submit(item)

    async def close_spider(self) -> None:
        """Ends the process that did the database work of the crawl."""
        await asyncio.to_thread(self._work.close)

    async def _record(self, report: SourceReport) -> None:
        """Stores, counts and logs the result of a poll of a source."""
        work = partial(self._polls.record, report)
        if not await asyncio.to_thread(with_retries, work):
            outcome = "deferred"
        elif report.is_unchanged:
            outcome = "unchanged"
        else:
            outcome = "fetched" if report.failure is None else "failed"
        url = one_line(report.url, MAX_URL_LENGTH)
        said: dict[str, Any] = {"url": report.url, "site": report.site, "outcome": outcome}
        self._stats.inc_value(f"newsbot/source_{outcome}")
        if report.failure is None:
            sources.info("%s %s: %d links", report.kind, url, report.links, extra=said)
        else:
            self._stats.inc_value(f"newsbot/source_failed/{report.reason}")
            said["reason"] = report.reason
            text = "Cannot read the %s %s: %s"
            sources.warning(text, report.kind, url, report.failure, extra=said)

    async def _backfilled(self, report: BackfillReport) -> None:
        """Stores, counts and logs what a backfill found on a page that lists old articles."""
        found = await asyncio.to_thread(with_retries, partial(self._past.record, report))
        outcome = "deferred" if found is None else "read" if report.reason is None else "failed"
        counts = {
            outcome if report.reason is None else f"{outcome}/{report.reason}": 1,
            "passed_over": report.passed_over,
            "undated": report.undated,
            "outside": report.pages_outside,
            "left_out": report.pages_left_out
            + (0 if found is None else found.over_limit + found.too_long),
            "repeated": int(report.is_repetition or (found is not None and found.is_repetition)),
        }
        for name, count in counts.items():
            if count:
                self._stats.inc_value(f"newsbot/backfill_{name}", count)
        told = one_line(report.page.url, MAX_URL_LENGTH), report.links, report.passed_over
        said = {"url": report.page.url, "site": report.site, "outcome": f"backfill_{outcome}"}
        text = "backfill %s: %d links, %d of another time passed over"
        if report.failure is None:
            sources.info(text, *told, extra=said)
        else:
            sources.warning("backfill %s: %s", told[0], report.failure, extra=said)
        if counts["repeated"]:
            sources.warning(REPEATED, told[0], extra=said)

    def _count(self, item: "Item", outcome: Outcome) -> None:
        about = item.article if isinstance(item, FingerprintedArticle) else item
        reason = None
        if isinstance(outcome, Deferred):
            what, reason = "deferred", outcome.reason
        elif isinstance(item, Rejection):
            what, reason = "failed" if item.stage == "download" else "rejected", item.reason
            if item.is_revisit:
                self._stats.inc_value(f"newsbot/revisit_failed/{item.reason}")
        else:
            what = counted_as(outcome)
        self._stats.inc_value(f"newsbot/{what}" if reason is None else f"newsbot/{what}/{reason}")
        self._stats.inc_value(f"newsbot/site/{about.site}/{what}")
        tell_page(about.url, about.site, what, reason)


class NotStored:
    """The item pipeline of crawls that store nothing. It only prepares articles for export."""

    async def process_item(self, item: Any) -> Any:
        """Returns the article in an item, without storing it, so that Scrapy's feeds export it.

        Items of other classes, which a user's own spider yields, are returned unchanged.

        Raises:
            DropItem: the item is no article, but a rejection or a report.
        """
        if isinstance(item, Rejection):
            raise DropItem(item.reason)
        if isinstance(item, SourceReport | BackfillReport):
            raise DropItem("report")
        return exported_unstored(item) if isinstance(item, Article) else item


def _storing(work: CrawlWork) -> "Process[Item, Outcome]":
    """The stage in which the pages of a wave of an archive are stored in one transaction."""

    def store(items: "Sequence[Item]", *, is_trial: bool = False) -> "Sequence[Outcome]":
        return work.do("try_to_store" if is_trial else "store", items)

    return in_thread("store", partial(store_wave, store))
