"""Makes the requests to the hosts that a run has leased, a few for each queue at a time.

A queue is the work on one host, or on several hosts of one server. Its requests have this order:

1. URLs that a person named, e.g. on the command line;
2. sources (e.g. feeds) that are due;
3. new links, and links that are due for another try;
4. pages of stored articles, to see whether they have changed;
5. in a backfill, which looks for old articles: an archive page, to find more links.
"""

import time
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler

from newsbot.crawling.conditional import make_conditional
from newsbot.crawling.work.forgotten import without_forgotten
from newsbot.crawling.work.under_way import QUEUE, UnderWay
from newsbot.discovery.kinds import KINDS
from newsbot.downloading.claims import Claims
from newsbot.storage.connection.retry import ask
from newsbot.storage.leases.due import DueLink, DueWork
from newsbot.storage.leases.scope import Scope

GROUP_SIZE = 20
"""The maximum number of unfinished requests for links that a run has on one host (or group of
hosts)."""
LOOK_S = 1.0
"""The minimum time in seconds between two queries by which a run asks the database what has become
due."""
POLL_AGAIN_S = 300
"""The minimum time in seconds between two polls of the same source by one backfill."""
NEW_PRIORITY, RETRY_PRIORITY, REVISIT_PRIORITY = 0, -10, -20


@dataclass(slots=True)
class Queue:
    """What a run remembers of one queue: the work on one host, or on several hosts of one server.

    To lease a queue means to get the sole right to send requests to its hosts. The object exists as
    soon as the run has leased the queue. It exists even before, if a person named URLs on the
    queue's hosts, e.g. on the command line.
    """

    name: str
    named: deque[Request] = field(default_factory=deque)
    """Requests for URLs that a person named, e.g. on the command line. They are sent even if the
    URLs are not due."""
    is_empty: bool = False
    """Whether the database had no more due links on the queue's hosts when it was last asked."""
    is_resting: bool = False
    """Whether the run makes no more requests to the queue's hosts. The run gives the queue back to
    other runs as soon as the requests that it has already made are done."""
    handed_out: int = 0
    """The number of requests to the queue's hosts that the run has made since it leased the
    queue."""
    first_fetches: int = 0
    """The number of new links that the run has requested on the queue's hosts since it leased the
    queue. A link is new if no run has requested it before."""
    looks: int = 0
    """The number of stored articles whose pages the run has requested again since it leased the
    queue, to see whether the pages have changed."""
    is_looked_through: bool = False
    """Whether the run requests no more pages of stored articles on the queue's hosts: no more of
    them are due, or the run has reached its limit for such requests."""
    is_walked: bool = False
    """Whether no more archive pages (pages that list old articles) are due on the queue's hosts."""
    walked: set[str] = field(default_factory=set)
    """The URLs of the archive pages (pages that list old articles) that the run has requested since
    it leased the queue."""
    asked: set[bytes] = field(default_factory=set)
    """The keys (see newsbot.urls.url_key) of all links on the queue's hosts that the database has
    given to the run since the run leased the queue. The run does not ask for them again."""
    sources_asked_at: float = -LOOK_S
    """When the run last asked the database which sources on the queue's hosts are due. It is a time
    of `time.monotonic`."""
    waits_since: float | None = None
    """When the run began to wait for another run that sends requests to the queue's hosts. It is a
    time of `time.monotonic`. None if the run does not wait."""

    @property
    def is_unfinished(self) -> bool:
        """Whether URLs on the queue's hosts may still be due when the run gives up its lease.

        This is so, for example, if the run gives up the lease because it has had it for the maximum
        time.
        """
        return self.is_resting and not (self.is_empty and self.is_looked_through)


