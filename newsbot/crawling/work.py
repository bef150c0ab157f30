"""What a run does next: it leases queues of hosts, and works each off in small groups.

A queue is worked off until nothing of it is due, or for MOST_S, for others wait. What is under way
then is finished before it is given back. Nothing is asked of a host whose queue is not held.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler

from newsbot.crawling.budget import Budget
from newsbot.crawling.under_way import UnderWay
from newsbot.downloading.claims import Claims
from newsbot.downloading.leases import Held, Leases
from newsbot.items import Validators
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.due import DueLink, DueWork
from newsbot.storage.leases.queues import AT_A_TIME, Scope

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
NEW_PRIORITY, RETRY_PRIORITY, REVISIT_PRIORITY = 0, -10, -20
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a run works."""

    budget_s: float | None = None
    """After so long nothing more is handed out; None: no limit."""
    is_watching: bool = False
    """Whether the run waits for what is due later, and never ends by itself."""


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
    first_fetches: int = 0
    """So many URLs were handed out whose articles are not stored."""
    revisits: int = 0
    """So many pages of stored articles were handed out to be looked at again."""

    @property
    def revisits_left(self) -> int:
        """One look for each first fetch; one in any case, so that no look waits for ever."""
        return max(self.first_fetches, 1) - self.revisits


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
    _asked: dict[str, set[bytes]] = field(default_factory=dict)
    """The keys of URLs that were handed out of each queue."""
    _barren: set[str] = field(default_factory=set)
    """Queues of which nothing could be handed out."""
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
        self._barren.discard(queue)
        self._allow(queue)
        if queue in self._queues:
            self._queues[queue].is_empty = False
        self._woken.set()

    async def requests(self) -> AsyncIterator[Request]:
        """Requests until nothing is due that another run has not in hand."""
        while True:
            has_claimed = await self._lease()
            counts = self.under_way.count()
            for queue in self._held():
                async for request in self._handed_out(queue, counts):
                    yield request
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
        for name, queue in list(self._queues.items()):
            if queue.named and name not in held:
                await self._take(name, queue)
        if len(held) >= MOST_QUEUES:
            return False
        leases = await _ask(partial(self.leases.claim, self.scope, self._barren))
        for lease in leases:
            self._queues.setdefault(lease.queue, Queue()).is_empty = False
        return bool(leases)

    async def _take(self, name: str, queue: Queue) -> None:
        if await _ask(partial(self.leases.take, name)) is not None:
            return
        if time.monotonic() > self._began + PATIENCE_S:
            self.crawler.stats.inc_value("newsbot/leased_elsewhere", len(queue.named))
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
        for url in await _ask(partial(self.due.sources, name, self.scope)):
            request = self._sources.pop(url, None)
            if request is not None:
                yield self._begun(queue, request)
        asked = self._asked.setdefault(name, set())
        links = await _ask(partial(self.due.links, name, self.scope, room, asked))
        queue.first_fetches += sum(not each.is_retry and not each.validators for each in links)
        most = min(room - len(links), queue.revisits_left)
        if most > 0:
            looks = await _ask(partial(self.due.revisits, name, self.scope, most, asked))
            queue.revisits += len(looks)
            links += looks
        queue.is_empty = len(links) < room
        for each in links:
            asked.add(each.key)
            if self.claims.list(each.key):
                yield self._begun(queue, self._request(each))

    def _begun(self, queue: Queue, request: Request) -> Request:
        if not queue.has_worked:
            self.crawler.stats.inc_value("newsbot/queues_leased")
            queue.has_worked = True
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
            _make_conditional(request, due.validators)
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
            if not queue.has_worked:
                self._barren.add(name)
            self._asked.pop(name, None)
        if done:
            await _ask(partial(self.leases.give_back, done))

    def _is_done(self, queue: Queue) -> bool:
        return queue.is_resting or (queue.is_empty and not queue.named)

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


def _make_conditional(request: Request, validators: Validators) -> None:
    """Has the server send the page only if it is another than the one that was stored."""
    headers = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    sent = {name: value for name, value in headers.items() if value is not None}
    request.headers.update(sent)
    request.meta["validators"] = validators
    if sent:
        request.meta["handle_httpstatus_list"] = [NOT_MODIFIED]


async def _ask(question: Callable[[], T]) -> T:
    return await asyncio.to_thread(with_retries, question)
