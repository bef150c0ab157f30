"""Counts the requests of a run that have begun but are not yet done, for each queue.

A queue is the work on one host, or on several hosts of one server. A request begins when it enters
Scrapy's scheduler. It is done when all items that its callback has yielded are stored.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.crawler import Crawler

from newsbot.downloading.downloader import TAKEN
from newsbot.downloading.kinds import link_of, source_of

QUEUE = "queue"
"""The key of `Request.meta` for the name of the queue from which a request was made.

A queue is the work on one or several hosts that a run leases."""


class UnderWay:
    """Counts the requests of a crawler that have been scheduled, but are not yet done.

    A request is done when all items that its callback has yielded are stored.

    Args:
        crawler: the crawler whose requests are counted.
        queue_of: a function that takes a URL, and returns the name of the queue to which the host
            of the URL belongs.
    """

    def __init__(self, crawler: Crawler, queue_of: Callable[[str], str]) -> None:
        self._crawler = crawler
        self._queue_of = queue_of
        self._scheduled: set[Request] = set()
        self._queues_of: WeakKeyDictionary[Request, frozenset[str]] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler, queue_of: Callable[[str], str]) -> Self:
        """An object that counts the requests of `crawler` by listening to its signals."""
        found = cls(crawler, queue_of)
        crawler.signals.connect(found.scheduled, signals.request_scheduled)
        crawler.signals.connect(found.taken, signals.request_dropped)
        crawler.signals.connect(found.taken, TAKEN)
        return found

    def scheduled(self, request: Request) -> None:
        """Counts a request that has just entered Scrapy's scheduler."""
        self._scheduled.add(request)

    def taken(self, request: Request) -> None:
        """Notes that a request has left Scrapy's scheduler, so that it is no longer scheduled."""
        self._scheduled.discard(request)

    def count(self) -> Counter[str]:
        """Name of a queue → the number of its requests that are not yet done.

        A queue is the work on one or several hosts. If a request was redirected to a host of
        another queue, it counts in both queues.
        """
        counts: Counter[str] = Counter()
        for request in self._all():
            for queue in self._queues(request):
                counts[queue] += 1
        return counts

    def has_source(self, url: str) -> bool:
        """Whether a request for the source at `url` has been scheduled and is not yet done."""
        sources = map(source_of, self._all())
        return any(source is not None and source.url == url for source in sources)

    async def changes(self, *others: Awaitable[Any], limit_s: float) -> None:
        """Waits until any request of the run, or one of the awaitables `others`, is done.

        It waits at most `limit_s` seconds.
        """
        slot = self._crawler.engine._slot  # noqa: SLF001 - its nextcall fires when a request is done
        assert slot is not None  # noqa: S101 - the slot exists as long as a crawl runs
        waiting = [asyncio.ensure_future(each) for each in (slot.nextcall.wait(), *others)]
        try:
            await asyncio.wait(waiting, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    def _queues(self, request: Request) -> frozenset[str]:
        """The names of the queues to which a request belongs: usually one, two after a redirect.

        A queue is the work on one or several hosts. The names are cached, because they are needed
        many times.
        """
        found = self._queues_of.get(request)
        if found is None:
            found = frozenset(self._queue_of(url) for url in _urls(request))
            if QUEUE in request.meta:
                found |= {request.meta[QUEUE]}
            self._queues_of[request] = found
        return found

    def _all(self) -> set[Request]:
        engine = self._crawler.engine
        # Scrapy's engine lists a request until its callback is done and its items are stored. But
        # it does not list requests for robots.txt files, for sitemaps in an index, and for page 2,
        # page 3, … of articles. Only the downloader lists these.
        in_progress: set[Request] = engine._slot.inprogress if engine._slot else set()  # noqa: SLF001
        return self._scheduled | in_progress | engine.downloader.active


def _urls(request: Request) -> Iterator[str]:
    yield request.url
    asked = link_of(request) or source_of(request)
    if asked is not None:
        yield asked.url