@dataclass(slots=True)
class HandOut:
    """Makes the requests for sources and URLs that are due on the hosts that a run has leased.

    A lease lets only one run send requests to a host.
    """

    crawler: Crawler
    due: DueWork
    claims: Claims
    under_way: UnderWay
    is_watching: bool
    """Whether the run waits for URLs that become due later. Otherwise it ends when none is due."""
    sources: dict[str, Request] = field(default_factory=dict)
    """URL of a source → the request with which the run polls the source when it is due."""
    _polled: dict[str, float] = field(default_factory=dict)
    """URL of a source → when the run last polled it, as a time of `time.monotonic`."""

    async def requests(self, queue: Queue, scope: Scope, under_way: int) -> AsyncIterator[Request]:
        """Yields the next requests of a queue; none if many of its requests are not done yet.

        Args:
            queue: the work on one host, or on several hosts of one server.
            scope: says which sources and URLs the run may request.
            under_way: the number of requests of the queue that are not finished. If it is at least
                half of GROUP_SIZE, no requests are made.
        """
        room = GROUP_SIZE - under_way
        if queue.is_resting or room <= GROUP_SIZE // 2:
            return
        is_idle = not under_way
        async for request in self._new(queue, scope, room):
            is_idle = False
            yield request
        # If the queue has no more new links, and no request is under way, pages of stored articles
        # are requested again, to see whether they have changed.
        if is_idle and queue.is_empty and not queue.is_looked_through:
            async for request in self._looks(queue, scope):
                is_idle = False
                yield request
        if is_idle and queue.is_empty and queue.is_looked_through and not queue.is_walked:
            async for request in self._page_of_past(queue, scope):
                yield request

    async def _new(self, queue: Queue, scope: Scope, room: int) -> AsyncIterator[Request]:
        """Requests for URLs that a person named, then for due sources, then for due links.

        `room` is the maximum number of requests for named URLs and links. Sources are not limited.
        """
        while queue.named and room > 0:
            group = [queue.named.popleft() for _ in range(min(room, len(queue.named)))]
            for named in await without_forgotten(group, self.due, self.crawler.stats):
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

        Since it leased the queue, the run makes at most as many such requests as it has made for
        new links. One such request is allowed even if there were no new links.
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
        for each in links:
            queue.asked.add(each.key)
            if self.claims.list(each.key):
                yield self._begun(queue, self._request(each))

    async def _page_of_past(self, queue: Queue, scope: Scope) -> AsyncIterator[Request]:
        """The request for an archive page (a page that lists old articles).

        Nothing is yielded if the run is no backfill, or if no archive page is due in the queue.
        """
        page = None
        if scope.period is not None:
            question = partial(self.due.backfills.page, queue.name, scope, queue.walked)
            page = await ask(question)
        if page is None:
            queue.is_walked = True
            return
        queue.walked.add(page.url)
        queue.is_empty = False  # links that become due come before the next archive page
        spider: Any = self.crawler.spider
        request: Request = spider.backfill_request(page)
        request.priority = REVISIT_PRIORITY
        yield self._begun(queue, await self._with_shapes(request))

    def _may_poll(self, url: str, scope: Scope) -> bool:
        """Whether to poll the source at `url`, which is due.

        A run that waits for later work polls a source each time that it is due. A backfill polls it
        again at the earliest after POLL_AGAIN_S seconds. Any other run polls it only once.
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
        """A copy of the request for a source, with the ETag and Last-Modified of the last poll.

        With these, the server sends the source only if it has changed. If the source is a sitemap
        index, the copy also gets what the database knows about the sitemaps in this index.
        """
        source = request.meta["source"]
        held = await ask(partial(self.due.validators, source.url, source.kind))
        children = await ask(partial(self.due.child_sitemaps, source.url, source.kind))
        request = request.copy()  # the original stays unchanged for the next poll
        request.meta["children"] = children
        if held is not None:
            make_conditional(request, held)
        return await self._with_shapes(request)

    async def _with_shapes(self, request: Request) -> Request:
        """Adds a UrlShapes object to the meta of a request for a section page.

        The object tells what URLs of stories look like on the page's site. Requests for other
        sources are not changed.
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
        # have to fetch a page again. `self.claims` lists the pages that the run has requested, so
        # that no page is fetched twice at the same time.
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
