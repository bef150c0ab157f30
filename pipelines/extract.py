"""FetchedPage → Article | Rejection, in a worker process."""

import asyncio
import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from newsbot.errors import WorkerDied, WorkerTimeout
from newsbot.extraction import extract_article
from newsbot.items import Article, FetchedPage, NotAnArticle, Rejection
from newsbot.workers import Limits, WorkerPool, shared_pool

logger = logging.getLogger(__name__)


class ExtractPipeline:
    """Extracts each page's article; a page that hangs or kills its worker is rejected."""

    def __init__(self, pool: WorkerPool, stats: StatsCollector) -> None:
        self._pool = pool
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Takes the crawler's worker pool."""
        limits = Limits(
            processes=crawler.settings.getint("NEWSBOT_WORKERS"),
            timeout_s=crawler.settings.getfloat("NEWSBOT_PAGE_TIMEOUT_S"),
            memory_mb=crawler.settings.getint("NEWSBOT_WORKER_MEMORY_MB"),
        )
        return cls(shared_pool(crawler, limits), crawler.stats)

    async def process_item(self, item: Any) -> Any:
        """Extracts pages; what spiders found out by themselves travels on."""
        if not isinstance(item, FetchedPage):
            return item
        self._stats.inc_value("newsbot/fetched")
        result = await self._extract(item)
        if isinstance(result, NotAnArticle):
            return _rejection(item, result.reason, detail=result.detail)
        return result

    async def _extract(self, page: FetchedPage) -> Article | NotAnArticle | Rejection:
        try:
            return await self._pool.run(extract_article, page)
        except WorkerTimeout as error:
            # The machine may have been too busy: other runs may try it again.
            return _rejection(page, "timeout", detail=str(error), retry=True)
        except WorkerDied as error:
            return _rejection(page, "worker_died", detail=str(error), retry=True)
        except Exception as error:
            logger.exception("Extraction failed for %s", page.url)
            return _rejection(page, "extraction_error", detail=repr(error))

    async def close_spider(self) -> None:
        """Ends the workers."""
        await asyncio.to_thread(self._pool.close)


def _rejection(
    page: FetchedPage, reason: str, *, detail: str | None, retry: bool = False
) -> Rejection:
    return Rejection(
        url=page.url,
        requested_url=page.requested_url,
        site=page.site,
        at=page.fetched_at,
        stage="extract",
        reason=reason,
        detail=detail,
        retry=retry,
    )
