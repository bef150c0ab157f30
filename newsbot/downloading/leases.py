"""The leases of a run. With a lease, only this run may send requests to the hosts of a queue.

A queue is one host, or several hosts of one server. A thread renews the leases. Before each request
the host middleware makes sure that the run has the lease of the host's queue.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from newsbot import clock
from newsbot.downloading.refusals import LeaseLost
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.queues import Lease
from newsbot.storage.leases.renewing import start_renewing
from newsbot.storage.leases.scope import Scope
from newsbot.urls import queue_of

logger = logging.getLogger(__name__)

# When only this fraction of a lease's time is left, no more requests are sent: the lease might end
# before their answers come.
MARGIN = 1 / 12


class Rows(Protocol):
    """Database functions for leases. A lease is the right of a run to send requests to a host."""

    def begin(self) -> None:
        """Stores which system process does this run, so that other runs notice if it dies."""

    def bury_dead(self) -> None:
        """Ends the leases of runs whose processes on this machine have died."""

    def claim(self, scope: Scope, held: int, barren: Collection[str]) -> list[Lease]:
        """Leases queues (each is the work of a host or server) with due URLs or sources of `scope`.

        `held` is the number of queues that the run has leased already. The queues named in `barren`
        are not leased, because the run found nothing to request in them.
        """

    def take(self, queue: str) -> Lease | None:
        """Leases the queue of this name (a host's pending work); None while another run has it."""

    def share(self) -> int:
        """The number of host queues that each run gets if all runs get equally many."""

    def is_any_free(self, scope: Scope, barren: Collection[str]) -> bool:
        """Whether there is a host queue that has due work, and that no run has leased.

        `scope` says what the run fetches. The queues named in `barren` do not count.
        """

    def others_hold_work(self, scope: Scope) -> bool:
        """Whether a URL or source in `scope` is due on a host that another run has leased."""

    def renew(self) -> set[str]:
        """Prolongs all leases of the run, and returns the names of the leased host queues."""

    def give_back(
        self, queues: Collection[str], of_articles: Collection[str], unfinished: Collection[str]
    ) -> None:
        """Ends the leases of `queues` (hosts' pending work), and stores when each has work again.

        `unfinished` are the queues with URLs or sources that are still due. If a host is paused for
        one of the reasons `of_articles`, only its articles wait, and its sources may be due.
        """


@dataclass(slots=True)
class Held:
    """A lease that this run has. It lets only this run send requests to the hosts of a queue."""

    lease: Lease
    since: float
    """When the run leased the host queue for the first time, by newsbot.clock.seconds."""
    known_at: float
    """When the run last leased the queue (newsbot.clock.seconds). Renewals do not count."""
    until: float
    """The time at which the lease ends if it is not renewed, on the clock newsbot.clock.seconds."""


@dataclass(slots=True)
class Leases:
    """The host queues that a run has leased. All methods may be called in any thread.

    The leases are renewed in a thread with a database connection of its own.

    Args:
        rows: reads and writes the leases in the database.
        ttl_s: how long a lease lasts after it was taken or renewed, in seconds.
        groups: host → name of its group. The hosts of a group are on one server and share a queue.
        of_articles: names of reasons in newsbot.reasons. If a host is paused for one of them, no
            articles are requested from the host, but its sources (e.g. feeds) still are.
    """

    rows: Rows
    ttl_s: float
    groups: dict[str, str]
    of_articles: Collection[str]
    _held: dict[str, Held] = field(default_factory=dict)
    _lost: set[str] = field(default_factory=set)
    """The names of the host queues whose leases another run has taken over from this run."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_over: threading.Event = field(default_factory=threading.Event)

    def start(self, apart: Rows) -> None:
        """Stores the run's process id, and starts a thread that renews the run's leases.

        `apart` gives this thread its own connection to the database.
        """
        with_retries(self.rows.begin)
        start_renewing(self.ttl_s, partial(self._renew, apart), apart.bury_dead, self._is_over)

    def stop(self) -> None:
        """Ends all leases of the run, and stops the thread that renews them."""
        self._is_over.set()
        with self._lock:
            queues = list(self._held)
        self.give_back(queues)

    def queue_of(self, url: str) -> str:
        """The name of the queue of the host of `url`: the host's group, or else the host itself."""
        return queue_of(url, self.groups)

    def held(self) -> dict[str, Held]:
        """The leases of all host queues that the run may work on now, by the name of the queue."""
        now, margin_s = clock.seconds(), self.ttl_s * MARGIN
        with self._lock:
            return {name: each for name, each in self._held.items() if now < each.until - margin_s}

    def holds(self, queue: str) -> bool:
        """Whether the run has leased a queue, and may send requests to the hosts in it now."""
        return queue in self.held()

    def claim(self, scope: Scope, barren: Collection[str]) -> list[Lease]:
        """Leases more host queues with due URLs or sources; returns the leases.

        `scope` says what the run fetches. The queues named in `barren` are not leased.
        """
        return self._lease(lambda: self.rows.claim(scope, len(self.held()), barren))

    def take(self, queue: str) -> Lease | None:
        """Leases the host queue of this name; None while another run has it."""

        def taken() -> list[Lease]:
            lease = self.rows.take(queue)
            return [] if lease is None else [lease]

        return next(iter(self._lease(taken)), None)

    def may_ask(self, queue: str) -> bool:
        """Whether the run may send requests to the hosts of `queue`; leases it if possible.

        A queue that this run has lost to another run is not leased again. The other run may have
        fetched the pages for which this run still has requests.
        """
        if not self.holds(queue) and queue in self._held:
            with_retries(partial(self._renew, self.rows))
        return self.holds(queue) or (queue not in self._lost and self.take(queue) is not None)

    def give_back(self, queues: Collection[str], unfinished: Collection[str] = ()) -> None:
        """Ends the leases of the host queues `queues`, so that other runs may lease them.

        `unfinished` are those of the queues in which URLs or sources are still due.
        """
        with self._lock:
            self._lost.difference_update(queues)
            for queue in queues:
                self._held.pop(queue, None)
        if queues:
            with_retries(partial(self.rows.give_back, queues, self.of_articles, unfinished))

    def _lease(self, ask: Callable[[], list[Lease]]) -> list[Lease]:
        asked_at = clock.seconds()  # before the query, so that no lease is believed too long
        leases = with_retries(ask)
        with self._lock:
            for lease in leases:
                since = self._held[lease.queue].since if lease.queue in self._held else asked_at
                self._held[lease.queue] = Held(
                    lease=lease,
                    since=since,
                    known_at=clock.seconds(),
                    until=asked_at + self.ttl_s,
                )
                self._lost.discard(lease.queue)
        return leases

    def _renew(self, rows: Rows) -> None:
        asked_at = clock.seconds()
        renewed = rows.renew()
        with self._lock:
            lost = [
                queue
                for queue, each in self._held.items()
                # A queue that was leased while `rows.renew` ran may be missing in its result, but
                # is not lost.
                if queue not in renewed and each.known_at < asked_at
            ]
            for queue in lost:
                del self._held[queue]
            self._lost.update(lost)
            for queue in renewed & self._held.keys():
                self._held[queue].until = asked_at + self.ttl_s
        for queue in lost:
            logger.warning("%s is in the hands of another run now", queue)


_of_crawlers: WeakKeyDictionary[Crawler, Leases] = WeakKeyDictionary()


def leases_of(crawler: Crawler) -> Leases:
    """The leases of a crawl; all middlewares and extensions of the crawler share the object.

    Raises:
        KeyError: the crawl has no leases, e.g. because the command is `scrapy article`.
    """
    return _of_crawlers[crawler]


def lease_of(crawler: Crawler, queue: str) -> Lease | None:
    """The lease by which only this crawl may request the hosts of a queue; None if it has none."""
    leases = _of_crawlers.get(crawler)
    held = None if leases is None else leases.held().get(queue)
    return None if held is None else held.lease


def last_asked(crawler: Crawler, queue: str) -> datetime | None:
    """The latest time at which an earlier run may have sent a request to the hosts of a queue.

    The result is None if no run has sent a request to them, or if this crawl has not leased the
    queue.
    """
    lease = lease_of(crawler, queue)
    return None if lease is None else lease.asked_at


async def require_lease(crawler: Crawler, url: str) -> None:
    """Leases the host of `url`, with all hosts of its group, unless the run has done so already.

    Raises:
        LeaseLost: another run has the lease now, or has taken it over from this run before.
    """
    leases = _of_crawlers.get(crawler)
    if leases is None:
        return
    queue = leases.queue_of(url)
    if not leases.holds(queue) and not await asyncio.to_thread(leases.may_ask, queue):
        raise LeaseLost(f"another run asks {queue} now")


def require_held(crawler: Crawler, url: str) -> None:
    """Checks that the run has the lease of the host of `url`, just before a request is sent.

    Raises:
        LeaseLost: the run has no such lease, or has not renewed it in time.
    """
    leases = _of_crawlers.get(crawler)
    if leases is not None and not leases.holds(leases.queue_of(url)):
        raise LeaseLost(f"{leases.queue_of(url)} may be in the hands of another run")


def share_leases(crawler: Crawler, leases: Leases) -> None:
    """Registers the leases of a crawl, so that `leases_of` finds them."""
    _of_crawlers[crawler] = leases
