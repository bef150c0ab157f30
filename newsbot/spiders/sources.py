"""The base class of spiders that find articles through sources: feeds, sitemaps, section pages."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as TwistedFailure
from w3lib.http import basic_auth_header

from newsbot.crawling.failures import failure_of, failure_of_status
from newsbot.crawling.section_pages import next_page_request
from newsbot.crawling.sitemap_tree import links_below
from newsbot.crawling.source_errors import (
    CAME_IN_PART,
    MAX_LINE_LENGTH,
    PART_UNREADABLE,
    UNREADABLE,
    found_instead,
    source_error,
    worker_error,
)
from newsbot.crawling.source_reports import (
    failed_report,
    is_unchanged,
    read_report,
    unchanged_report,
)
from newsbot.crawling.worker_limits import worker_limits
from newsbot.discovery.kinds import KINDS, Kind, read_listing
from newsbot.discovery.listing import Listing
from newsbot.discovery.newest import links_newest_first
from newsbot.errors import SourceError, WorkerError
from newsbot.items import Link, SourceReport
from newsbot.plain_text import one_line
from newsbot.sites.site import Source
from newsbot.spiders.base import DEFERRED, NewsSpider, content_type_of, is_of_another_host
from newsbot.wholeness import CUT_OFF
from newsbot.workers import WorkerPool, shared_pool

# Parsing one source in a worker process may take at most this many seconds of CPU time. A feed of
# 50 000 items took 19 seconds.
PARSE_TIMEOUT_S = 60
BEFORE_ARTICLES = 100
OK = 200
# This flag is set on the response for a source if at least one link in it is no http or https URL.
NOT_WEB = "not_web"

T = TypeVar("T")


class SourcesSpider(NewsSpider):
    """A spider that fetches sources, and the articles that the sources list.

    A sitemap index and the sitemaps that it lists count as one source, and get one SourceReport.
    """

    sources: tuple[Source, ...] = ()
    pool: WorkerPool
    section_pages: int = 1
    """The most pages that a poll of a section page reads: the page and those that follow it."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of a crawler. It parses sources in the crawler's worker processes."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.pool = shared_pool(crawler, worker_limits(crawler.settings))
        spider.section_pages = crawler.settings.getint("NEWSBOT_SECTION_PAGES")
        return spider

    def __init__(self, **arguments: Any) -> None:
        """Takes the arguments of the base class."""
        super().__init__(**arguments)
        self._told_of_traps: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """One request for each source of the spider."""
        for source in self.sources:
            yield self.source_request(source)

    def source_request(self, source: Source) -> Request:
        """The request for a source, with the source's user name and password if it has any."""
        userinfo = source.userinfo
        return Request(
            source.url,
            callback=self.parse_source,
            errback=self.source_failed,
            # If a redirect leads to another host, Scrapy removes this header.
            headers={} if userinfo is None else {"Authorization": basic_auth_header(*userinfo)},
            meta={"source": source},
            priority=BEFORE_ARTICLES,
            dont_filter=True,
        )

    async def parse_source(self, response: Response) -> AsyncIterator[Request | SourceReport]:
        """A request for each article that the source lists, then the report of the source.

        For a source that is unchanged since the last poll there is only a report.
        """
        source: Source = response.meta["source"]
        if is_unchanged(source.kind, response):
            yield unchanged_report(source, response)
            return
        count, top = 0, Listing(links=())
        error: SourceError | None = None
        try:
            top = await self._listing(source.kind, response)
            read = partial(self._sitemap_below, source.kind)
            left_out = partial(self._left_out, response.url)
            async for links in links_below(top, response.url, read, self._child_failed, left_out):
                count += len(links)
                for link in links_newest_first(links):
                    yield self.article_request(link, self._site_of(link, source), source.url)
            for request in self._next_page(response, top):
                yield request
        except SourceError as raised:
            error = raised
        if error is None and top.fault is not None:
            error = source_error(PART_UNREADABLE, source.kind, top.fault, links=count)
        judged = await self._judged(source.kind, response, count, error)
        if judged is not None:
            yield failed_report(source, response, judged, count)
        else:
            yield read_report(source, response, top, count)

    def source_failed(self, failure: TwistedFailure) -> Iterator[SourceReport]:
        """The report of a source that could not be downloaded.

        There is no report if the source's host is paused, or leased by another run. The source then
        stays due. But there is a report if the source redirects to another host, and only that host
        is paused or leased. Without the report, the source would be polled again and again.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        source: Source = request.meta["source"]
        found = failure_of(failure.value)
        if found.reason in DEFERRED and not is_of_another_host(failure, source.url):
            self.crawler.stats.inc_value("newsbot/source_deferred")
            return
        response: Response | None = getattr(failure.value, "response", None)
        error = source_error(found.reason, source.kind, found.detail)
        # The next poll asks whether the source has changed since it was last read.
        held = request.meta.get("validators")
        yield replace(failed_report(source, response, error), validators=held)

    async def parse_next_page(self, response: Response) -> AsyncIterator[Request]:
        """A request for each article on a page that follows a section page, then for the next page.

        The links count for the source, but the report of the source is that of its first page.
        """
        source: Source = response.meta["source"]
        try:
            listing = await self._listing(source.kind, response)
        except SourceError as error:
            self._page_failed(response.url, str(error))
            return
        for link in listing.links:
            yield self.article_request(link, self._site_of(link, source), source.url)
        for request in self._next_page(response, listing):
            yield request

    def next_page_failed(self, failure: TwistedFailure) -> None:
        """Counts and logs that a page that follows a section page could not be downloaded."""
        found = failure_of(failure.value)
        self._page_failed(failure.request.url, found.detail or found.reason)  # type: ignore[attr-defined] # Scrapy adds it

    def _page_failed(self, url: str, why: str) -> None:
        self.crawler.stats.inc_value("newsbot/section_pages_failed")
        self.logger.warning("Cannot read the next page %s: %s", one_line(url, MAX_LINE_LENGTH), why)

    def _next_page(self, response: Response, page: Listing) -> Iterator[Request]:
        """The request for the page after a section page. The middleware drops it if not needed."""
        request = next_page_request(response, page, self.section_pages)
        if request is not None:
            yield request.replace(
                callback=self.parse_next_page,
                errback=self.next_page_failed,
                priority=BEFORE_ARTICLES,
            )

    async def _judged(
        self, kind: str, response: Response, links: int, error: SourceError | None
    ) -> SourceError | None:
        """The error to report for a source that gave `links` links; None if the source is fine.

        The error has the reason CAME_IN_PART if the response was cut off. If there are no links, it
        may have a reason that the content of the response shows, e.g. that it is a login page.

        Args:
            kind: the kind of the source, e.g. "feed".
            response: the response for the source.
            links: the number of links that were found.
            error: the exception that was raised when the source was read, if any.
        """
        if CUT_OFF in response.flags:
            return source_error(CAME_IN_PART, kind, size=len(response.body), links=links)
        if links or (error is not None and error.reason != UNREADABLE):
            return error
        if NOT_WEB in response.flags:
            return source_error("no_web_links", kind)
        try:
            found = await self._in_worker(found_instead, kind, response)
        except WorkerError:
            found = None
        if found is not None:
            return source_error(found.reason, kind, found.detail)
        nothing = "no_article_links" if KINDS[kind].is_page else "no_entries"
        return error or source_error(nothing, kind)

    async def _sitemap_below(self, kind: str, url: str) -> Listing:
        """The contents of a sitemap that a sitemap index lists; `url` is the URL of the sitemap.

        If the sitemap was cut off, the part that arrived is used, and 1 is added to the counter
        `newsbot/child_sitemap_failed`.

        Raises:
            SourceError: the sitemap could not be downloaded or read.
        """
        request = Request(url, callback=NO_CALLBACK, meta={"listing": True})
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            found = failure_of(error)
            raise source_error(found.reason, kind, found.detail) from error
        if response.status != OK:
            raise source_error(failure_of_status(response.status).reason, kind)
        sitemap = await self._listing(kind, response)
        if CUT_OFF in response.flags:
            links = len(sitemap.links)
            cut_off = source_error(CAME_IN_PART, kind, size=len(response.body), links=links)
            self._child_failed(url, str(cut_off))
        return sitemap

    async def _listing(self, kind: str, response: Response) -> Listing:
        """The contents of a source: its links or, for a sitemap index, the sitemaps that it lists.

        `response` is the response for the source. It gets the flag NOT_WEB if some links are no web
        URLs, and the flag CUT_OFF if the source is a gzip file that was cut off.

        Raises:
            SourceError: the source is unreadable, or its worker process took too long or died.
        """
        try:
            read = partial(read_listing, shapes=response.meta.get("url_shapes"))
            listing = await self._in_worker(read, kind, response)
        except WorkerError as error:
            raise worker_error(error, kind) from error
        if listing.not_web:
            self.crawler.stats.inc_value("newsbot/links_not_web", listing.not_web)
            response.flags.append(NOT_WEB)
        if listing.trapped:
            self._tell_of_traps(response, listing.trapped)
        if listing.is_cut_off:
            response.flags.append(CUT_OFF)
        return listing

    async def _in_worker(
        self, read: Callable[[Kind, bytes, str, str | None], T], kind: str, response: Response
    ) -> T:
        """The result of the function `read`, called in a worker process.

        `kind` is the name of the source's kind, e.g. "feed". The arguments of `read` are this kind,
        and the body, URL and Content-Type of the response.
        """
        arguments = (KINDS[kind], response.body, response.url, content_type_of(response))
        return await self.pool.run(read, *arguments, timeout_s=PARSE_TIMEOUT_S)

    def _tell_of_traps(self, response: Response, count: int) -> None:
        """Counts links without end, and logs them once a run for each source."""
        self.crawler.stats.inc_value("newsbot/links_trapped", count)
        source: Source | None = response.meta.get("source")
        if source is not None and source.url not in self._told_of_traps:
            self._told_of_traps.add(source.url)
            url = one_line(source.url, MAX_LINE_LENGTH)
            self.logger.info(
                "%d links of %s have no end, such as a calendar's: left out", count, url
            )

    def _child_failed(self, url: str, why: str) -> None:
        self.crawler.stats.inc_value("newsbot/child_sitemap_failed")
        self.logger.warning("Cannot read the sitemap %s: %s", one_line(url, MAX_LINE_LENGTH), why)

    def _left_out(self, index: str, count: int) -> None:
        self.crawler.stats.inc_value("newsbot/child_sitemaps_left_out", count)
        url = one_line(index, MAX_LINE_LENGTH)
        self.logger.warning("%d sitemaps under %s were not read; newer ones were", count, url)

    def _site_of(self, link: Link, source: Source) -> str:
        """The site to which the article at a link belongs.

        If the link's host belongs to a registered site, this is the site. If not, it is the site of
        the source, if the source belongs to a registered site. In all other cases, it is the link's
        registrable domain.
        """
        if source.site in self.registry:
            return self.registry.registered_site_of(link.url) or source.site
        return self.registry.site_of(link.url)
