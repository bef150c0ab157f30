"""Makes the requests of one leased queue, a few at a time.

A queue is the work on one host, or on several hosts of one server. First come the URLs that a
person named, then due sources, new links and retries. When nothing else is due, pages of stored
articles are fetched again, to see whether they have changed. If the run is a backfill (it looks for
old articles), it then reads an archive page, to find more links.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from scrapy import Request
from scrapy.crawler import Crawler

from newsbot.crawling.conditional import make_conditional
from newsbot.crawling.work.forgotten import without_forgotten
from newsbot.crawling.work.under_way import QUEUE, UnderWay
from newsbot.discovery.kinds import KINDS
from newsbot.downloading.claims import Claims
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.due import DueLink, DueWork
from newsbot.storage.leases.scope import Scope
from newsbot.storage.sites.forgotten import ForgottenSite

T = TypeVar("T")

GROUP_SIZE = 20
"""The maximum number of links of one queue (of hosts) whose requests are unfinished at a time."""
LOOK_S = 1.0
"""How often, in seconds, a run asks the database which queues and sources have become due."""
POLL_AGAIN_S = 300
"""While a backfill runs, it polls a due source again only after this many seconds."""
NEW_PRIORITY, RETRY_PRIORITY, REVISIT_PRIORITY = 0, -10, -20


@dataclass(slots=True)
class Queue:
    """What a run knows of one queue: the work on one host, or on several hosts of one server.

    The run has leased the queue, or wants to lease it, because a person named URLs in it.
    """

    name: str
    named: deque[Request] = field(default_factory=deque)
    """Requests for URLs that a person named. They are sent even if the URLs are not due."""
    is_empty: bool = False
    """Whether the last query of the database found no more due links in this queue."""
    is_resting: bool = False
    """Whether the run makes no more requests from the queue. When the requests made so far are
    done, it gives the queue back."""
    handed_out: int = 0
    """The number of requests that the run has made from the queue in this lease."""
    first_fetches: int = 0
    """The number of URLs that were requested in this lease for the very first time."""
    looks: int = 0
    """The number of requests that only look whether the page of a stored article has changed. They
    are counted since the run leased the queue."""
    is_looked_through: bool = False
    """Whether the run has requested enough pages of stored articles since it leased the queue."""
    is_walked: bool = False
    """Whether no more archive pages, which list old articles, are due in this queue."""
    walked: set[str] = field(default_factory=set)
    """The URLs of the archive pages that the run has requested since it leased the queue."""
    asked: set[bytes] = field(default_factory=set)
    """The keys (newsbot.urls.url_key) of the links that the run has read from the database since it
    leased the queue."""
    sources_asked_at: float = -LOOK_S
    """When the run last asked the database for the queue's due sources, by `time.monotonic`."""
    waits_since: float | None = None
    """When the run began to wait for the queue, because another run has leased it. None if the run
    does not wait. The time is that of `time.monotonic`."""


