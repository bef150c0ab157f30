"""Answers what a run asks for at once: sources list links, pages are articles or rejections.

The rows are written as `scrapy crawl news` writes them. Articles are neither extracted nor stored:
`make bench-pipeline` measures that.
"""

from collections import deque
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any
from zlib import crc32

from scrapy import Request
from sqlalchemy import Connection, Engine

from newsbot import clock
from newsbot.crawling.work.under_way import UnderWay
from newsbot.items import Link, PageValidators, Rejection, SourceReport, Validators
from newsbot.revisits import parse_revisits
from newsbot.sites.site import Source
from newsbot.storage.articles.failures import write_failures
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.frontier.looks import Look, write_looks
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.frontier.rejections import forget_rejections
from newsbot.storage.frontier.rows import mark_done
from newsbot.storage.leases.polls import Polls
from newsbot.storage.leases.queues import held_by
from newsbot.storage.sites.rows import Sites
from newsbot.urls import host_of, url_key
from tests.benchmarks.frontier.steps import Steps

BATCH = 20
"""How many pages one storing transaction finishes."""
REJECTED = 10
"""One in so many pages is no article."""
REVISITS = parse_revisits("1h,6h,24h,7d")


class Answers(UnderWay):
    """The requests under way of a run; some are answered whenever the run waits for them.

    Args:
        crawler: the crawler of the run.
        engine: the database.
        run_id: the run, which must hold the queues of its requests.
        listed: gives the URLs that the source at a URL lists.
        steps: measures the calls.
    """

    def __init__(
        self,
        crawler: Any,
        engine: Engine,
        run_id: int,
        listed: Callable[[str], Sequence[str]],
        steps: Steps,
    ) -> None:
        super().__init__(crawler, host_of)
        self._engine, self._run_id, self._listed, self._steps = engine, run_id, listed, steps
        self._offers, self._sites = Offers(engine), Sites(engine)
        self._polls = Polls(engine, host_of, run_id)
        self._sources: deque[Request] = deque()
        self._pages: deque[Request] = deque()
        self.wake: Callable[[str], None] = print
        self.finished = 0
        self.polled = 0

    def take(self, request: Request) -> None:
        """Adds a request."""
        self.scheduled(request)
        (self._sources if "source" in request.meta else self._pages).append(request)

    async def changes(self, woken: Any, *, limit_s: float) -> None:
        """Answers all requests for sources, and as many for pages as are finished together."""
        woken.close()
        while self._sources:
            request = self._sources.popleft()
            self._poll(request.meta["source"])
            self.taken(request)
        pages = [self._pages.popleft() for _ in range(min(BATCH, len(self._pages)))]
        if pages:
            self._steps.run("finish", self._finish, pages)
        for page in pages:
            self.taken(page)

    def _poll(self, source: Source) -> None:
        offers = [
            Offer(
                link=Link(url=url, title="A story"),
                site=source.site,
                source_url=source.url,
                source_kind=source.kind,
            )
            for url in self._listed(source.url)
        ]
        offered = self._steps.run("offer", self._offers.offer, offers)
        report = SourceReport(
            url=source.url,
            kind=source.kind,
            site=source.site,
            at=clock.now(),
            links=len(offers),
            status=200,
            new_links=offered.new,
            newest_at=offered.newest_at,
            validators=Validators(etag='"1"', digest="1 1"),
        )
        self._steps.run("record", self._polls.record, report)
        for offer in offers:
            self.wake(offer.link.url)
        self.polled += 1

    def _finish(self, pages: Sequence[Request]) -> None:
        site_ids = self._sites.site_ids(each.meta["site"] for each in pages)
        queues = [host_of(each.url) for each in pages]
        with self._engine.begin() as connection:
            take_storing_lock(connection)
            held = held_by(connection, self._run_id, set(queues))
            theirs = [each for each, queue in zip(pages, queues, strict=True) if queue in held]
            _mark_done(connection, [each for each in theirs if not _is_rejected(each)], site_ids)
            rejections = [_rejection(each) for each in theirs if _is_rejected(each)]
            write_failures(connection, rejections, site_ids, REVISITS, self._run_id)
        self.finished += len(theirs)


def _is_rejected(request: Request) -> bool:
    return "revisit" not in request.meta and crc32(request.url.encode()) % REJECTED == 0


def _mark_done(connection: Connection, pages: Sequence[Request], site_ids: dict[str, int]) -> None:
    now = clock.now()
    done = {
        url_key(each.url): {
            "url": each.url,
            "site_id": site_ids[each.meta["site"]],
            "done_at": now,
            "is_unchanged": "revisit" in each.meta,
        }
        for each in pages
    }
    mark_done(connection, done)
    forget_rejections(connection, done)
    looks = [
        Look(
            url=each.url,
            requested_url=each.url,
            at=now,
            version_id=1,
            validators=PageValidators(etag='"1"', body_sha256=sha256(b"").hexdigest()),
            confirmed_from=None,
        )
        for each in pages
    ]
    write_looks(connection, looks, REVISITS)


def _rejection(request: Request) -> Rejection:
    return Rejection(
        url=request.url,
        requested_url=request.url,
        site=request.meta["site"],
        at=clock.now(),
        stage="extract",
        reason="too_short",
        detail=None,
        status=200,
        body_sha256=sha256(request.url.encode()).digest(),
    )
