"""Holds every request to its host's robots.txt, delay and pauses, whoever sends it.

It stands nearest to the downloader, so that it sees what the host sent: redirects, and bodies as
they came.
"""

from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
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
from newsbot.downloading.host_state import Kind
from newsbot.downloading.hosts import Hosts
from newsbot.downloading.refusals import CutOff, PageTimeout
from newsbot.downloading.retry_after import retry_after
from newsbot.downloading.robots_file import REDIRECTS, ROBOTS, count_bytes, uncompressed
from newsbot.reasons import reason_of
from newsbot.urls import host_of

WEB = frozenset({"http", "https"})
FORBIDDEN, TOO_OFTEN, UNAVAILABLE = 403, 429, 503
SERVER_ERROR = 500
# The key of a request's meta that says: its answer decides for others of its host.
PROBE = "probes_host"
SILENT: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection"),
    (DownloadFailedError, "connection"),
    (ResponseDataLossError, "connection"),
    (ConnectError, "connection"),
    (ConnectionDone, "connection"),
    (ConnectionLost, "connection"),
)


class HostMiddleware:
    """Asks newsbot.downloading.hosts before each request, and tells it what came of it."""

    def __init__(self, hosts: Hosts, most_redirects: int) -> None:
        self._hosts = hosts
        self._most_redirects = most_redirects

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Asks for the crawler's requests, and hears what became of its pages."""
        most_redirects = crawler.settings.getint("REDIRECT_MAX_TIMES")
        middleware = cls(Hosts.from_crawler(crawler), most_redirects)
        crawler.signals.connect(count_bytes, signals.bytes_received)
        crawler.signals.connect(middleware.page_ended, signals.item_scraped)
        crawler.signals.connect(middleware.page_ended, signals.item_dropped)
        crawler.signals.connect(middleware.page_failed, signals.item_error)
        crawler.signals.connect(middleware.page_failed, signals.spider_error)
        return middleware

    async def process_request(self, request: Request) -> None:
        """Waits for the request's turn.

        Raises:
            HostPaused, RobotsTxt, RobotsUnreachable: it has none.
        """
        if not _is_web(request):
            return
        host = host_of(request.url)
        request.meta["download_slot"] = host
        if ROBOTS in request.meta:
            (await self._hosts.state(request.url)).require_open()
            return
        was_probe = request.meta.pop(PROBE, None) == host
        if await self._hosts.admit(request.url, _kind(request), is_probe=was_probe):
            request.meta[PROBE] = host

    async def process_response(self, request: Request, response: Response) -> Response:
        """Takes note of the host's answer."""
        if not _is_web(request):
            return response
        (await self._hosts.state(request.url)).has_answered = True
        if not self._leads_on(request, response):
            await self._judge(request, response)
        return uncompressed(response) if ROBOTS in request.meta else response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Takes note that the host did not answer.

        Raises:
            PageTimeout, CutOff: it answers otherwise.
        """
        if not _is_web(request) or ROBOTS in request.meta:
            return
        reason = next((name for kind, name in SILENT if isinstance(exception, kind)), None)
        if reason is not None:
            await self._note_silence(request, exception, reason)
        elif not isinstance(exception, IgnoreRequest):
            await self._hosts.well(request.url, _kind(request))  # too large, say: it was answered
        self._end_probe(request)

    async def page_ended(self, response: Any, exception: DropItem | None = None) -> None:
        """Takes note of what a page was found to be: a dropped one's reason may be a refusal."""
        if not _is_article(response):
            return
        reason = str(exception)
        if reason_of(reason).is_refusal:
            await self._hosts.refused(response.url, reason)
        else:
            await self._hosts.well(response.url, "article")
        self._end_probe(response.request)

    def page_failed(self, response: Any) -> None:
        """Lets others probe where a page had no verdict."""
        if _is_article(response):
            self._end_probe(response.request)

    async def _judge(self, request: Request, response: Response) -> None:
        status, now = response.status, clock.now()
        is_robots = ROBOTS in request.meta
        wish = retry_after(response.headers.get("Retry-After"), now)
        reason = f"http_{status}"
        if status == TOO_OFTEN or (status == UNAVAILABLE and wish is not None):
            await self._hosts.refused(request.url, reason, until=wish, at_once=True)
        elif is_robots:
            return
        elif status == FORBIDDEN or status >= SERVER_ERROR:
            await self._hosts.refused(request.url, reason)
        elif _kind(request) != "article" or not 200 <= status < 300:  # noqa: PLR2004 - HTTP's class
            await self._hosts.well(request.url, _kind(request))
        else:
            return  # its extraction decides
        self._end_probe(request)

    async def _note_silence(self, request: Request, exception: Exception, reason: str) -> None:
        answers = (await self._hosts.state(request.url)).has_answered
        await self._hosts.refused(request.url, reason, at_once=not answers)
        self._end_probe(request)
        if answers and reason == "timeout":
            raise PageTimeout(str(exception)) from exception
        if answers and reason == "connection":
            raise CutOff(str(exception)) from exception

    def _leads_on(self, request: Request, response: Response) -> bool:
        """Whether the host's answer is still to come, at the URL that it redirects to."""
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or location is None:
            return False
        target = urljoin(request.url, location.decode("latin-1"))
        is_last = request.meta.get("redirect_times", 0) >= self._most_redirects
        return not is_last and host_of(target) == host_of(request.url)

    def _end_probe(self, request: Request) -> None:
        if request.meta.pop(PROBE, None) is not None:
            self._hosts.end_probe(request.url)


def _is_web(request: Request) -> bool:
    return urlsplit(request.url).scheme in WEB


def _kind(request: Request) -> Kind:
    if "link" in request.meta:
        return "article"
    return "source" if "source" in request.meta else "other"


def _is_article(response: Any) -> bool:
    """Whether this is a page that a spider asked for; a failed download's item has no response."""
    request = response.request if isinstance(response, Response) else None
    return request is not None and _is_web(request) and _kind(request) == "article"
