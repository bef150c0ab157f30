"""What the spiders share that learn of articles from sources: feeds, sitemaps, section pages."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as TwistedFailure
from w3lib.http import basic_auth_header

from newsbot import clock
from newsbot.crawling.arguments import web_urls
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
from newsbot.discovery.digest import digest_of
from newsbot.discovery.feed import parse_feed
from newsbot.discovery.freshness import fresh_for
from newsbot.discovery.section import parse_section
from newsbot.discovery.sitemap import Sitemap, parse_sitemap
from newsbot.errors import SourceError, WorkerError
from newsbot.items import Link, SourceKind, SourceReport, Validators
from newsbot.plain_text import one_line
from newsbot.retry_after import retry_after
from newsbot.sites.registry import Source, source_at
from newsbot.spiders.base import DEFERRED, NewsSpider, content_type_of, header
from newsbot.wholeness import CUT_OFF
from newsbot.workers import Limits, WorkerPool, shared_pool

# A feed of 50 000 items took 19 s; a page has far less time.
PARSE_TIMEOUT_S = 60
BEFORE_ARTICLES = 100
OK, NOT_MODIFIED = 200, 304
# The flags of a response with links that are no web URL, and of one that lists sitemaps.
NOT_WEB, IS_INDEX = "not_web", "is_index"
# Longer ones are not kept.
MAX_VALIDATOR_LENGTH = 1000

Parsed = TypeVar("Parsed")


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
            wall_factor=settings.getfloat("NEWSBOT_PAGE_WALL_FACTOR"),
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
            # Scrapy takes it off when a redirect leads to another host.
            headers=_authorization(source),
            meta={"source": source},
            priority=BEFORE_ARTICLES,
            dont_filter=True,
        )

    async def parse_source(self, response: Response) -> AsyncIterator[Request | SourceReport]:
        """A request for each article that the source lists, then its report.

        A source that is as it was gives a report only.
        """
        source: Source = response.meta["source"]
        if _is_unchanged(source.kind, response):
            yield _report(source, 0, None, response, is_unchanged=True)
            return
        count = 0
        error: SourceError | None = None
        try:
            async for links in self._links(source.kind, response):
                count += len(links)
                for link in _newest_first(links):
                    yield self.article_request(link, self._site_of(link, source), source.url)
        except SourceError as raised:
            error = raised
        judged = await self._judged(source.kind, response, count, error)
        yield _report(source, count, judged, response)

    def source_failed(self, failure: TwistedFailure) -> Iterator[SourceReport]:
        """The report of a source that could not be downloaded; none while its host rests."""
        source: Source = failure.request.meta["source"]  # type: ignore[attr-defined] # Scrapy adds it
        found = failure_of(failure.value)
        if found.reason in DEFERRED:
            self.crawler.stats.inc_value("newsbot/source_deferred")
            return
        response: Response | None = getattr(failure.value, "response", None)
        yield _report(source, 0, source_error(found.reason, source.kind, found.detail), response)

    async def _links(self, kind: SourceKind, response: Response) -> AsyncIterator[tuple[Link, ...]]:
        if kind == "sitemap":
            top = await self._parsed_sitemap(response)
            if top.children:
                response.flags.append(IS_INDEX)
            left_out = partial(self._left_out, response.url)
            tree = links_below(top, self._fetched_sitemap, self._child_failed, left_out)
            async for links in tree:
                yield links
        elif kind == "feed":
            feed = await self._parsed(parse_feed, kind, response)
            self._count_not_web(feed.not_web, response)
            response.meta["ttl"] = feed.ttl
            yield feed.links
        else:
            yield await self._parsed(parse_section, kind, response)

    async def _judged(
        self, kind: SourceKind, response: Response, links: int, error: SourceError | None
    ) -> SourceError | None:
        """Why a source failed that gave this many links and then this error; None if it did not.

        What a part of it says of the whole is no verdict.
        """
        if CUT_OFF in response.flags:
            return source_error(CAME_IN_PART, kind, size=len(response.body), links=links)
        if links or (error is not None and error.reason != UNREADABLE):
            return error
        if NOT_WEB in response.flags:
            return source_error("no_web_links", kind)
        try:
            reason = await self.pool.run(
                found_instead,
                response.body,
                content_type_of(response),
                response.url,
                kind,
                timeout_s=PARSE_TIMEOUT_S,
            )
        except WorkerError:
            reason = None
        if reason is None and error is not None:
            return error
        nothing = "no_article_links" if kind == "section" else "no_entries"
        return source_error(reason or nothing, kind)

    async def _fetched_sitemap(self, url: str) -> Sitemap:
        """The sitemap at a URL; where it was cut off, its beginning, and that is counted."""
        request = Request(url, callback=NO_CALLBACK, meta={"listing": True})
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:
            found = failure_of(error)
            raise source_error(found.reason, "sitemap", found.detail) from error
        if response.status != OK:
            raise source_error(failure_of_status(response.status).reason, "sitemap")
        sitemap = await self._parsed_sitemap(response)
        if CUT_OFF in response.flags:
            links = len(sitemap.links)
            cut_off = source_error(CAME_IN_PART, "sitemap", size=len(response.body), links=links)
            self._child_failed(url, str(cut_off))
        return sitemap

    async def _parsed_sitemap(self, response: Response) -> Sitemap:
        """The sitemap in a response, which is flagged if the file in it was cut off before."""
        sitemap = await self._parsed(parse_sitemap, "sitemap", response)
        self._count_not_web(sitemap.not_web, response)
        if sitemap.is_cut_off:
            response.flags.append(CUT_OFF)
        return sitemap

    async def _parsed(
        self,
        parse: Callable[[bytes, str, str | None], Parsed],
        kind: SourceKind,
        response: Response,
    ) -> Parsed:
        try:
            arguments = (response.body, response.url, content_type_of(response))
            return await self.pool.run(parse, *arguments, timeout_s=PARSE_TIMEOUT_S)
        except WorkerError as error:
            raise worker_error(error, kind) from error

    def _count_not_web(self, count: int, response: Response) -> None:
        """Counts links that are no web URL, and flags the response that has them."""
        if count:
            self.crawler.stats.inc_value("newsbot/links_not_web", count)
            response.flags.append(NOT_WEB)

    def _child_failed(self, url: str, why: str) -> None:
        self.crawler.stats.inc_value("newsbot/child_sitemap_failed")
        self.logger.warning("Cannot read the sitemap %s: %s", one_line(url, MAX_LINE_LENGTH), why)

    def _left_out(self, index: str, count: int) -> None:
        self.crawler.stats.inc_value("newsbot/child_sitemaps_left_out", count)
        url = one_line(index, MAX_LINE_LENGTH)
        self.logger.warning("%d sitemaps under %s were not read; newer ones were", count, url)

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
            source_at(address, self.kind, self.registry.site_of(address))
            for address in web_urls(url)
        )


def _newest_first(links: Sequence[Link]) -> list[Link]:
    """Undated ones come last, in the source's own order: a run takes so many of one source."""
    earliest = datetime.min.replace(tzinfo=UTC)
    return sorted(
        links, key=lambda link: link.published_at or link.changed_at or earliest, reverse=True
    )


