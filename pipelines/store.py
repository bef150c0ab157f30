"""FingerprintedArticle | Rejection → rows. Only after their commit is an item done."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from newsbot.batches import Batches
from newsbot.downloading.leases import leases_of
from newsbot.errors import RowRefused
from newsbot.items import (
    Article,
    Copy,
    Deferred,
    FingerprintedArticle,
    New,
    Outcome,
    Rejection,
    SamePage,
    SourceReport,
)
from newsbot.plain_text import one_line
from newsbot.revisits import parse_revisits
from newsbot.storage.articles.storing import ArticleStore, Item
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.sites import Sites

logger = logging.getLogger(__name__)

# A transaction takes 6 ms of CPU for one article and 1 ms for each further one: at 30 pages a
# second, waiting this long makes storing one cost a quarter.
GATHER_S = 0.2
# Of a log line.
MAX_URL_LENGTH = 300


class StorePipeline:
    """Group commit: what waits together is stored together."""

    def __init__(self, store: ArticleStore, sites: Sites, stats: StatsCollector) -> None:
        self._batches = Batches(partial(_store, store), gather_s=GATHER_S)
        self._sites = sites
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the crawler's database."""
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        run_id = crawler.settings.getint("NEWSBOT_RUN_ID") or None
        is_fetched = getattr(crawler.spidercls, "downloads", True)
        queue_of = leases_of(crawler).queue_of if run_id and is_fetched else None
        revisits = parse_revisits(crawler.settings["NEWSBOT_REVISITS"])
        store = ArticleStore(engine, run_id, queue_of, revisits)
        return cls(store, Sites(engine), crawler.stats)

    async def process_item(self, item: Any) -> Any:
        """Returns articles, for exports; drops the rest after its row is written."""
        if isinstance(item, SourceReport):
            await self._record(item)
            raise DropItem("source report")
        try:
            outcome = await self._batches.submit(item)
        except RowRefused as error:
            item = not_storable(item, error)
            outcome = await self._batches.submit(item)
        self._count(item, outcome)
        if isinstance(outcome, Deferred):
            raise DropItem(outcome.reason)
        if isinstance(item, SamePage):
            raise DropItem(_name(outcome))
        if isinstance(item, Rejection):
            raise DropItem(item.reason)
        return item.article

    async def _record(self, report: SourceReport) -> None:
        work = partial(self._sites.record_report, report)
        await asyncio.to_thread(with_retries, work)
        if report.failure is None:
            self._stats.inc_value("newsbot/source_fetched")
        else:
            self._stats.inc_value("newsbot/source_failed")
            self._stats.inc_value(f"newsbot/source_failed/{report.reason}")
            url = one_line(report.url, MAX_URL_LENGTH)
            logger.warning("Cannot read the %s %s: %s", report.kind, url, report.failure)

    def _count(self, item: Item, outcome: Outcome) -> None:
        site = (item.article if isinstance(item, FingerprintedArticle) else item).site
        if isinstance(outcome, Deferred):
            what = "deferred"
            self._stats.inc_value(f"newsbot/deferred/{outcome.reason}")
        elif isinstance(item, Rejection):
            what = "failed" if item.stage == "download" else "rejected"
            self._stats.inc_value(f"newsbot/{what}/{item.reason}")
            if item.is_revisit:
                self._stats.inc_value(f"newsbot/revisit_failed/{item.reason}")
        else:
            what = _name(outcome)
            self._stats.inc_value(f"newsbot/{what}")
        self._stats.inc_value(f"newsbot/site/{site}/{what}")


def not_storable(item: Article | Item, error: RowRefused) -> Rejection:
    """What is stored in place of an item that the database refuses."""
    about = item.article if isinstance(item, FingerprintedArticle) else item
    return Rejection(
        url=about.url,
        requested_url=about.requested_url,
        site=about.site,
        at=about.fetched_at if isinstance(about, Article) else about.at,
        stage="store",
        reason="not_storable",
        detail=str(error),
        # A newer extractor may make a row of it that the database takes.
        extractor_version=about.extractor_version if isinstance(about, Article) else None,
        is_revisit=isinstance(about, SamePage)
        or (isinstance(about, Rejection) and about.is_revisit),
    )


def _name(outcome: Outcome) -> str:
    """An original that comes after its copies is one more printing of a story, as they are."""
    if isinstance(outcome, New) and outcome.takes_over is not None:
        return Copy.__name__.lower()
    return type(outcome).__name__.lower()


def _store(store: ArticleStore, items: Sequence[Item]) -> list[Outcome]:
    return with_retries(partial(store.store, items))
