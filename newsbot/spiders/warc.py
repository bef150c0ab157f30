"""The spider of `scrapy crawl warc -a path=FILE_OR_GLOB[,…]`, for pages in WARC files."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import BaseSettings

from newsbot.crawling.warc.arguments import choice_of, files_in
from newsbot.crawling.waves.cutting import WAVE, Cutter
from newsbot.crawling.waves.stages import MOST_WAVES, waves_of
from newsbot.errors import SourceError
from newsbot.items import FetchedPage
from newsbot.spiders.base import NewsSpider

if TYPE_CHECKING:
    from newsbot.crawling.warc.records import ArchivedPage


class WarcSpider(NewsSpider):
    """A spider that takes pages out of WARC files, and downloads nothing.

    If a file is damaged, the spider takes all pages that can be read, and adds 1 to the counter
    `newsbot/warc_failed`.
    """

    name = "warc"
    usage: ClassVar[str] = (
        "scrapy crawl warc -a path=FILE_OR_GLOB[,…] [-a host=HOST[,…]] [-a since=DATE] "
        "[-a until=DATE] [-a sites_file=PATH]"
    )
    downloads: ClassVar[bool] = False
    is_in_waves: ClassVar[bool] = True
    """Whether pages are stored in waves (newsbot.crawling.waves), in the order of the archive."""
    max_size_bytes: int

    def __init__(
        self,
        path: str | None = None,
        host: str | None = None,
        since: str | None = None,
        until: str | None = None,
        **others: Any,
    ) -> None:
        """Finds the WARC files to read.

        Args:
            path: names of files and patterns such as "news/*.warc.gz", separated by commas.
            host: only pages of these hosts and their subdomains are taken; separated by commas.
            since: only pages fetched at this time or later are taken, e.g. "2026-05-01" or "7d".
            until: only pages fetched at this time or earlier are taken. A date without a time
                stands for the end of its day.
            others: arguments that all spiders have.

        Raises:
            UsageError: `path` is missing, or there is an argument that this spider does not know.
            ConfigurationError: a name or pattern in `path` matches no file; `host`, `since` or
                `until` cannot be read; or the sites file is not usable.
        """
        super().__init__(**others)
        if not path:
            raise self.misuse("-a path= is missing")
        self.files = files_in(path)
        self.choice = choice_of(host, since, until)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Lets as many pages into the pipelines as there may be in waves."""
        settings.set("CONCURRENT_ITEMS", MOST_WAVES * WAVE, priority="spider")
        super().update_settings(settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of a crawler. It skips pages larger than the setting DOWNLOAD_MAXSIZE."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.max_size_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE") or sys.maxsize
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Yields a request whose callback reads all files.

        The response is empty. Requests for single files would be answered at the same time, so that
        the order of the pages would depend on chance.
        """
        yield Request(
            self.files[0].as_uri().replace("file://", "warc://localhost", 1),
            callback=self.parse_files,
            dont_filter=True,
        )

    async def parse_files(self, response: Response) -> AsyncIterator[FetchedPage]:
        """Yields the pages in the WARC files, in the order of the files.

        If the pages are to be stored, they are cut into waves, which are stored one after the
        other. If a signal stops the crawl, no wave is yielded that is not complete.
        """
        waves = waves_of(self.crawler)
        pages = self._pages()
        if waves is None:
            async for page in pages:
                yield page
            return
        cutter = Cutter(waves.size)
        async for page in pages:
            for each in cutter.add(page):
                await waves.room(each)
                yield each
        if self.crawler.crawling:
            for each in cutter.rest():
                await waves.room(each)
                yield each

    async def _pages(self) -> AsyncIterator[FetchedPage]:
        for file in self.files:
            async for page in self._pages_of(file):
                yield page

    async def _pages_of(self, file: Path) -> AsyncIterator[FetchedPage]:
        """Yields the pages in a WARC file.

        Each record that is skipped adds 1 to the counter `newsbot/warc_skipped/REASON`, e.g.
        `newsbot/warc_skipped/too_large`. If the record of a page has no usable date, the page gets
        the date of the HTTP response or of the file. The counters `newsbot/warc_dated_by/http_date`
        and `newsbot/warc_dated_by/file_time` count these pages.
        """
        # Imported here, so that commands which do not read WARC files need not load FastWARC.
        from newsbot.crawling.warc.records import SkippedRecord, read_warc  # noqa: PLC0415

        try:
            with closing(read_warc(file, self.max_size_bytes, self.choice)) as records:
                for record in records:
                    if not self.crawler.crawling:  # a signal has stopped the crawl
                        return
                    if isinstance(record, SkippedRecord):
                        self.crawler.stats.inc_value(f"newsbot/warc_skipped/{record.reason}")
                        await asyncio.sleep(0)  # lets other tasks run if many records are skipped
                    else:
                        yield self._page(record)
        except SourceError as error:
            self.crawler.stats.inc_value("newsbot/warc_failed")
            self.logger.error("%s", error)  # noqa: TRY400 - one line says it all

    def _page(self, page: "ArchivedPage") -> FetchedPage:
        if page.dated_by != "record":
            self.crawler.stats.inc_value(f"newsbot/warc_dated_by/{page.dated_by}")
        return page.as_fetched(self.registry.site_of(page.url))
