"""The queues of Scrapy's downloader, one a host: their delays, and what waits in them."""

from collections import deque
from collections.abc import Callable
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from twisted.python.failure import Failure


class Slots:
    """Sets the delays of hosts that want one of their own.

    Scrapy forgets an idle queue and makes it anew, so that they are set in both places.

    Args:
        crawler: whose downloader it is.
        usual: "delay" (seconds) and "concurrency" of a host that wants nothing of its own.
        configured: the same of single hosts, from the setting DOWNLOAD_SLOTS.
    """

    def __init__(
        self, crawler: Crawler, usual: dict[str, Any], configured: dict[str, dict[str, Any]]
    ) -> None:
        self._crawler = crawler
        self._usual = usual
        self._configured = configured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the crawler's settings."""
        settings = crawler.settings
        usual = {
            "delay": settings.getfloat("DOWNLOAD_DELAY"),
            "concurrency": settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
        }
        return cls(crawler, usual, settings.getdict("DOWNLOAD_SLOTS"))

    def keep_apart(self, host: str, delay_s: float | None) -> None:
        """From now on sends a host one request after the other, so far apart; None: as usual."""
        chosen = self._usual | self._configured.get(host, {})
        if delay_s is not None:
            chosen |= {"concurrency": 1, "delay": max(delay_s, chosen["delay"])}
        downloader = self._downloader()
        downloader.per_slot_settings[host] = chosen
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.concurrency, slot.delay = chosen["concurrency"], chosen["delay"]

    def drop(self, host: str, concerns: Callable[[Request], bool], error: Exception) -> None:
        """Ends with `error` those requests to a host that it concerns and that still wait."""
        slot = self._downloader().slots.get(host)
        if slot is None:
            return
        queued = list(slot.queue)
        slot.queue = deque(each for each in queued if not concerns(each[0]))
        for request, waiting in queued:
            if concerns(request):
                waiting.errback(Failure(error))  # type: ignore[no-untyped-call] # Twisted's

    def _downloader(self) -> Any:
        return self._crawler.engine.downloader
