"""What a run does next: it leases queues of hosts, and works each off in small groups.

A queue is worked off until nothing of it is due, or for MOST_S, for others wait. What is under way
then is finished before it is given back. Nothing is asked of a host whose queue is not held.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler

from newsbot.crawling.budget import Budget
from newsbot.crawling.conditional import make_conditional
from newsbot.crawling.under_way import UnderWay
from newsbot.downloading.claims import Claims
from newsbot.downloading.downloader import WAITING_S
from newsbot.downloading.leases import Held, Leases
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.due import DueLink, DueWork
from newsbot.storage.leases.queues import AT_A_TIME, Scope

T = TypeVar("T")

MOST_S = 600
"""How long a run keeps a queue in which more and more is due."""
MOST_QUEUES = 32
"""As many hosts as a run asks at once, those left out that do not answer."""
MOST_SILENT = 96
"""As many hosts may keep it waiting besides."""
GROUP_SIZE = 20
"""So many URLs of a queue are handed out at a time."""
PATIENCE_S = 900
"""How long a run waits for a host that it was told to ask."""
LOOK_S = 1.0
"""How often a run looks whether anything is free or due, if nothing happens."""
BARREN_S = 60
"""After so many seconds a run that waits tries a queue again of which it could hand out nothing."""
NEW_PRIORITY, RETRY_PRIORITY, REVISIT_PRIORITY = 0, -10, -20
NOT_MODIFIED = 304


@dataclass(slots=True)
class Queue:
    """A queue that the run holds, or was told to work off."""

    named: deque[Request] = field(default_factory=deque)
    """What a person named: it is asked for whether it is due or not."""
    is_empty: bool = False
    """Whether nothing was due at the last look."""
    is_resting: bool = False
    """Whether no more of it is handed out."""
    handed_out: int = 0
    """How many requests the run was given of it."""
    first_fetches: int = 0
    """So many URLs were handed out whose articles are not stored."""
    looks: int = 0
    """So many pages of stored articles were handed out to be looked at again."""
    is_looked_through: bool = False
    """Whether no further look is due, or no more are made now."""


@dataclass(slots=True)
class Work:
    """The requests of a run, as their queues come to its hands.

    The crawler's counters take note of what no lease was to be had for.
    """

    crawler: Crawler
    leases: Leases
    due: DueWork
    claims: Claims
    under_way: UnderWay
    scope: Scope
    budget: Budget
    _queues: dict[str, Queue] = field(default_factory=dict)
    _sources: dict[str, Request] = field(default_factory=dict)
    _polled: set[str] = field(default_factory=set)
    _asked: dict[str, set[bytes]] = field(default_factory=dict)
    """The keys of URLs that were handed out of each queue."""
    _barren: dict[str, float] = field(default_factory=dict)
    """Queues of which nothing could be handed out, and when that was, on the monotonic clock."""
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _began: float = field(default_factory=time.monotonic)
    _looked_at: float = 0.0

    def poll(self, sources: dict[str, Request]) -> None:
        """Adds sources that are polled when they are due, by URL."""
        self._sources |= sources

    def name(self, request: Request) -> None:
        """Adds what a person named."""
        queue = self.leases.queue_of(request.url)
        self._queues.setdefault(queue, Queue()).named.append(request)
        self._allow(queue)

    def wake(self, url: str) -> None:
        """Takes note that `url` is due now."""
        queue = self.leases.queue_of(url)
        self._barren.pop(queue, None)
        self._allow(queue)
        if queue in self._queues:
            self._queues[queue].is_empty = self._queues[queue].is_looked_through = False
        self._woken.set()

    async def requests(self) -> AsyncIterator[Request]:
        """Requests until nothing is due that another run has not in hand."""
        while True:
            has_claimed = await self._lease()
            counts = self.under_way.count()
            for queue in self._held():
                async for request in self._handed_out(queue, counts):
                    yield request
            if self._is_late():
                # What waits for its delay would go on for minutes; it stays due.
                downloader: Any = self.crawler.engine.downloader
                downloader.drop_waiting()
            await self._give_back()
            if not has_claimed and not self._queues and self._may_end():
                break
            await self._something_happens()
        await self._tell_of_others()

    def _may_end(self) -> bool:
        return not self.budget.is_watching or self._is_late()

    def _is_late(self) -> bool:
        """Whether the time is over that the run may take."""
        budget_s = self.budget.seconds
        return budget_s is not None and time.monotonic() > self._began + budget_s

    def _allow(self, queue: str) -> None:
        if self.scope.queues is not None:
            self.scope = replace(self.scope, queues=self.scope.queues | {queue})

    def _held(self) -> list[str]:
        held = self.leases.held()
        for queue in held.keys() - self._queues.keys():  # a redirect led there
            self._queues[queue] = Queue()
        return [queue for queue in self._queues if queue in held]

    async def _lease(self) -> bool:
        """Takes the queues that were named, and claims some that are due; True if any came."""
        held = self.leases.held()
        if self._is_late():
            self._queues = {name: each for name, each in self._queues.items() if name in held}
            return False
        silent = min(self._silent(held), MOST_SILENT)
        count = len(held) - silent
        for name in [each for each in self._queues if each not in held]:
            if count < MOST_QUEUES and self._queues[name].named:
                count += await self._take(name, self._queues[name])
        if count >= MOST_QUEUES:
            return False
        leases = await _ask(partial(self.leases.claim, self.scope, self._still_barren()))
        for lease in leases:
            self._queues.setdefault(lease.queue, Queue()).is_empty = False
        return bool(leases)

    def _still_barren(self) -> set[str]:
        """Queues that are not wanted: for good, but in a run that waits for what is due later."""
        since = time.monotonic() - BARREN_S if self.budget.is_watching else 0
        return {name for name, at in self._barren.items() if at > since}

    def _silent(self, held: Mapping[str, Held]) -> int:
        """How many queues are held for WAITING_S without that anything has come back of them."""
        counts, lately = self.under_way.count(), time.monotonic() - WAITING_S
        return sum(
            1
            for name, queue in self._queues.items()
            if name in held and held[name].since < lately and counts[name] >= queue.handed_out > 0
        )

    async def _take(self, name: str, queue: Queue) -> bool:
        """Leases a queue that was named; gives up after PATIENCE_S."""
        if await _ask(partial(self.leases.take, name)) is not None:
            return True
        if time.monotonic() > self._began + PATIENCE_S:
            self.crawler.stats.inc_value("newsbot/leased_elsewhere", len(queue.named))
            del self._queues[name]
        return False

    async def _handed_out(self, name: str, counts: Counter[str]) -> AsyncIterator[Request]:
        queue, room = self._queues[name], GROUP_SIZE - counts[name]
        if queue.is_resting or room <= GROUP_SIZE // 2:
            return
        is_idle = not counts[name]
        async for request in self._new(name, queue, room):
            is_idle = False
            yield request
        # Only when all else is done is it known how much that was.
        if is_idle and queue.is_empty and not queue.is_looked_through:
            async for request in self._looks(name, queue):
                yield request

    async def _new(self, name: str, queue: Queue, room: int) -> AsyncIterator[Request]:
        """What a person named, sources that are due, and up to `room` links to new articles."""
        while queue.named and room > 0:
            request = queue.named.popleft()
            if "source" in request.meta:
                request = await self._asking_for_changes(request)
            yield self._begun(queue, request)
            room -= 1
        if queue.is_empty or room <= 0:
            return
        for url in await _ask(partial(self.due.sources, name, self.scope)):
            if self._may_poll(url):
                self._polled.add(url)
                yield self._begun(queue, await self._asking_for_changes(self._sources[url]))
        asked = self._asked.setdefault(name, set())
        links = await _ask(partial(self.due.links, name, self.scope, room, asked))
        queue.is_empty = len(links) < room
        queue.first_fetches += sum(not each.is_retry and not each.validators for each in links)
        for request in self._unclaimed(name, queue, links):
            yield request

    async def _looks(self, name: str, queue: Queue) -> AsyncIterator[Request]:
        """Pages of stored articles: one for each first fetch, and one in any case.

        So no look waits for ever: each lease of a queue makes one, however little is new there.
        """
        most = min(GROUP_SIZE, max(queue.first_fetches, 1) - queue.looks)
        asked = self._asked.setdefault(name, set())
        links = []
        if most > 0:
            links = await _ask(partial(self.due.revisits, name, self.scope, most, asked))
        queue.is_looked_through = len(links) < GROUP_SIZE
        queue.looks += len(links)
        for request in self._unclaimed(name, queue, links):
            yield request

    def _unclaimed(self, name: str, queue: Queue, links: Iterable[DueLink]) -> Iterator[Request]:
        """Requests for links whose pages the run does not ask for already."""
        for each in links:
            self._asked[name].add(each.key)
            if self.claims.list(each.key):
                yield self._begun(queue, self._request(each))

    def _may_poll(self, url: str) -> bool:
        """Whether a source that is due is polled: once in a run, but for one that watches."""
        if url not in self._sources:
            return False
        if self.budget.is_watching:
            return not self.under_way.has_source(url)
        return url not in self._polled

    async def _asking_for_changes(self, request: Request) -> Request:
        """The request for a source, conditional where it was read before (RFC 9110, 13.1)."""
        source = request.meta["source"]
        held = await _ask(partial(self.due.validators, source.url, source.kind))
        request = request.copy()
        if held is None:
            return request
        request.meta["validators"] = held
        conditions = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
        for name, value in conditions.items():
            if value is not None:
                request.headers[name] = value.encode("latin-1")
                request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]
        return request

    def _begun(self, queue: Queue, request: Request) -> Request:
        if not queue.handed_out:
            self.crawler.stats.inc_value("newsbot/queues_leased")
        queue.handed_out += 1
        return request

    def _request(self, due: DueLink) -> Request:
        spider: Any = self.crawler.spider
        request: Request = spider.article_request(due.link, due.site, due.source_url)
        is_late = due.is_retry or due.is_refused
        request.priority = RETRY_PRIORITY if is_late else NEW_PRIORITY
        if due.is_revisit:
            request.priority = REVISIT_PRIORITY
            request.meta["revisit"] = True
            self.crawler.stats.inc_value("newsbot/revisits")
        if due.validators is not None:
            make_conditional(request, due.validators)
        if due.is_refused:
            request.meta["refused_before"] = True
        return request

    async def _give_back(self) -> None:
        """Gives back what is worked off; what is over the run's share, or was kept long, rests."""
        counts, held = self.under_way.count(), self.leases.held()
        for name in await self._over_share(held):
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
            if not queue.handed_out:
                self._barren[name] = time.monotonic()
            asked = self._asked.pop(name, set())
            if self.budget.is_watching:  # a page may be due again, as it is in a run that follows
                self.claims.forget(asked)
        if done:
            await _ask(partial(self.leases.give_back, done))

    def _is_done(self, queue: Queue) -> bool:
        is_worked_off = queue.is_empty and queue.is_looked_through and not queue.named
        return queue.is_resting or is_worked_off

    async def _over_share(self, held: Mapping[str, Held]) -> list[str]:
        """What is to be given back: all when the time is over, what was kept long, and a surplus.

        The surplus is what other live runs have a right to; the last that was leased goes first.
        """
        now = time.monotonic()
        ours = [name for name in held if name in self._queues]
        if self._is_late():
            return ours
        long = [name for name in ours if now > held[name].since + MOST_S]
        if len(ours) <= AT_A_TIME or now < self._looked_at + LOOK_S:
            return long
        self._looked_at = now
        surplus = len(ours) - await _ask(self.leases.rows.share)
        by_age = sorted(ours, key=lambda name: held[name].since)
        return long + (by_age[-surplus:] if surplus > 0 else [])

    async def _something_happens(self) -> None:
        """Waits until a request is done, a link was offered, or LOOK_S have passed."""
        self._woken.clear()
        await self.under_way.changes(self._woken.wait(), limit_s=LOOK_S)

    async def _tell_of_others(self) -> None:
        """Counts, where the run had nothing to do, that others have all of it in hand."""
        if not self.crawler.stats.get_value("newsbot/queues_leased") and await _ask(
            partial(self.leases.rows.others_hold_work, self.scope)
        ):
            self.crawler.stats.inc_value("newsbot/leased_elsewhere")


async def _ask(question: Callable[[], T]) -> T:
    return await asyncio.to_thread(with_retries, question)
