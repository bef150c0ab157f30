"""The queues of Scrapy's downloader, one a host: their delays, and what waits in them."""

from typing import Any, Self

from scrapy.crawler import Crawler
from twisted.python.failure import Failure


class Slots:
    """Sets the delays of hosts that want one of their own.

    Scrapy forgets an idle queue and makes it anew, so that they are set in both places.

    Args:
        crawler: whose downloader it is.
        delay_s: the least time between two requests, whatever a host wants.
        concurrency: how many requests a host without a delay of its own gets at once.
    """

    def __init__(self, crawler: Crawler, delay_s: float, concurrency: int) -> None:
        self._crawler = crawler
        self._delay_s = delay_s
        self._concurrency = concurrency

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """With the crawler's settings."""
        settings = crawler.settings
        concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        return cls(crawler, settings.getfloat("DOWNLOAD_DELAY"), concurrency)

    def keep_apart(self, host: str, delay_s: float | None) -> None:
        """From now on sends a host one request after the other, so far apart; None: as all."""
        concurrency = self._concurrency if delay_s is None else 1
        delay_s = max(delay_s or 0, self._delay_s)
        downloader = self._downloader()
        downloader.per_slot_settings[host] = {"concurrency": concurrency, "delay": delay_s}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.concurrency, slot.delay = concurrency, delay_s

    def drop(self, host: str, error: Exception) -> None:
        """Ends with `error` all requests to a host that are not on their way yet."""
        slot = self._downloader().slots.get(host)
        while slot is not None and slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(error))  # type: ignore[no-untyped-call] # Twisted's

    def _downloader(self) -> Any:
        return self._crawler.engine.downloader
