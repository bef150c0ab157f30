"""What a run does next: it leases queues of hosts, and works each off in small groups.

A queue is worked off until nothing of it is due, or for MOST_S, for others wait. What is under way
then is finished before it is given back. Nothing is asked of a host whose queue is not held.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler

from newsbot.crawling.under_way import UnderWay
from newsbot.downloading.claims import Claims
from newsbot.downloading.leases import Leases
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.due import DueLink, DueWork
from newsbot.storage.leases.queues import Scope

T = TypeVar("T")

MOST_S = 600
"""How long a run keeps a queue in which more and more is due."""
MOST_QUEUES = 32
"""As many hosts as a run asks at once."""
GROUP_SIZE = 20
"""So many URLs of a queue are handed out at a time."""
PATIENCE_S = 900
"""How long a run waits for a host that it was told to ask."""
LOOK_S = 1.0
"""How often a run looks whether anything is free or due, if nothing happens."""
NEW_PRIORITY, RETRY_PRIORITY = 0, -10


@dataclass(slots=True)
class Queue:
    """A queue that the run holds, or was told to work off."""

    named: deque[Request] = field(default_factory=deque)
    """What a person named: it is asked for whether it is due or not."""
    is_empty: bool = False
    """Whether nothing was due at the last look."""
    is_resting: bool = False
    """Whether no more of it is handed out."""
    has_worked: bool = False


class Work:
    """The requests of a run, as their queues come to its hands.

    Args:
        crawler: whose run it is.
        leases: what the run holds.
        due: reads what is due.
        claims: which pages the run asks for already.
        scope: what the run works on.
    """

    def __init__(
        self, crawler: Crawler, leases: Leases, due: DueWork, claims: Claims, scope: Scope
    ) -> None:
        self._crawler = crawler
        self._stats = crawler.stats
        self._leases = leases
        self._due = due
        self._claims = claims
        self._scope = scope
        self._under_way = UnderWay.from_crawler(crawler, leases.queue_of)
        self._queues: dict[str, Queue] = {}
        self._sources: dict[str, Request] = {}
        self._asked: dict[str, set[bytes]] = {}
        self._barren: set[str] = set()
        self._woken = asyncio.Event()
        self._began = time.monotonic()

    def poll(self, sources: dict[str, Request]) -> None:
        """Adds sources that are polled when they are due, by URL."""
        self._sources |= sources

    def name(self, request: Request) -> None:
        """Adds what a person named."""
        queue = self._leases.queue_of(request.url)
        self._queues.setdefault(queue, Queue()).named.append(request)
        self._allow(queue)

    def wake(self, url: str) -> None:
        """Takes note that `url` is due now."""
        queue = self._leases.queue_of(url)
        self._barren.discard(queue)
        self._allow(queue)
        if queue in self._queues:
            self._queues[queue].is_empty = False
        self._woken.set()

    async def requests(self) -> AsyncIterator[Request]:
        """Requests until nothing is due that another run has not in hand."""
        while True:
            has_claimed = await self._lease()
            counts = self._under_way.count()
            for queue in self._held():
                async for request in self._handed_out(queue, counts):
                    yield request
            await self._give_back()
            if not has_claimed and not self._queues:
                break
            await self._something_happens()
        await self._tell_of_others()

    def _allow(self, queue: str) -> None:
        if self._scope.queues is not None:
            self._scope = replace(self._scope, queues=self._scope.queues | {queue})

    def _held(self) -> list[str]:
        held = self._leases.held()
        for queue in held.keys() - self._queues.keys():  # a redirect led there
            self._queues[queue] = Queue()
        return [queue for queue in self._queues if queue in held]

    async def _lease(self) -> bool:
        """Takes the queues that were named, and claims some that are due; True if any came."""
        held = self._leases.held()
        for name, queue in list(self._queues.items()):
            if queue.named and name not in held:
                await self._take(name, queue)
        if len(held) >= MOST_QUEUES:
            return False
        leases = await _ask(partial(self._leases.claim, self._scope, self._barren))
        for lease in leases:
            self._queues.setdefault(lease.queue, Queue()).is_empty = False
        return bool(leases)

    async def _take(self, name: str, queue: Queue) -> None:
        if await _ask(partial(self._leases.take, name)) is not None:
            return
        if time.monotonic() > self._began + PATIENCE_S:
            self._stats.inc_value("newsbot/leased_elsewhere", len(queue.named))
            del self._queues[name]

    async def _handed_out(self, name: str, counts: Counter[str]) -> AsyncIterator[Request]:
        queue, room = self._queues[name], GROUP_SIZE - counts[name]
        if queue.is_resting or room <= GROUP_SIZE // 2:
            return
        while queue.named and room > 0:
            yield self._begun(queue, queue.named.popleft())
            room -= 1
        if queue.is_empty or room <= 0:
            return
        for url in await _ask(partial(self._due.sources, name, self._scope)):
            request = self._sources.pop(url, None)
            if request is not None:
                yield self._begun(queue, request)
        asked = self._asked.setdefault(name, set())
        links = await _ask(partial(self._due.links, name, self._scope, room, asked))
        queue.is_empty = len(links) < room
        for each in links:
            asked.add(each.key)
            if self._claims.list(each.key):
                yield self._begun(queue, self._request(each))

    def _begun(self, queue: Queue, request: Request) -> Request:
        if not queue.has_worked:
            self._stats.inc_value("newsbot/queues_leased")
            queue.has_worked = True
        return request

    def _request(self, due: DueLink) -> Request:
        spider: Any = self._crawler.spider
        request: Request = spider.article_request(due.link, due.site, due.source_url)
        is_late = due.is_retry or due.is_refused
        request.priority = RETRY_PRIORITY if is_late else NEW_PRIORITY
        if due.is_refused:
            request.meta["refused_before"] = True
        return request

    async def _give_back(self) -> None:
        """Gives back what is worked off; what is over the run's share, or was kept long, rests."""
        counts, held = self._under_way.count(), self._leases.held()
        for name in self._long_held():
            self._queues[name].is_resting = True
        done = [
            name
            for name, queue in self._queues.items()
            if not counts[name] and (self._is_done(queue) or name not in held)
            if not (queue.named and name not in held)
        ]
        for name in done:
            queue = self._queues.pop(name)
            if queue.named:  # they stay due, and are claimed as such
                self._queues[name] = Queue(named=queue.named)
            if not queue.has_worked:
                self._barren.add(name)
            self._asked.pop(name, None)
        if done:
            await _ask(partial(self._leases.give_back, done))

    def _is_done(self, queue: Queue) -> bool:
        return queue.is_resting or (queue.is_empty and not queue.named)

    def _long_held(self) -> Iterator[str]:
        now = time.monotonic()
        for name, each in self._leases.held().items():
            if name in self._queues and now > each.since + MOST_S:
                yield name

    async def _something_happens(self) -> None:
        """Waits until a request is done, a link was offered, or LOOK_S have passed."""
        self._woken.clear()
        slot = self._crawler.engine._slot  # noqa: SLF001 - it tells when a request is done
        assert slot is not None  # noqa: S101 - it is there as long as a crawl is
        waiting = [
            asyncio.ensure_future(each) for each in (slot.nextcall.wait(), self._woken.wait())
        ]
        try:
            await asyncio.wait(waiting, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waiting:
                each.cancel()

    async def _tell_of_others(self) -> None:
        """Counts, where the run had nothing to do, that others have all of it in hand."""
        if not self._stats.get_value("newsbot/queues_leased") and await _ask(
            partial(self._leases.rows.others_hold_work, self._scope)
        ):
            self._stats.inc_value("newsbot/leased_elsewhere")


async def _ask(question: Callable[[], T]) -> T:
    return await asyncio.to_thread(with_retries, question)
