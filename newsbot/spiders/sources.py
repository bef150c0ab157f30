"""The base class of spiders that find articles through sources: feeds, sitemaps, section pages."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as TwistedFailure
from w3lib.http import basic_auth_header

from newsbot import clock
from newsbot.crawling.child_sitemaps import ChildSitemaps
from newsbot.crawling.conditional import NOT_MODIFIED, make_conditional
from newsbot.crawling.failures import failure_of, failure_of_status
from newsbot.crawling.sitemap_tree import links_below
from newsbot.crawling.source_errors import (
    CAME_IN_PART,
    MAX_LINE_LENGTH,
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
from newsbot.errors import SourceError, WorkerError
from newsbot.items import KnownSitemap, Link, SourceReport, Validators
from newsbot.plain_text import one_line
from newsbot.sites.registry import Source
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

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of a crawler. It parses sources in the crawler's worker processes."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.pool = shared_pool(crawler, worker_limits(crawler.settings))
        return spider

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
            meta={"source": source, **_limit(source.kind)},
            priority=BEFORE_ARTICLES,
            dont_filter=True,
        )

    async def parse_source(self, response: Response) -> AsyncIterator[Request | SourceReport]:
        """A request for each article that the source lists, then the report of the source.

        For a source that is unchanged since the last poll there is only a report.
        """
        source: Source = response.meta["source"]
        known: Sequence[KnownSitemap] = response.meta.get("children", ())
        is_same = is_unchanged(source.kind, response)
        if is_same and not known:
            yield unchanged_report(source, response)
            return
        children = ChildSitemaps(
            kind=source.kind,
            known={each.url: each for each in known},
            download=partial(self._download, source.kind),
            parse=partial(self._listing, source.kind),
            count=self._count,
            now=clock.now(),
        )
        count, top = 0, Listing(links=())
        error: SourceError | None = None
        try:
            top = (
                children.listed_by(None) if is_same else await self._listing(source.kind, response)
            )
            async for links in links_below(top, response.url, children):
                count += len(links)
                for link in _newest_first(links):
                    yield self.article_request(link, self._site_of(link, source), source.url)
        except SourceError as raised:
            error = raised
        if not (is_same or children.has_unchanged) or CUT_OFF in response.flags:
            error = await self._judged(source.kind, response, count, error)
        yield _report(response, top, children, error, count)

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
            self._count("source_deferred", 1)
            return
        response: Response | None = getattr(failure.value, "response", None)
        error = source_error(found.reason, source.kind, found.detail)
        # The next poll asks whether the source has changed since it was last read.
        held = request.meta.get("validators")
        yield replace(failed_report(source, response, error), validators=held)

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
            reason = await self._in_worker(found_instead, kind, response)
        except WorkerError:
            reason = None
        if reason is None and error is not None:
            return error
        nothing = "no_article_links" if KINDS[kind].is_page else "no_entries"
        return source_error(reason or nothing, kind)

    async def _download(self, kind: str, url: str, validators: Validators | None) -> Response:
        """The response for a sitemap that a sitemap index lists.

        If there are `validators` of the sitemap, which was read before, the status may be 304.

        Raises:
            SourceError: the sitemap could not be downloaded.
        """
        request = Request(url, callback=NO_CALLBACK, meta={"listing": True, **_limit(kind)})
        if validators is not None:
            make_conditional(request, validators)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            found = failure_of(error)
            raise source_error(found.reason, kind, found.detail) from error
        if response.status != OK and not (response.status == NOT_MODIFIED and validators):
            raise source_error(failure_of_status(response.status).reason, kind)
        return response

    async def _listing(self, kind: str, response: Response) -> Listing:
        """The contents of a source: its links or, for a sitemap index, the sitemaps that it lists.

        `response` is the response for the source. It gets the flag NOT_WEB if some links are no web
        URLs, and the flag CUT_OFF if the source is a gzip file that was cut off.

        Raises:
            SourceError: the source is unreadable, or its worker process took too long or died.
        """
        try:
            listing = await self._in_worker(read_listing, kind, response)
        except WorkerError as error:
            raise worker_error(error, kind) from error
        if listing.not_web:
            self._count("links_not_web", listing.not_web)
            response.flags.append(NOT_WEB)
        if listing.is_cut_off:
            response.flags.append(CUT_OFF)
        if listing.over_limit:
            self._count("sitemap_entries_left_out", listing.over_limit)
            self.logger.warning(
                "The last %d entries of %s were not read: a sitemap may have at most %d",
                listing.over_limit,
                one_line(response.url, MAX_LINE_LENGTH),
                len(listing.links) + len(listing.children),
            )
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

    def _count(self, what: str, by: int) -> None:
        self.crawler.stats.inc_value(f"newsbot/{what}", by)

    def _site_of(self, link: Link, source: Source) -> str:
        """The site to which the article at a link belongs.

        If the link's host belongs to a registered site, this is the site. If not, it is the site of
        the source, if the source belongs to a registered site. In all other cases, it is the link's
        registrable domain.
        """
        if source.site in self.registry:
            return self.registry.registered_site_of(link.url) or source.site
        return self.registry.site_of(link.url)


def _newest_first(links: Sequence[Link]) -> list[Link]:
    """Links sorted by date, newest first. Undated links come last, in the order of the source."""
    earliest = datetime.min.replace(tzinfo=UTC)
    return sorted(
        links, key=lambda link: link.published_at or link.changed_at or earliest, reverse=True
    )


def _limit(kind: str) -> dict[str, int]:
    """The key of Request.meta by which Scrapy limits the size of a source of this kind, if any."""
    size_bytes = KINDS[kind].max_size_bytes
    return {} if size_bytes is None else {"download_maxsize": size_bytes}


def _report(
    response: Response,
    top: Listing,
    children: ChildSitemaps,
    error: SourceError | None,
    count: int,
) -> SourceReport:
    """The report on a source that was polled, and on the sitemaps that it lists.

    Args:
        response: the answer to the poll.
        top: the contents of the source.
        children: the sitemaps below the source.
        error: why the source was not read as a whole, if so.
        count: the number of links that were read.
    """
    source: Source = response.meta["source"]
    links = count + children.links_passed_over
    if error is not None:
        report = failed_report(source, response, error, links)
    else:
        is_same = not (count or children.has_read) and children.has_unchanged
        report = read_report(source, response, top, 0 if is_same else links)
        report = replace(report, is_unchanged=is_same)
    is_partial = error is not None
    kept = report.validators if children.is_complete else None
    return replace(report, validators=kept, children=children.states(is_partial=is_partial))
