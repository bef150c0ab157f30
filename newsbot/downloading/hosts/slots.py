"""Sets the delays of the request queues in Scrapy's downloader, and removes requests from them.

Scrapy's downloader has one queue, called a slot, for each host or group of hosts.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime  # noqa: TC003 - as elsewhere, read at run time
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from newsbot import clock
from newsbot.downloading.hosts.groups import groups_in
from newsbot.downloading.leases import last_asked
from newsbot.urls import queue_of


class Slots:
    """Changes the downloader's host queues: sets their delays, and removes requests.

    Scrapy discards an idle queue and later makes a new one. So a delay is set both on the queue and
    in the settings from which the downloader makes new queues.

    Args:
        crawler: the crawler whose downloader has the queues.
        usual: the settings for most hosts: "delay", the time in seconds between two requests, and
            "concurrency", the maximum number of requests at the same time.
        configured: a mapping from hosts to their own "delay" and "concurrency", from the setting
            DOWNLOAD_SLOTS.
        groups: a mapping from hosts that share a server to the name of their group. The hosts of a
            group share one queue.
    """

    def __init__(
        self,
        crawler: Crawler,
        usual: dict[str, Any],
        configured: dict[str, dict[str, Any]],
        groups: Mapping[str, str],
    ) -> None:
        self._crawler = crawler
        self._usual = usual
        self._configured = configured
        self._groups = groups
        self._begun: dict[str, datetime] = {}
        self._apart: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The queues of a crawler's downloader, with the delays and limits in the settings."""
        settings = crawler.settings
        usual = {
            "delay": settings.getfloat("DOWNLOAD_DELAY"),
            "concurrency": settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
        }
        slots = cls(crawler, usual, settings.getdict("DOWNLOAD_SLOTS"), groups_in(settings))
        crawler.signals.connect(slots.begin, signals.request_reached_downloader)
        return slots

    def name_of(self, url: str) -> str:
        """The name of the downloader's queue for `url`: the URL's host, or the host's group."""
        return queue_of(url, self._groups)

    def begin(self, request: Request) -> None:
        """Delays `request` if an earlier run has only just sent a request to the same host.

        A host has a delay: the least time between two requests. Scrapy keeps the delay only between
        the requests of one run. This method keeps the delay between the last request of an earlier
        run and the first request that this run sends after it has leased the host. The method is
        called for each request that Scrapy's downloader gets.

        Some hosts have a delay of their own, e.g. from their robots.txt. For these, the method also
        marks the request, so that Scrapy's AutoThrottle does not change the delay.
        """
        name = request.meta["download_slot"]
        if name in self._apart or name in self._configured:
            request.meta["autothrottle_dont_adjust_delay"] = True
        asked_at = last_asked(self._crawler, name)
        if asked_at is None or self._begun.get(name) == asked_at:
            return
        self._begun[name] = asked_at
        ago_s = max((clock.now() - asked_at).total_seconds(), 0)
        slot = self._downloader().slots[name]
        slot.lastseen = max(slot.lastseen, time.monotonic() - ago_s)

    def keep_apart(self, host: str, delay_s: float | None) -> None:
        """Makes the downloader send requests to `host` one at a time, `delay_s` seconds apart.

        If the settings have a longer delay for the host, the longer delay is used. If `delay_s` is
        None, the delay and the concurrency of the host are set back to those in the settings.
        """
        chosen = self._usual | self._configured.get(host, {})
        self._apart.discard(host)
        if delay_s is not None:
            self._apart.add(host)
            chosen |= {"concurrency": 1, "delay": max(delay_s, chosen["delay"])}
        downloader = self._downloader()
        downloader.per_slot_settings[host] = chosen
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.concurrency, slot.delay = chosen["concurrency"], chosen["delay"]

    def drop(self, host: str, concerns: Callable[[Request], bool], error: Exception) -> None:
        """Removes those requests from the queue of `host` for which `concerns` returns True.

        Each removed request fails with the exception `error`.
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
