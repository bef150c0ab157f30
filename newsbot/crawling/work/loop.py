"""Chooses the requests of a run: the run leases queues, and requests a few URLs of each at a time.

A queue is the work on one host, or on several hosts of one server. A run keeps a queue until
nothing in it is due, or for MOST_S seconds. Then it makes no more requests from the queue, and
gives it back as soon as the requests made before are done.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler

from newsbot import clock
from newsbot.crawling.work.budget import Budget
from newsbot.crawling.work.hand_out import LOOK_S, HandOut, Queue
from newsbot.crawling.work.past import Past
from newsbot.crawling.work.postponing import let_wait
from newsbot.crawling.work.under_way import UnderWay
from newsbot.downloading.claims import Claims
from newsbot.downloading.downloader import WAITING_S
from newsbot.downloading.leases import Held, Leases
from newsbot.storage.connection.retry import ask
from newsbot.storage.frontier.offers import Offers
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.queues import AT_A_TIME
from newsbot.storage.leases.scope import Scope

MOST_S = 600
"""The time in seconds for which a run leases hosts. Then it gives them back to other runs, even if
URLs on them are still due."""
MOST_QUEUES = 32
"""The maximum number of queues that a run leases at the same time. A queue is the work on one host,
or on several hosts of one server. Queues whose hosts do not answer may be leased in addition."""
MOST_SILENT = 96
"""A leased queue whose hosts do not answer does not count towards MOST_QUEUES, so that the run can
lease another queue in its place. At most this many leased queues are left out of the count."""
PATIENCE_S = 900
"""The maximum time in seconds for which a run waits for hosts that another run has leased. It waits
only if a person named the URLs or the sources of the run, e.g. on the command line."""
BARREN_S = 60
"""The minimum time in seconds before a run again leases a host that had nothing to request."""


@dataclass(slots=True)
class Work:
    """Leases hosts for a run, makes the requests that are due there, and ends the leases."""

    crawler: Crawler
    leases: Leases
    due: DueWork
    offers: Offers
    claims: Claims
    under_way: UnderWay
    scope: Scope
    budget: Budget
    past: Past | None = None
    """The archive pages (pages that list old articles) that the run reads. None if the run does not
    look for old articles."""
    _queues: dict[str, Queue] = field(default_factory=dict)
    _hand_out: HandOut = field(init=False)
    _barren: dict[str, float] = field(default_factory=dict)
    """Host queues that the run does not lease again now, because it has found nothing to
    request in them: the queue's name → when the run found this (`time.monotonic`)."""
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _began: float = field(default_factory=time.monotonic)
    _looked_at: float = 0.0
    _nothing_due_at: float = -LOOK_S
    """When the database last said that no hosts have due URLs, by `time.monotonic`."""
    _waits_since: float | None = None
    """When the run began to wait for other runs (`time.monotonic`); None if it does not wait."""

    def __post_init__(self) -> None:
        self._hand_out = HandOut(
            crawler=self.crawler,
            due=self.due,
            claims=self.claims,
            under_way=self.under_way,
            is_watching=self.budget.is_watching,
        )

    def poll(self, sources: dict[str, Request]) -> None:
        """Adds sources to poll. `sources`: URL of a source → the request to send when it is due."""
        self._hand_out.sources |= sources

    def name(self, request: Request) -> None:
        """Adds a request for a URL that a person named, to be sent whether it is due or not."""
        queue = self.leases.queue_of(request.url)
        self._queues.setdefault(queue, Queue(queue)).named.append(request)
        self._allow(queue)

    def wake(self, url: str) -> None:
        """Makes the run ask the database for due URLs soon, because `url` has become due."""
        queue = self.leases.queue_of(url)
        self._allow(queue)
        if queue in self._queues:
            self._queues[queue].is_empty = self._queues[queue].is_looked_through = False
        self._woken.set()

    async def requests(self) -> AsyncIterator[Request]:
        """Yields the requests of the run, until nothing is due on hosts that it may lease."""
        while True:
            await self._look_back()
            has_claimed = await self._lease()
            counts = self.under_way.count()
            for name in self._held():
                queue = self._queues[name]
                async for request in self._hand_out.requests(queue, self.scope, counts[name]):
                    yield request
            if self._is_late():
                # The time of the run is up. Requests that are not sent yet are dropped, and their
                # URLs stay due for the next run.
                downloader: Any = self.crawler.engine.downloader
                downloader.drop_waiting()
            has_given_back = await self._give_back()
            is_idle = not (has_claimed or has_given_back or self._queues)
            if is_idle and await self._may_end():
                break
            if not is_idle:
                self._waits_since = None
            if not has_given_back and not self._has_idle_queue():
                await self._something_happens(LOOK_S)
        await self._tell_of_others()

    async def _look_back(self) -> None:
        """Asks the database, every few seconds, which list pages a backfill may request now.

        A backfill is a crawl for old articles, and reads pages that list them.
        """
        is_idle = not self._queues
        found = None if self.past is None else await self.past.look(self.scope, is_idle=is_idle)
        if found is None:
            return
        self.scope = replace(self.scope, backfilled=found.source_ids)
        for name in found.queues:
            self._allow(name)
            if name in self._queues:
                self._queues[name].is_walked = False

    async def _may_end(self) -> bool:
        """Whether a run that has nothing to request at the moment ends now.

        A run goes on if hosts with due URLs are free: it may have missed them, because another
        transaction had locked their rows. If a person named the sources of the run, these sources
        may list articles on hosts that other runs have leased. Then the run waits for these hosts
        for up to PATIENCE_S seconds.
        """
        if self._is_late() or self.budget.is_watching:
            return self._is_late()
        rows = self.leases.rows
        if self.scope.only_from_sources and not self._has_given_up():
            self._waits_since = self._waits_since or time.monotonic()
            is_patient = time.monotonic() <= self._waits_since + PATIENCE_S
            if is_patient and await ask(partial(rows.others_hold_work, self.scope)):
                return False
        # The run ends if no host with due URLs can be leased. Another run may just have freed one.
        return not await ask(partial(rows.is_any_free, self.scope, self._still_barren()))

    def _has_given_up(self) -> bool:
        return bool(self.crawler.stats.get_value("newsbot/leased_elsewhere"))

    def _is_late(self) -> bool:
        budget_s = self.budget.seconds
        return budget_s is not None and time.monotonic() > self._began + budget_s

    def _allow(self, queue: str) -> None:
        self._barren.pop(queue, None)
        if self.scope.queues is not None:
            self.scope = replace(self.scope, queues=self.scope.queues | {queue})

    def _held(self) -> list[str]:
        held = self.leases.held()
        for queue in held.keys() - self._queues.keys():  # leased because of a redirect
            self._queues[queue] = Queue(queue)
        return [queue for queue in self._queues if queue in held]

    async def _lease(self) -> bool:
        """Leases queues with URLs that a person named, then queues with due URLs.

        The result says whether a queue with due URLs was leased. A queue is the work on some hosts.
        """
        held = self.leases.held()
        if self._is_late():
            self._queues = {name: each for name, each in self._queues.items() if name in held}
            return False
        silent = min(self._silent(held), MOST_SILENT)
        count = len(held) - silent
        for name in [each for each in self._queues if each not in held]:
            if count < MOST_QUEUES and self._queues[name].named:
                count += await self._take(name, self._queues[name])
        # If a query less than LOOK_S seconds ago found no due work, no further query is sent now.
        # But a run without a queue always sends one: the answer decides whether the run ends.
        is_answered = bool(self._queues) and time.monotonic() < self._nothing_due_at + LOOK_S
        if count >= MOST_QUEUES or is_answered:
            return False
        # `lost` are queues whose leases ended before all requests of the run were done. The run
        # leases them again only after these requests: other runs may have fetched the pages.
        lost = self._queues.keys() - held.keys()
        leases = await ask(partial(self.leases.claim, self.scope, self._still_barren() | lost))
        for lease in leases:
            self._queues.setdefault(lease.queue, Queue(lease.queue)).is_empty = False
        if not leases:
            self._nothing_due_at = time.monotonic()
        return bool(leases)

    def _still_barren(self) -> set[str]:
        """The names of host queues not to lease now, because the run found no work there."""
        since = time.monotonic() - BARREN_S if self.budget.is_watching else 0
        return {name for name, at in self._barren.items() if at > since}

    def _silent(self, held: Mapping[str, Held]) -> int:
        """How many leased queues have hosts that do not answer.

        The run leased such a queue more than WAITING_S seconds ago, and has sent requests to its
        hosts, but none of these requests is done.
        """
        counts, lately = self.under_way.count(), clock.seconds() - WAITING_S
        return sum(
            1
            for name, queue in self._queues.items()
            if name in held and held[name].since < lately and counts[name] >= queue.handed_out > 0
        )

    async def _take(self, name: str, queue: Queue) -> bool:
        """Tries to lease a host queue with URLs that a person named; True if it was free."""
        if await ask(partial(self.leases.take, name)) is not None:
            queue.waits_since = None
            return True
        queue.waits_since = queue.waits_since or time.monotonic()
        if time.monotonic() > queue.waits_since + PATIENCE_S:
            self.crawler.stats.inc_value("newsbot/leased_elsewhere", len(queue.named))
            del self._queues[name]
        return False

    async def _give_back(self) -> bool:
        """Ends the leases of queues (the work of hosts) that are done; True if it found any."""
        counts, held = self.under_way.count(), self.leases.held()
        for name in await self._over_share(held):
            self._queues[name].is_resting = True
        done = [
            name
            for name, queue in self._queues.items()
            if not counts[name] and (self._is_done(queue) or name not in held)
            if not (queue.named and name not in held)
        ]
        asked = [self._queues[name].asked for name in done if self.budget.is_watching]
        await let_wait(self.crawler, self.claims, self.offers, set().union(*asked))
        unfinished = [name for name in done if self._queues[name].is_unfinished]
        for name in done:
            queue = self._queues.pop(name)
            if queue.named:  # these requests wait until the run leases the queue again
                self._queues[name] = Queue(name, queue.named)
            if name in held and not queue.handed_out and name not in unfinished:
                self._barren[name] = time.monotonic()
            if self.budget.is_watching:  # the run may fetch the URLs again when they are due
                self.claims.forget(queue.asked)
        if done:
            await ask(partial(self.leases.give_back, done, unfinished))
        return bool(done)

    def _is_done(self, queue: Queue) -> bool:
        is_worked_off = queue.is_empty and queue.is_looked_through and queue.is_walked
        return queue.is_resting or (is_worked_off and not queue.named)

    async def _over_share(self, held: Mapping[str, Held]) -> list[str]:
        """The names of the host queues whose leases this run must end soon.

        A lease must end after MOST_S seconds. If other runs have fewer queues than this run, the
        newest leases of this run must end too. When its time is up, all its leases must end.
        """
        now = clock.seconds()
        ours = [name for name in held if name in self._queues]
        if self._is_late():
            return ours
        long = [name for name in ours if now > held[name].since + MOST_S]
        if len(ours) <= AT_A_TIME or now < self._looked_at + LOOK_S:
            return long
        self._looked_at = now
        surplus = len(ours) - await ask(self.leases.rows.share)
        by_age = sorted(ours, key=lambda name: held[name].since)
        return long + (by_age[-surplus:] if surplus > 0 else [])

    def _has_idle_queue(self) -> bool:
        counts = self.under_way.count()
        return any(not counts[name] for name in self._held())

    async def _something_happens(self, limit_s: float) -> None:
        self._woken.clear()
        await self.under_way.changes(self._woken.wait(), limit_s=limit_s)

    async def _tell_of_others(self) -> None:
        got_some = bool(self.crawler.stats.get_value("newsbot/queues_leased"))
        if (got_some and not self.scope.only_from_sources) or self._has_given_up():
            return
        if await ask(partial(self.leases.rows.others_hold_work, self.scope)):
            self.crawler.stats.inc_value("newsbot/leased_elsewhere")
