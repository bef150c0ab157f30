"""The item pipeline that makes an Article, or a Rejection, of each FetchedPage."""

import asyncio
from functools import partial
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.statscollectors import StatsCollector

from newsbot.crawling.archive.keeping import Archive, NoArchive, archive_of
from newsbot.crawling.database.of_crawler import work_of
from newsbot.crawling.further_pages import FurtherPages
from newsbot.crawling.page_reading import PageReading
from newsbot.crawling.site_blocks import KnownBlocks
from newsbot.crawling.waves.first import PAGES_A_WORKER
from newsbot.crawling.waves.reading import WaveReading
from newsbot.crawling.waves.stages import begin_waves
from newsbot.crawling.worker_limits import worker_limits
from newsbot.downloading.downloader import Dropped
from newsbot.errors import NotSettled
from newsbot.items import FetchedPage, SamePage
from newsbot.processes.workers import WorkerPool, shared_pool
from newsbot.sites.registry import load_registry, own_sites
from newsbot.sites.rule_book import RuleBook, rule_folders


class ExtractPipeline:
    """An item pipeline that keeps pages in the archive, and extracts articles from them."""

    def __init__(
        self,
        reading: PageReading,
        in_waves: WaveReading | None,
        archive: Archive | NoArchive,
        pool: WorkerPool,
        stats: StatsCollector,
    ) -> None:
        self._reading = reading
        self._in_waves = in_waves
        self._archive = archive
        self._pool = pool
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the pipeline, with the worker pool of the crawler and the registry of its spider.

        A spider that is not newsbot's has no registry of sites. For such a spider, the registry is
        used that newsbot ships with, together with the sites that NEWSBOT_SITES adds.
        """
        pool = shared_pool(crawler, worker_limits(crawler.settings))
        registry = getattr(crawler.spider, "registry", None)
        if registry is None:
            registry = load_registry(own=own_sites(crawler.settings["NEWSBOT_SITES"]))
        archive = archive_of(crawler, crawler.stats)
        reading = PageReading(
            pool=pool,
            rules=RuleBook(registry, rule_folders(crawler.settings["NEWSBOT_SITE_RULES"])),
            known_blocks=KnownBlocks.from_crawler(crawler),
            further=FurtherPages.from_crawler(crawler),
            archive=archive,
            counting=crawler.stats,
        )
        return cls(reading, _in_waves(crawler, reading), archive, pool, crawler.stats)

    async def process_item(self, item: Any) -> Any:
        """Keeps a page in the archive, and extracts its article; passes on other items unchanged.

        Raises:
            DropItem: the crawl ends before the further pages of the article are fetched, or before
                the page of an archive is stored.
        """
        if not isinstance(item, FetchedPage | SamePage):
            return item
        self._stats.inc_value("newsbot/fetched")
        if isinstance(item, SamePage):
            return await self._archive.keep(item)
        page = await self._archive.keep(item)
        try:
            if self._in_waves is None or page.place is None:
                return await self._reading.read(page)
            return await self._in_waves.read(page)
        except NotSettled as error:
            self._stats.inc_value("newsbot/fetched", -1)  # the next run reads the page again
            raise DropItem(str(error)) from error
        except Dropped as error:
            raise DropItem(
                "the crawl ends before the article's further pages are fetched"
            ) from error

    async def open_spider(self) -> None:
        """Completes the WARC files that killed runs have left unfinished in the archive."""
        await self._archive.open()

    async def close_spider(self) -> None:
        """Ends the worker processes, and closes the file that the crawl writes in the archive.

        Extraction rules that have matched nothing in the whole run are reported, with their sites.
        """
        self._reading.close()
        await asyncio.to_thread(self._pool.close)
        await self._archive.close()


def _in_waves(crawler: Crawler, reading: PageReading) -> WaveReading | None:
    """Reads the pages of an archive in waves; None if the crawl reads no archive."""
    waves = begin_waves(crawler)
    if waves is None:
        return None
    read_known = partial(work_of(crawler).do, "know_pages")
    at_once = PAGES_A_WORKER * worker_limits(crawler.settings).processes
    return WaveReading(reading, read_known, waves, at_once)