def _authorization(source: Source) -> dict[str, bytes]:
    if source.userinfo is None:
        return {}
    return {"Authorization": basic_auth_header(*source.userinfo)}


def _report(
    source: Source,
    links: int,
    error: SourceError | None,
    response: Response | None,
    *,
    is_unchanged: bool = False,
) -> SourceReport:
    now = clock.now()
    report = SourceReport(
        url=source.url,
        kind=source.kind,
        site=source.site,
        at=now,
        links=links,
        failure=None if error is None else str(error),
        reason=None if error is None else error.reason,
        is_unchanged=is_unchanged,
    )
    if response is None:
        return report
    return replace(
        report,
        status=response.status,
        validators=None if error is not None else _validators(source.kind, response),
        stated=_stated(response),
        not_before=retry_after(response.headers.get("Retry-After"), now),
    )


def _is_unchanged(kind: SourceKind, response: Response) -> bool:
    """Whether a source is as it was when it was read, by its own word or by its bytes."""
    if response.status == NOT_MODIFIED:
        return True
    held: Validators | None = response.meta.get("validators")
    return (
        held is not None
        and CUT_OFF not in response.flags
        and held.digest == digest_of(response.body, kind)
    )


def _validators(kind: SourceKind, response: Response) -> Validators | None:
    """What the next poll may ask with; None for an index: the sitemaps below it may change."""
    if IS_INDEX in response.flags:
        return None
    held: Validators = response.meta.get("validators") or Validators()
    is_same = response.status == NOT_MODIFIED
    return Validators(
        etag=_validator(response, "ETag") or (held.etag if is_same else None),
        last_modified=_validator(response, "Last-Modified")
        or (held.last_modified if is_same else None),
        digest=held.digest if is_same else digest_of(response.body, kind),
    )


def _validator(response: Response, name: str) -> str | None:
    value = (header(response, name) or "").strip()
    return value if value.isprintable() and 0 < len(value) <= MAX_VALIDATOR_LENGTH else None


def _stated(response: Response) -> timedelta | None:
    """How long a source is good, by its headers or by itself, whichever is longer."""
    names = ("Cache-Control", "Age", "Expires", "Date")
    headers = {name: value for name in names if (value := header(response, name)) is not None}
    stated = (fresh_for(headers), response.meta.get("ttl"))
    return max((each for each in stated if each is not None), default=None)
