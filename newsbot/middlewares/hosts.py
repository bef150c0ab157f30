"""A downloader middleware that makes requests obey the robots.txt and the pauses of their hosts.

Of all middlewares this one is the nearest to the downloader. So it sees responses as the hosts sent
them: redirects before they are followed, and bodies before they are decompressed.
"""

from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    DropItem,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost

from newsbot import clock
from newsbot.crawling.retry_after import retry_after
from newsbot.downloading.hosts.all_hosts import Hosts
from newsbot.downloading.hosts.state import Refusal
from newsbot.downloading.kinds import fetches_named, kind_of
from newsbot.downloading.leases import require_lease
from newsbot.downloading.refusals import BadRedirect, CutOff, PageTimeout, UrlTooLong
from newsbot.downloading.robots.file import (
    ROBOTS,
    count_bytes,
    location_of,
    redirect_target,
    uncompressed,
)
from newsbot.items import SourceReport
from newsbot.plain_text import one_line, words_of
from newsbot.reasons import reason_of
from newsbot.urls import is_too_long, origin_of, requested_url, without_userinfo

WEB = frozenset({"http", "https"})
FORBIDDEN, TOO_OFTEN, UNAVAILABLE = 403, 429, 503
SERVER_ERROR = 500
# The maximum number of characters of an invalid Location header that are stored with the rejection
# of a URL.
LONGEST_DETAIL = 300
# The key in Request.meta that marks a probe. A probe is the first request to a host after a pause.
# No other request is sent to the host until the answer shows whether the pause is over. The value
# is the host.
PROBE = "probes_host"
REFUSED_BEFORE = "refused_before"
# The exceptions that Scrapy raises if a response proved too large or ended too early. They show
# that the host does answer.
BEGUN = (DownloadCancelledError, ResponseDataLossError)
OF_THE_PAGE: dict[str | None, type[IgnoreRequest]] = {"timeout": PageTimeout, "connection": CutOff}
"""Name of a reason → the exception that is raised if a request fails for this reason on a host that
has answered other requests of the run. The exception says that only the requested page is at fault,
and not the host."""
# Pairs of an exception that Scrapy or Twisted raises if a host does not answer, and the name of a
# reason in `newsbot.reasons`. If an exception belongs to several pairs, the first one counts.
SILENT: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection"),
    (DownloadFailedError, "connection"),
    (ConnectError, "connection"),
    (ConnectionDone, "connection"),
    (ConnectionLost, "connection"),
)


