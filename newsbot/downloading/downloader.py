"""Scrapy's downloader, extended: silent hosts hold up no others, and requests can be dropped."""

import time

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

TAKEN = object()
"""The signal, with `request`, that the downloader took a request, e.g. from the scheduler."""


WAITING_S = 5.0
"""The seconds after which a request under way counts as waiting, for a delay or a silent host."""


class Dropped(IgnoreRequest):
    """The request was given up because the crawl had to end; its URL and host are not at fault."""


class StoppableDownloader(Downloader):
    """A downloader that can drop requests; a dropped request fails with the exception Dropped.

    The errback of a dropped request is removed. So no failure is stored for the URL, and the next
    crawl requests it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._answers: dict[Request, Deferred[Response | Request]] = {}
        self._since: dict[Request, float] = {}
        self._is_closed = False

    def needs_backout(self) -> bool:
        """Whether CONCURRENT_REQUESTS requests began within WAITING_S and are not done yet.

        If older requests counted too, CONCURRENT_REQUESTS silent hosts would stop a crawl for
        DOWNLOAD_TIMEOUT. Their number is bounded by the queues that a run leases at once, and by
        the requests that it takes from each.
        """
        lately = time.monotonic() - WAITING_S
        under_way = sum(1 for since in self._since.values() if since > lately)
        return 0 < self.total_concurrency <= under_way

    def fetch(self, request: Request, spider: Spider | None = None) -> Deferred[Response | Request]:
        """A Deferred of the response, or of a request that a middleware returned instead.

        The Deferred fails with Dropped if the request is dropped.
        """
        answer: Deferred[Response | Request] = Deferred()
        self._answers[request] = answer
        self._since[request] = time.monotonic()
        self.crawler.signals.send_catch_log(TAKEN, request=request)
        if self._is_closed:
            self._drop(request)
        else:
            super().fetch(request).addBoth(self._pass_on, request)
        return answer

    def drop_waiting(self) -> None:
        """Drops all requests that the downloader has not sent, and all that it gets later.

        Requests whose transfer has begun go on.
        """
        self._is_closed = True
        for slot in self.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Dropped())
        transferring = {each for slot in self.slots.values() for each in slot.transferring}
        for request in self._answers.keys() - transferring:
            self._drop(request)

    def drop_all(self) -> None:
        """Drops all requests that the downloader has, sent or not, and all that it gets later."""
        self.drop_waiting()
        for request in list(self._answers):
            self._drop(request)

    def _drop(self, request: Request) -> None:
        answer = self._answers.pop(request, None)
        self._since.pop(request, None)
        if answer is not None:
            self.crawler.stats.inc_value("newsbot/dropped")
            request.errback = None
            answer.errback(Dropped())

    def _pass_on(self, result: Response | Request | Failure, request: Request) -> None:
        answer = self._answers.pop(request, None)
        self._since.pop(request, None)
        if answer is not None:
            answer.callback(result)
