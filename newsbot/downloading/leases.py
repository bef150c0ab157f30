"""The queues of hosts that this run holds, renewed beside it, and asked before each request."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from newsbot.downloading.refusals import LeaseLost
from newsbot.errors import DatabaseError
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.queues import Lease, Scope
from newsbot.urls import host_of

logger = logging.getLogger(__name__)

# Of the time that a lease lasts: it is renewed three times, and near its end no request is sent.
RENEWAL, MARGIN = 1 / 3, 1 / 12


class Rows(Protocol):
    """As newsbot.storage.leases.queues.Queues; each call blocks."""

    def begin(self) -> None:
        """Says which process the run is."""

    def bury_dead(self) -> None:
        """Frees what dead processes of this machine held."""

    def claim(self, scope: Scope, held: int, barren: Collection[str]) -> list[Lease]:
        """Leases some queues that have something due."""

    def take(self, queue: str) -> Lease | None:
        """Leases one queue; None while another run has it."""

    def share(self) -> int:
        """How many queues are this run's part."""

    def others_hold_work(self, scope: Scope) -> bool:
        """Whether something is due that another run has in hand."""

    def renew(self) -> set[str]:
        """Prolongs all leases; gives those that the run still has."""

    def give_back(self, queues: Collection[str], of_articles: Collection[str]) -> None:
        """Ends leases."""


@dataclass(slots=True)
class Held:
    """A queue in this run's hands."""

    lease: Lease
    since: float
    """On the monotonic clock, in seconds."""
    until: float
    """Likewise: from then on another run may have it."""


@dataclass(slots=True)
class Leases:
    """What a run holds. Its methods may be called in any thread.

    Renewals have a thread and a connection of their own, so that neither a busy event loop nor a
    transaction that waits costs a lease.

    Args:
        rows: the queues in the database.
        ttl_s: how long a lease outlives the last word of its holder, in seconds.
        groups: host → name of the group of hosts of one server.
        of_articles: reasons for which a host's articles are left alone, but not its sources.
    """

    rows: Rows
    ttl_s: float
    groups: dict[str, str]
    of_articles: Collection[str]
    _held: dict[str, Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Says which process the run is, and begins to renew."""
        with_retries(self.rows.begin)
        threading.Thread(target=self._renew_always, name="leases", daemon=True).start()

    def stop(self) -> None:
        """Gives everything back, and renews no more."""
        self._is_over.set()
        with self._lock:
            queues = list(self._held)
        self.give_back(queues)

    def queue_of(self, url: str) -> str:
        """The queue in which the host of `url` is."""
        host = host_of(url)
        return self.groups.get(host, host)

    def held(self) -> dict[str, Held]:
        """The queues that the run may ask now."""
        now, margin_s = time.monotonic(), self.ttl_s * MARGIN
        with self._lock:
            return {name: each for name, each in self._held.items() if now < each.until - margin_s}

    def holds(self, queue: str) -> bool:
        """Whether only this run may ask the hosts of a queue now."""
        return queue in self.held()

    def claim(self, scope: Scope, barren: Collection[str]) -> list[Lease]:
        """Leases some more queues that have something due."""
        return self._lease(lambda: self.rows.claim(scope, len(self.held()), barren))

    def take(self, queue: str) -> Lease | None:
        """Leases one queue; None while another run has it."""

        def taken() -> list[Lease]:
            lease = self.rows.take(queue)
            return [] if lease is None else [lease]

        return next(iter(self._lease(taken)), None)

    def give_back(self, queues: Collection[str]) -> None:
        """Ends leases; what is due in their queues is anybody's."""
        with self._lock:
            for queue in queues:
                self._held.pop(queue, None)
        if queues:
            with_retries(partial(self.rows.give_back, queues, self.of_articles))

    def _lease(self, ask: Callable[[], list[Lease]]) -> list[Lease]:
        asked_at = time.monotonic()  # before the database counts
        leases = with_retries(ask)
        with self._lock:
            for lease in leases:
                since = self._held[lease.queue].since if lease.queue in self._held else asked_at
                until = asked_at + self.ttl_s
                self._held[lease.queue] = Held(lease=lease, since=since, until=until)
        return leases

    def _renew_always(self) -> None:
        while not self._is_over.wait(self.ttl_s * RENEWAL):
            with suppress(DatabaseError):  # what cannot be renewed runs out
                self._renew()
                self.rows.bury_dead()

    def _renew(self) -> None:
        asked_at = time.monotonic()
        renewed = self.rows.renew()
        with self._lock:
            lost = [
                queue
                for queue, each in self._held.items()
                if queue not in renewed and each.since < asked_at
            ]
            for queue in lost:
                del self._held[queue]
            for queue in renewed & self._held.keys():
                self._held[queue].until = asked_at + self.ttl_s
        for queue in lost:
            logger.warning("%s is in the hands of another run now", queue)


def groups_in(settings: BaseSettings) -> dict[str, str]:
    """Host → name of its group, as the setting NEWSBOT_HOST_GROUPS has them by name."""
    groups = settings.getdict("NEWSBOT_HOST_GROUPS")
    return {host: name for name, hosts in groups.items() for host in hosts}


_of_crawlers: WeakKeyDictionary[Crawler, Leases] = WeakKeyDictionary()


def leases_of(crawler: Crawler) -> Leases:
    """The leases of a crawl, which its parts share.

    Raises:
        KeyError: it is no run (`scrapy article`).
    """
    return _of_crawlers[crawler]


def lease_of(crawler: Crawler, queue: str) -> Lease | None:
    """The lease of a queue that a crawl holds; None if it has none, or is no run."""
    leases = _of_crawlers.get(crawler)
    held = None if leases is None else leases.held().get(queue)
    return None if held is None else held.lease


def last_asked(crawler: Crawler, queue: str) -> datetime | None:
    """When the hosts of a queue were asked by the run that had it before, at latest."""
    lease = lease_of(crawler, queue)
    return None if lease is None else lease.asked_at


async def require_lease(crawler: Crawler, url: str) -> None:
    """Leases the queue in which the host of `url` is, unless the run has it already.

    Raises:
        LeaseLost: another run has it.
    """
    leases = _of_crawlers.get(crawler)
    if leases is None:
        return
    queue = leases.queue_of(url)
    if not leases.holds(queue) and await asyncio.to_thread(leases.take, queue) is None:
        raise LeaseLost(f"another run asks {queue} now")


def require_held(crawler: Crawler, url: str) -> None:
    """The same a moment before a request is sent, without asking the database.

    Raises:
        LeaseLost: the run has not renewed its lease in time.
    """
    leases = _of_crawlers.get(crawler)
    if leases is not None and not leases.holds(leases.queue_of(url)):
        raise LeaseLost(f"{leases.queue_of(url)} may be in the hands of another run")


def share_leases(crawler: Crawler, leases: Leases) -> None:
    """Makes `leases` those of a crawl."""
    _of_crawlers[crawler] = leases