class HostMiddleware:
    """A downloader middleware that obeys the robots.txt and the pauses of hosts.

    Before each request it asks an object of the class `Hosts` whether to send the request. It also
    reports each answer of a host to this object.
    """

    def __init__(self, crawler: Crawler, hosts: Hosts, most_redirects: int) -> None:
        self._crawler = crawler
        self._hosts = hosts
        self._most_redirects = most_redirects

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the middleware, and lets Scrapy call it on responses, items and errors."""
        most_redirects = crawler.settings.getint("REDIRECT_MAX_TIMES")
        middleware = cls(crawler, Hosts.from_crawler(crawler), most_redirects)
        crawler.signals.connect(count_bytes, signals.bytes_received)
        crawler.signals.connect(middleware.response_downloaded, signals.response_downloaded)
        crawler.signals.connect(middleware.page_ended, signals.item_scraped)
        crawler.signals.connect(middleware.page_ended, signals.item_dropped)
        crawler.signals.connect(middleware.page_failed, signals.item_error)
        crawler.signals.connect(middleware.page_failed, signals.spider_error)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Waits until a request may be sent to its host.

        If the request is a probe (the first request to a host after a pause), it is marked as one.

        Raises:
            LeaseLost, HostPaused, RobotsTxt, RobotsUnreachable: the request may not be sent now.
            UrlTooLong: no request for this URL may ever be sent.
        """
        if not _is_web(request):
            return
        if is_too_long(request.url):
            raise UrlTooLong(f"{len(requested_url(request.url) or '')} bytes")
        await require_lease(self._crawler, request.url)
        host, kind = origin_of(request.url), kind_of(request)
        request.meta["download_slot"] = self._hosts.slot_of(request.url)
        if ROBOTS in request.meta:
            (await self._hosts.state(request.url)).require_open(kind)
            return
        was_probe = request.meta.pop(PROBE, None) == host
        refused_before = REFUSED_BEFORE in request.meta
        if await self._hosts.admit(
            request.url,
            kind,
            is_probe=was_probe,
            refused_before=refused_before,
            is_named=fetches_named(request, self._crawler.spider),
        ):
            request.meta[PROBE] = host

    def response_downloaded(self, request: Request, response: Response) -> None:
        """Records that a host has answered, and whether the answer is a refusal.

        Scrapy calls this before it sends the next request to the same host.
        """
        if not _is_web(request):
            return
        self._hosts.answered(request.url)
        if not self._leads_on(request, response):
            self._judge(request, response)
        elif PROBE in request.meta:
            self._hosts.prolong_probe(request.url)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Stores in the database whether the host is paused, and returns the response.

        The response for a robots.txt is decompressed.

        Raises:
            BadRedirect: the response redirects to something that is no http or https URL.
            RobotsUnreachable: the response is a robots.txt that cannot be read.
        """
        if not _is_web(request):
            return response
        await self._hosts.remember(request.url)
        if ROBOTS in request.meta:
            return uncompressed(response)
        location = location_of(response)
        if location is not None and redirect_target(response) is None:
            raise BadRedirect(one_line(without_userinfo(location), LONGEST_DETAIL))
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Records in the state of a host that it sent no response, or an incomplete one.

        Raises:
            PageTimeout, CutOff: the host has answered other requests of this run. So the fault is
                assumed to be in the requested page, and not in the host.
        """
        if not _is_web(request) or ROBOTS in request.meta or isinstance(exception, IgnoreRequest):
            self._end_probe(request)
            return
        reason = next((name for kind, name in SILENT if isinstance(exception, kind)), None)
        answers = (await self._hosts.state(request.url)).has_answered
        if reason is not None:
            self._refused(request, reason, at_once=not answers)
        elif isinstance(exception, BEGUN):
            self._hosts.well(request.url, kind_of(request))
        self._end_probe(request)
        await self._hosts.remember(request.url)
        if answers and reason in OF_THE_PAGE:
            raise OF_THE_PAGE[reason](words_of(exception)) from exception

    async def page_ended(self, item: Any, response: Any, exception: DropItem | None = None) -> None:
        """Records whether a page is a refusal by its host, or a good answer.

        Only the content of the page may show that it is a refusal. For example, a host may send a
        check for robots in place of the article, with status 200.

        Args:
            item: what was made of the page, e.g. an article or a rejection.
            response: the response with the page.
            exception: the exception with which a pipeline dropped the item. Its text is the name of
                the reason. None if the item was not dropped.
        """
        is_page = isinstance(response, Response)
        if is_page and isinstance(item, SourceReport):
            if item.reason is not None and reason_of(item.reason).is_refusal:
                self._refused(response.request, item.reason)
                await self._hosts.remember(response.url)
        elif is_page and _is_article(response):
            reason = str(exception)
            if reason_of(reason).is_refusal:
                self._refused(response.request, reason)
            else:
                self._hosts.well(response.url, "article")
            await self._hosts.remember(response.url)
        self.page_failed(response)

    def page_failed(self, response: Any) -> None:
        """Ends the probe of a host, if `response` is the answer to the probe.

        A probe is the first request to a host after a pause. Other requests to the host wait until
        it ends. In spite of its name, this method is called for every page that was processed.
        `page_ended` calls it after it has judged the page. Scrapy calls it directly if a bug made
        the extraction fail. Such a page counts neither as a good answer of the host nor as a
        refusal.
        """
        if _is_article(response):
            if isinstance(response, Response):
                self._hosts.unread(response.url)
            self._end_probe(response.request)

    def _judge(self, request: Request, response: Response) -> None:
        """Records whether a host has refused a request, as the status of its response says.

        If the request was for an article, and the status is good, the page is extracted first,
        because it may still be a refusal, e.g. a check for robots.
        """
        status, kind, reason = response.status, kind_of(request), f"http_{response.status}"
        headers = response.headers
        until = retry_after(headers.get("Retry-After"), clock.now(), headers.get("Date"))
        if status == TOO_OFTEN or (status == UNAVAILABLE and until is not None):
            self._refused(request, reason, until=until, at_once=True)
        elif ROBOTS in request.meta:
            return  # the caller that reads the robots.txt judges the response
        elif kind == "article" and _is_success(status):
            self._hosts.reading(request.url)
            return
        elif status == FORBIDDEN or status >= SERVER_ERROR:
            self._refused(request, reason)
        else:
            self._hosts.well(request.url, kind)
        self._end_probe(request)

    def _refused(self, request: Request, reason: str, **how: Any) -> None:
        self._hosts.refused(
            Refusal(
                url=request.url,
                reason=reason,
                kind=kind_of(request),
                refused_before=REFUSED_BEFORE in request.meta,
                **how,
            )
        )

    def _leads_on(self, request: Request, response: Response) -> bool:
        """Whether a response redirects to another URL on the same host, and Scrapy will follow it.

        If so, only the response after the redirect shows whether the host refuses the request.
        `request` is the request for `response`.
        """
        target = redirect_target(response)
        is_last = request.meta.get("redirect_times", 0) >= self._most_redirects
        return target is not None and not is_last and _origin(target) == _origin(request.url)

    def _end_probe(self, request: Request) -> None:
        if request.meta.pop(PROBE, None) is not None:
            self._hosts.end_probe(request.url)


def _is_web(request: Request) -> bool:
    return urlsplit(request.url).scheme in WEB


def _is_success(status: int) -> bool:
    return 200 <= status < 300  # noqa: PLR2004 - the class of success in HTTP


def _is_article(answer: Any) -> bool:
    request = getattr(answer, "request", None)
    return isinstance(request, Request) and _is_web(request) and kind_of(request) == "article"


def _origin(url: str) -> str | None:
    try:
        return origin_of(url)
    except ValueError:  # the port is above 65535
        return None
