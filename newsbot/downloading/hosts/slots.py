"""Changes the queues of Scrapy's downloader. Each host has one queue, which Scrapy calls a slot."""

from collections import deque
from collections.abc import Callable
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from twisted.python.failure import Failure


class Slots:
    """Sets the delay of a host's queue, and drops requests that wait in the queue.

    Scrapy discards an idle queue and later makes a new one. So a delay is set both on the queue and
    in the settings from which the downloader makes new queues.

    Args:
        crawler: the crawler whose downloader has the queues.
        usual: the "delay" (seconds between two requests) and the "concurrency" (the most requests
            at the same time) for hosts that are not in `configured`.
        configured: host → the "delay" and "concurrency" that the setting DOWNLOAD_SLOTS gives it.
    """

    def __init__(
        self, crawler: Crawler, usual: dict[str, Any], configured: dict[str, dict[str, Any]]
    ) -> None:
        self._crawler = crawler
        self._usual = usual
        self._configured = configured

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Slots with the delays and concurrency limits in the crawler's settings."""
        settings = crawler.settings
        usual = {
            "delay": settings.getfloat("DOWNLOAD_DELAY"),
            "concurrency": settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
        }
        return cls(crawler, usual, settings.getdict("DOWNLOAD_SLOTS"))

    def keep_apart(self, host: str, delay_s: float | None) -> None:
        """Has requests to a host sent one at a time, with `delay_s` seconds between two requests.

        If the settings have a longer delay for the host, the longer delay is used. If `delay_s` is
        None, the delay and the concurrency of the host are set back to those in the settings.
        """
        chosen = self._usual | self._configured.get(host, {})
        if delay_s is not None:
            chosen |= {"concurrency": 1, "delay": max(delay_s, chosen["delay"])}
        downloader = self._downloader()
        downloader.per_slot_settings[host] = chosen
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.concurrency, slot.delay = chosen["concurrency"], chosen["delay"]

    def drop(self, host: str, concerns: Callable[[Request], bool], error: Exception) -> None:
        """Removes requests from a host's queue; each removed request fails with `error`.

        The removed requests are those for which `concerns` returns True.
        """
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
