"""Scrapy's downloader, with two changes: requests can be dropped, and silent hosts block no others.

A silent host is one that does not answer. To drop a request means to give it up before its response
is complete.
"""

import time

from scrapy import Request, Spider
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

TAKEN = object()
"""A Scrapy signal, which the downloader sends whenever it receives a request. The handlers of the
signal get this request as the argument `request`."""


WAITING_S = 5.0
"""The downloader works on at most CONCURRENT_REQUESTS requests at a time. Requests that it got
more than this many seconds ago do not count. Such a request probably waits for the delay of its
host, or its host does not answer."""


class Dropped(IgnoreRequest):
    """The exception for a request that was given up, because the crawl had to end.

    It does not mean that anything is wrong with the URL or its host.
    """


class StoppableDownloader(Downloader):
    """A Scrapy downloader that can drop requests, i.e. give them up when the crawl has to end.

    A dropped request fails with the exception Dropped, and its errback is not called. So no failure
    is stored for the URL, and the next crawl requests it.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._answers: dict[Request, Deferred[Response | Request]] = {}
        self._since: dict[Request, float] = {}
        self._is_closed = False

    def needs_backout(self) -> bool:
        """Whether the downloader has so many requests that Scrapy should send it no more for now.

        This is so if at least CONCURRENT_REQUESTS requests are not done yet, out of those that the
        downloader got in the last WAITING_S seconds. Older requests are not counted. Otherwise
        hosts that do not answer could stop the whole crawl.
        """
        lately = time.monotonic() - WAITING_S
        under_way = sum(1 for since in self._since.values() if since > lately)
        return 0 < self.total_concurrency <= under_way

    def fetch(self, request: Request, spider: Spider | None = None) -> Deferred[Response | Request]:
        """Downloads `request`, and returns a Deferred of the response.

        If a middleware returns a request in place of a response, the result of the Deferred is this
        request. If `request` is dropped, i.e. given up, the Deferred fails with the exception
        Dropped.
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
        """Gives up all requests that are not sent yet, and all that the downloader gets later.

        Requests that are already sent go on.
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
        """Gives up all requests, even those that are already sent, and all later ones."""
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
