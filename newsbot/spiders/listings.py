"""The base class of spiders that read feeds, sitemaps and section pages in worker processes."""

from collections.abc import Callable
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newsbot.crawling.conditional import make_conditional
from newsbot.crawling.failures import OK, Failure, failure_of, failure_of_status
from newsbot.crawling.source_errors import (
    CAME_IN_PART,
    MAX_LINE_LENGTH,
    PART_UNREADABLE,
    UNREADABLE,
    found_instead,
    source_error,
    worker_error,
)
from newsbot.crawling.worker_limits import worker_limits
from newsbot.discovery.kinds import KINDS, read_listing
from newsbot.discovery.listing import Listing
from newsbot.errors import SourceError, WorkerError
from newsbot.items import Validators
from newsbot.plain_text import one_line
from newsbot.processes.workers import WorkerPool, shared_pool
from newsbot.spiders.base import NewsSpider, content_type_of
from newsbot.wholeness import CUT_OFF

# Parsing one source in a worker process may take at most this many seconds of CPU time. A feed of
# 50 000 items took 19 seconds.
PARSE_TIMEOUT_S = 60
# The name of a flag. It is set on the response for a source if at least one link in the source is
# no http or https URL.
NOT_WEB = "not_web"

T = TypeVar("T")


class ListingSpider(NewsSpider):
    """A spider that reads feeds, sitemaps and section pages, which list articles."""

    pool: WorkerPool

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider of a crawl. It reads sources in the worker processes of the crawl."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.pool = shared_pool(crawler, worker_limits(crawler.settings))
        return spider

    def __init__(self, **arguments: Any) -> None:
        """Passes all arguments to the base class."""
        super().__init__(**arguments)
        self._told_of_traps: set[str] = set()

    async def _judged(
        self, kind: str, response: Response, links: int, error: SourceError | None
    ) -> SourceError | None:
        """The error to report for a source; None if there is none.

        If the response was cut off, the reason of the error is CAME_IN_PART. If no links were
        found, the content of the response is looked at: it may be a login page, for example.

        Args:
            kind: the kind of the source, e.g. "feed".
            response: the response for the source.
            links: the number of links that were found.
            error: the exception that was raised when the source was read; None if there was none.
        """
        if CUT_OFF in response.flags:
            return source_error(CAME_IN_PART, kind, size=len(response.body), links=links)
        if links or (error is not None and error.reason != UNREADABLE):
            return error
        if NOT_WEB in response.flags:
            return source_error("no_web_links", kind)
        if error is None and not KINDS[kind].is_page:
            # The response could be read as a feed or sitemap, but has no entries. So the server has
            # not sent e.g. an error page in its place, which `found_instead` would have to
            # recognise.
            return source_error("no_entries", kind)
        try:
            found = await self._in_worker(found_instead, response, KINDS[kind])
        except WorkerError:
            found = None
        if found is not None:
            return source_error(found.reason, kind, found.detail)
        nothing = "no_article_links" if KINDS[kind].is_page else "no_entries"
        return error or source_error(nothing, kind)

    async def _download(self, kind: str, url: str, validators: Validators | None) -> Response:
        """Downloads a sitemap that a sitemap index lists.

        `validators` are the ETag and Last-Modified of the sitemap; None if it was never read. If
        they are given, the status of the response may be 304 (Not Modified).

        Raises:
            SourceError: the sitemap could not be downloaded.
        """
        request = Request(url, callback=NO_CALLBACK, meta={"listing": True, **size_limit(kind)})
        if validators is not None:
            make_conditional(request, validators)
        answer = await self._answer(request)
        if isinstance(answer, Failure):
            raise source_error(answer.reason, kind, answer.detail)
        return answer

    async def _answer(self, request: Request) -> Response | Failure:
        """The response for a request; a Failure if there is none, or the status is an error.

        The status 304 (Not Modified) is no error if the request is conditional.
        """
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - any exception becomes a Failure
            return failure_of(error)
        is_fine = response.status in {OK, *request.meta.get("handle_httpstatus_list", ())}
        return response if is_fine else failure_of_status(response.status)

    async def _read(self, kind: str, response: Response) -> tuple[Listing, SourceError | None]:
        """The contents of a source, and the error if it was not read as a whole (else None).

        `kind` is the kind of the source, and `response` is the response for it. If nothing could be
        read, the contents are empty.
        """
        listing, error = Listing(links=()), None
        try:
            listing = await self._listing(kind, response)
        except SourceError as raised:
            error = raised
        links = len(listing.links)
        if listing.fault is not None:
            error = source_error(PART_UNREADABLE, kind, listing.fault, links=links)
        count = links + len(listing.children) + len(listing.dated_pages)
        return listing, await self._judged(kind, response, count, error)

    async def _listing(self, kind: str, response: Response) -> Listing:
        """The contents of a source: its links or, for a sitemap index, the sitemaps that it lists.

        `response` is the response for the source. It gets the flag NOT_WEB if some links are no web
        URLs, and the flag CUT_OFF if the source is a gzip file that was cut off.

        Raises:
            SourceError: the source is unreadable, or its worker process took too long or died.
        """
        try:
            read = partial(read_listing, shapes=response.meta.get("url_shapes"))
            listing = await self._in_worker(read, response, KINDS[kind])
        except WorkerError as error:
            raise worker_error(error, kind) from error
        if listing.not_web:
            self._count("links_not_web", listing.not_web)
            response.flags.append(NOT_WEB)
        if listing.trapped:
            self._tell_of_traps(response, listing.trapped)
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

    async def _in_worker(self, read: Callable[..., T], response: Response, *first: object) -> T:
        """Calls the function `read` in a worker process, and returns the result.

        `read` gets the arguments `first`, and then the body, URL and Content-Type header of
        `response`.
        """
        arguments = (*first, response.body, response.url, content_type_of(response))
        return await self.pool.run(read, *arguments, timeout_s=PARSE_TIMEOUT_S)

    def _tell_of_traps(self, response: Response, count: int) -> None:
        """Counts and logs links of a section page that were left out as parts of endless series.

        Such a series is, for example, the days of a calendar. For each source, this is logged only
        once in a run. `count` is the number of the links.
        """
        self._count("links_trapped", count)
        source = response.meta.get("source")  # a newsbot.sites.site.Source, or None
        if source is not None and source.url not in self._told_of_traps:
            self._told_of_traps.add(source.url)
            url = one_line(source.url, MAX_LINE_LENGTH)
            self.logger.info(
                "%d links of %s have no end, such as a calendar's: left out", count, url
            )

    def _count(self, what: str, by: int) -> None:
        self.crawler.stats.inc_value(f"newsbot/{what}", by)


def size_limit(kind: str) -> dict[str, int]:
    """Entries for `Request.meta` that limit the size of a source; `kind` is e.g. "feed"."""
    size_bytes = KINDS[kind].max_size_bytes
    return {} if size_bytes is None else {"download_maxsize": size_bytes}
