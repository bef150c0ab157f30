"""How much of each queue of hosts a run has under way: scheduled, fetched, extracted or stored."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler

from newsbot.downloading.downloader import TAKEN


class UnderWay:
    """Counts requests until all that came of them is stored.

    Args:
        crawler: whose requests are counted.
        queue_of: the queue in which the host of a URL is.
    """

    def __init__(self, crawler: Crawler, queue_of: Callable[[str], str]) -> None:
        self._crawler = crawler
        self._queue_of = queue_of
        self._scheduled: set[Request] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, queue_of: Callable[[str], str]) -> Self:
        """Hears of the requests of `crawler`."""
        found = cls(crawler, queue_of)
        crawler.signals.connect(found.scheduled, signals.request_scheduled)
        crawler.signals.connect(found.taken, signals.request_dropped)
        crawler.signals.connect(found.taken, TAKEN)
        return found

    def scheduled(self, request: Request) -> None:
        """Takes note of a request that waits in the scheduler."""
        self._scheduled.add(request)

    def taken(self, request: Request) -> None:
        """Takes note of a request that the scheduler let go of."""
        self._scheduled.discard(request)

    def count(self) -> Counter[str]:
        """The requests of each queue, those for pages to which its URLs redirect included."""
        counts: Counter[str] = Counter()
        for request in self._all():
            counts.update({self._queue_of(url) for url in _urls(request)})
        return counts

    def has_source(self, url: str) -> bool:
        """Whether a source is being polled."""
        sources = (request.meta.get("source") for request in self._all())
        return any(source is not None and source.url == url for source in sources)

    async def changes(self, *others: Awaitable[Any], limit_s: float) -> None:
        """Returns when a request is done, one of `others` comes, or the limit is reached."""
        slot = self._crawler.engine._slot  # noqa: SLF001 - it tells when a request is done
        assert slot is not None  # noqa: S101 - it is there as long as a crawl is
        waiting = [asyncio.ensure_future(each) for each in (slot.nextcall.wait(), *others)]
        try:
            await asyncio.wait(waiting, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    def _all(self) -> set[Request]:
        engine = self._crawler.engine
        # The engine keeps a request until its callback is done and its items are stored; those that
        # the downloader has besides are for robots.txt files, sitemaps and further pages.
        in_progress: set[Request] = engine._slot.inprogress if engine._slot else set()  # noqa: SLF001
        return self._scheduled | in_progress | engine.downloader.active


def _urls(request: Request) -> Iterator[str]:
    yield request.url
    asked = request.meta.get("link") or request.meta.get("source")
    if asked is not None:
        yield asked.url
