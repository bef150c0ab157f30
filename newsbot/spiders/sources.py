"""What the spiders share that learn of articles from sources: feeds, sitemaps, section pages."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as TwistedFailure

from newsbot import clock
from newsbot.discovery.feed import parse_feed
from newsbot.discovery.section import parse_section
from newsbot.discovery.sitemap import Sitemap, parse_sitemap
from newsbot.errors import SourceError, WorkerError
from newsbot.items import Link, SourceKind, SourceReport
from newsbot.sites.registry import Source
from newsbot.spiders.arguments import web_urls
from newsbot.spiders.base import NewsSpider
from newsbot.spiders.failures import failure_of, failure_of_status
from newsbot.spiders.sitemap_tree import links_below
from newsbot.workers import Limits, WorkerPool, shared_pool

# A feed of 50 000 items took 19 s; a page has far less time.
PARSE_TIMEOUT_S = 60
BEFORE_ARTICLES = 100
OK = 200


class SourcesSpider(NewsSpider):
    """Fetches its sources, and the articles that they list.

    A sitemap index and the sitemaps under it are one source, with one report.
    """

    sources: tuple[Source, ...] = ()
    pool: WorkerPool

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """A spider whose sources are parsed in the crawler's worker processes."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        settings = crawler.settings
        limits = Limits(
            processes=settings.getint("NEWSBOT_WORKERS"),
            timeout_s=settings.getfloat("NEWSBOT_PAGE_TIMEOUT_S"),
            memory_mb=settings.getint("NEWSBOT_WORKER_MEMORY_MB"),
        )
        spider.pool = shared_pool(crawler, limits)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """A request for each source."""
        for source in self.sources:
            yield self.source_request(source)

    def source_request(self, source: Source) -> Request:
        """The request for a source."""
        return Request(
            source.url,
            callback=self.parse_source,
            errback=self.source_failed,
            meta={"source": source},
            priority=BEFORE_ARTICLES,
            dont_filter=True,
        )

    async def parse_source(self, response: Response) -> AsyncIterator[Request | SourceReport]:
        """A request for each article that the source lists, then its report."""
        source: Source = response.meta["source"]
        count = 0
        try:
            async for links in self._links(source.kind, response):
                count += len(links)
                for link in _newest_first(links):
                    yield self.article_request(link, self._site_of(link, source), source.url)
        except (SourceError, WorkerError) as error:
            yield _report(source, count, str(error))
        else:
            yield _report(source, count)

    def source_failed(self, failure: TwistedFailure) -> Iterator[SourceReport]:
        """The report of a source that could not be downloaded."""
        source: Source = failure.request.meta["source"]  # type: ignore[attr-defined] # Scrapy adds it
        yield _report(source, 0, str(failure_of(failure.value)))

    async def _links(self, kind: SourceKind, response: Response) -> AsyncIterator[tuple[Link, ...]]:
        if kind == "sitemap":
            top = await self._parsed_sitemap(response)
            async for links in links_below(top, self._fetched_sitemap, self._child_failed):
                yield links
        else:
            parse = parse_feed if kind == "feed" else parse_section
            yield await self.pool.run(parse, response.body, response.url, timeout_s=PARSE_TIMEOUT_S)

    async def _fetched_sitemap(self, url: str) -> Sitemap:
        request = Request(url, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            raise SourceError(str(failure_of(error))) from error
        if response.status != OK:
            raise SourceError(str(failure_of_status(response.status)))
        return await self._parsed_sitemap(response)

    async def _parsed_sitemap(self, response: Response) -> Sitemap:
        return await self.pool.run(
            parse_sitemap, response.body, response.url, timeout_s=PARSE_TIMEOUT_S
        )

    def _child_failed(self, url: str, why: str) -> None:
        self.crawler.stats.inc_value("newsbot/child_sitemap_failed")
        self.logger.warning("cannot read the sitemap %s: %s", url, why)

    def _site_of(self, link: Link, source: Source) -> str:
        """The article's site: what its host says, else, for a registered source, the source's.

        A publisher's feed may lead through a counting service, on a host that is not its own.
        """
        if source.site in self.registry:
            return self.registry.registered_site_of(link.url) or source.site
        return self.registry.site_of(link.url)


class NamedSourcesSpider(SourcesSpider):
    """Fetches the sources that `-a url=` names, registered or not."""

    kind: SourceKind

    def __init__(self, url: str | None = None, **others: Any) -> None:
        """`url` is "URL[,URL]".

        Raises:
            UsageError: it is missing, or there is an argument that this spider does not know.
            ConfigurationError: it is no web address, or the sites file is not usable.
        """
        super().__init__(**others)
        if not url:
            raise self.misuse("-a url= is missing")
        self.sources = tuple(
            Source(kind=self.kind, url=address, site=self.registry.site_of(address))
            for address in web_urls(url)
        )


def _newest_first(links: Sequence[Link]) -> list[Link]:
    """Undated ones come last, in the source's own order: a run takes so many of one source."""
    earliest = datetime.min.replace(tzinfo=UTC)
    return sorted(
        links, key=lambda link: link.published_at or link.changed_at or earliest, reverse=True
    )


def _report(source: Source, links: int, failure: str | None = None) -> SourceReport:
    return SourceReport(
        url=source.url,
        kind=source.kind,
        site=source.site,
        at=clock.now(),
        links=links,
        failure=None if failure is None else " ".join(failure.split()),
    )
