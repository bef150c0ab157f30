"""The base class of spiders that find articles through sources: feeds, sitemaps, section pages."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure as TwistedFailure
from w3lib.http import basic_auth_header

from newsbot import clock
from newsbot.crawling.failures import failure_of
from newsbot.crawling.source_errors import (
    MAX_LINE_LENGTH,
    PART_UNREADABLE,
    source_error,
)
from newsbot.crawling.source_reports import (
    failed_report,
    is_unchanged,
    read_report,
    unchanged_report,
)
from newsbot.crawling.sources.child_sitemaps import ChildSitemaps
from newsbot.crawling.sources.section_pages import next_page_request
from newsbot.crawling.sources.sitemap_tree import links_below
from newsbot.discovery.backfill.articles import assumed_date
from newsbot.discovery.listing import Listing
from newsbot.discovery.newest import links_newest_first
from newsbot.errors import SourceError
from newsbot.items import KnownSitemap, Link, SourceReport
from newsbot.plain_text import one_line
from newsbot.reasons import DEFERRED
from newsbot.sites.site import Source
from newsbot.spiders.base import is_of_another_host
from newsbot.spiders.listings import ListingSpider, size_limit
from newsbot.wholeness import CUT_OFF

BEFORE_ARTICLES = 100


class SourcesSpider(ListingSpider):
    """A spider that fetches sources (e.g. feeds), and the articles that the sources list.

    A sitemap index and the sitemaps that it lists count as one source, with one SourceReport.
    """

    sources: tuple[Source, ...] = ()
    section_pages: int = 1
    """The maximum number of pages that a poll of a section page reads, the page itself included."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Makes the spider of a crawl, with the settings of the crawl."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.section_pages = crawler.settings.getint("NEWSBOT_SECTION_PAGES")
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """One request for each source of the spider."""
        for source in self.sources:
            yield self.source_request(source)

    def source_request(self, source: Source) -> Request:
        """The request for a source, with the user name and password of the source if it has any."""
        return Request(
            source.url,
            callback=self.parse_source,
            errback=self.source_failed,
            headers=authorization(source),
            meta={"source": source, **size_limit(source.kind)},
            priority=BEFORE_ARTICLES,
            dont_filter=True,
        )

    async def parse_source(self, response: Response) -> AsyncIterator[Request | SourceReport]:
        """Reads a source.

        Yields a request for each article that the source lists, then the report on the source. If
        the source is unchanged since the last poll, there is only a report.
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
            async for url, links in links_below(top, response.url, children):
                count += len(links)
                for link in links_newest_first(links):
                    request = self.article_request(link, self._site_of(link, source), source.url)
                    request.meta["assumed_at"] = assumed_date(link, url, children.now)
                    yield request
            for request in self._next_page(response, top):
                yield request
        except SourceError as raised:
            error = raised
        if error is None and top.fault is not None:
            error = source_error(PART_UNREADABLE, source.kind, top.fault, links=count)
        if not (is_same or children.has_unchanged) or CUT_OFF in response.flags:
            error = await self._judged(source.kind, response, count, error)
        yield _report(response, top, children, error, count)

    def source_failed(self, failure: TwistedFailure) -> Iterator[SourceReport]:
        """The report on a source that could not be downloaded.

        If the host of the source is paused, or leased by another run, there is no report, and the
        source stays due. But if the source redirects to another host, and that host is paused or
        leased, there is a report, so that the source is not polled again and again.
        """
        request: Request = failure.request  # type: ignore[attr-defined] # Scrapy adds it
        source: Source = request.meta["source"]
        found = failure_of(failure.value)
        if found.reason in DEFERRED and not is_of_another_host(failure, source.url):
            self._count("source_deferred", 1)
            return
        response: Response | None = getattr(failure.value, "response", None)
        error = source_error(found.reason, source.kind, found.detail)
        # This poll failed. So the report repeats the ETag and Last-Modified of the last successful
        # poll, to keep them for the next poll.
        held = request.meta.get("validators")
        yield replace(failed_report(source, response, error), validators=held)

    async def parse_next_page(self, response: Response) -> AsyncIterator[Request]:
        """Reads a page that follows a section page, e.g. its "Older posts".

        Yields a request for each article on the page, then the request for the page after it. There
        is no report, because the section page itself had one. If the page was not read as a whole,
        or lists nothing, this is counted and logged.
        """
        source: Source = response.meta["source"]
        listing, error = await self._read(source.kind, response)
        for link in listing.links:
            yield self.article_request(link, self._site_of(link, source), source.url)
        for request in self._next_page(response, listing):
            yield request
        if error is not None:
            self._page_failed(response.url, str(error))

    def next_page_failed(self, failure: TwistedFailure) -> None:
        """Counts and logs that a page that follows a section page could not be downloaded."""
        found = failure_of(failure.value)
        self._page_failed(failure.request.url, found.detail or found.reason)  # type: ignore[attr-defined] # Scrapy adds it

    def _page_failed(self, url: str, why: str) -> None:
        self.crawler.stats.inc_value("newsbot/section_pages_failed")
        self.logger.warning("Cannot read the next page %s: %s", one_line(url, MAX_LINE_LENGTH), why)

    def _next_page(self, response: Response, page: Listing) -> Iterator[Request]:
        """The request for the page that follows a section page ("Older posts"), if there is one.

        FrontierMiddleware drops this request later if few of the links on the section page were
        new.
        """
        request = next_page_request(response, page, self.section_pages)
        if request is not None:
            yield request.replace(
                callback=self.parse_next_page,
                errback=self.next_page_failed,
                priority=BEFORE_ARTICLES,
            )

    def _site_of(self, link: Link, source: Source) -> str:
        """The site to which the article at a link belongs: the first of these that exists.

        1. The registered site to which the host of the link belongs.
        2. The site of the source, if it is registered.
        3. The registrable domain of the link.
        """
        if source.site in self.registry:
            return self.registry.registered_site_of(link.url) or source.site
        return self.registry.site_of(link.url)


def authorization(source: Source) -> dict[str, bytes]:
    """The header with the user name and password of a source; empty if it needs none.

    If a redirect leads to another host, Scrapy removes the header.
    """
    userinfo = source.userinfo
    return {} if userinfo is None else {"Authorization": basic_auth_header(*userinfo)}


def _report(
    response: Response,
    top: Listing,
    children: ChildSitemaps,
    error: SourceError | None,
    count: int,
) -> SourceReport:
    """The report on a source that was polled, with what is known of the sitemaps that it lists.

    Args:
        response: the answer to the poll.
        top: the contents of the source.
        children: what was read of the sitemaps that the source lists, if it is a sitemap index.
        error: why the source was not read as a whole; None if it was.
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