@dataclass(slots=True)
class HandOut:
    """Makes the requests for due sources and URLs in the queues of hosts that a run has leased."""

    crawler: Crawler
    due: DueWork
    claims: Claims
    under_way: UnderWay
    is_watching: bool
    """Whether the run waits for URLs that become due later. If not, it ends if nothing is due."""
    sources: dict[str, Request] = field(default_factory=dict)
    """Source URL → the request that polls the source; it is sent as soon as the source is due."""
    _polled: dict[str, float] = field(default_factory=dict)
    """The URL of a source → when the run last polled it, by `time.monotonic`."""

    async def requests(self, queue: Queue, scope: Scope, under_way: int) -> AsyncIterator[Request]:
        """The next requests of a queue, for the sources and URLs in `scope`.

        `under_way` is the number of earlier requests of the queue that are not finished. No
        requests are made while it is at least half of GROUP_SIZE.
        """
        room = GROUP_SIZE - under_way
        if queue.is_resting or room <= GROUP_SIZE // 2:
            return
        is_idle = not under_way
        async for request in self._new(queue, scope, room):
            is_idle = False
            yield request
        # Pages of stored articles come after new links, because the number of requests for the
        # former depends on the number of new links.
        if is_idle and queue.is_empty and not queue.is_looked_through:
            async for request in self._looks(queue, scope):
                is_idle = False
                yield request
        if is_idle and queue.is_empty and queue.is_looked_through and not queue.is_walked:
            async for request in self._page_of_past(queue, scope):
                yield request

    async def _new(self, queue: Queue, scope: Scope, room: int) -> AsyncIterator[Request]:
        """Requests for URLs that a person named, then for due sources, then for due links.

        `room` is the maximum number of requests, not counting those for due sources.
        """
        while queue.named and room > 0:
            group = [queue.named.popleft() for _ in range(min(room, len(queue.named)))]
            for named in await without_forgotten(group, self._forgotten, self.crawler.stats):
                request = await self._poll(named) if "source" in named.meta else named
                yield self._begun(queue, request)
                room -= 1
        if queue.is_empty or room <= 0:
            return
        if time.monotonic() >= queue.sources_asked_at + LOOK_S:
            queue.sources_asked_at = time.monotonic()
            for url in await ask(partial(self.due.sources, queue.name, scope)):
                if self._may_poll(url, scope):
                    self._polled[url] = time.monotonic()
                    yield self._begun(queue, await self._poll(self.sources[url]))
        links = await ask(partial(self.due.links, queue.name, scope, room, queue.asked))
        queue.is_empty = len(links) < room
        queue.first_fetches += sum(not each.is_retry and not each.validators for each in links)
        for request in self._unclaimed(queue, links):
            yield request

    async def _looks(self, queue: Queue, scope: Scope) -> AsyncIterator[Request]:
        """Requests for pages of stored articles, to see whether they have changed.

        Their number is limited to the number of new URLs that were requested since the run leased
        the queue. One is allowed even if there were no new URLs.
        """
        most = min(GROUP_SIZE, max(queue.first_fetches, 1) - queue.looks)
        links = []
        if most > 0:
            links = await ask(partial(self.due.revisits, queue.name, scope, most, queue.asked))
        queue.is_looked_through = len(links) < GROUP_SIZE
        queue.looks += len(links)
        for request in self._unclaimed(queue, links):
            yield request

    def _unclaimed(self, queue: Queue, links: Iterable[DueLink]) -> Iterator[Request]:
        """Requests for `links`, without those whose URLs the run has already requested."""
        for each in links:
            queue.asked.add(each.key)
            if self.claims.list(each.key):
                yield self._begun(queue, self._request(each))

    async def _page_of_past(self, queue: Queue, scope: Scope) -> AsyncIterator[Request]:
        """The request for the next archive page, if the run is a backfill and a page is due."""
        page = None
        if scope.period is not None:
            question = partial(self.due.backfills.page, queue.name, scope, queue.walked)
            page = await ask(question)
        if page is None:
            queue.is_walked = True
            return
        queue.walked.add(page.url)
        queue.is_empty = False  # so that sources and links which are due by then come first
        spider: Any = self.crawler.spider
        request: Request = spider.backfill_request(page)
        request.priority = REVISIT_PRIORITY
        yield self._begun(queue, await self._with_shapes(request))

    async def _forgotten(self, urls: Sequence[tuple[str, str]]) -> list[ForgottenSite | None]:
        return await ask(partial(self.due.forgotten, urls))

    def _may_poll(self, url: str, scope: Scope) -> bool:
        """Whether to poll the source at `url`, which is due.

        If `is_watching`, it is polled each time that it is due. Otherwise it is polled only once in
        a run. A backfill polls it again after POLL_AGAIN_S seconds.
        """
        if url not in self.sources:
            return False
        if self.is_watching:
            return not self.under_way.has_source(url)
        if url not in self._polled:
            return True
        is_backfill = scope.period is not None
        return is_backfill and time.monotonic() > self._polled[url] + POLL_AGAIN_S

    async def _poll(self, request: Request) -> Request:
        """A copy of `request`, the request for a source, with what is known from the last poll.

        If the source was read before, the server sends it only if it has changed.
        """
        source = request.meta["source"]
        held = await ask(partial(self.due.validators, source.url, source.kind))
        children = await ask(partial(self.due.child_sitemaps, source.url, source.kind))
        request = request.copy()  # a watching run uses the request again
        request.meta["children"] = children
        if held is not None:
            make_conditional(request, held)
        return await self._with_shapes(request)

    async def _with_shapes(self, request: Request) -> Request:
        """Adds the UrlShapes of the site to the request for a source if it is a section page.

        They tell which forms of URLs led to stories of the site before.
        """
        source = request.meta["source"]
        if KINDS[source.kind].is_page:
            request.meta["url_shapes"] = await ask(partial(self.due.url_shapes, source.site))
        return request

    def _begun(self, queue: Queue, request: Request) -> Request:
        if not queue.handed_out:
            self.crawler.stats.inc_value("newsbot/queues_leased")
        queue.handed_out += 1
        request.meta[QUEUE] = queue.name
        return request

    def _request(self, due: DueLink) -> Request:
        spider: Any = self.crawler.spider
        request: Request = spider.article_request(due.link, due.site, due.source_url)
        # Scrapy's filter of duplicates is turned off, because a run that waits for later work may
        # have to fetch a page again. `self.claims` keeps a page from being fetched twice at the
        # same time.
        request.dont_filter = True
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


async def ask(question: Callable[[], T]) -> T:
    """The result of `question`, a function that queries the database.

    It runs in a thread, and again if the database has failed for a moment.
    """
    return await asyncio.to_thread(with_retries, question)
