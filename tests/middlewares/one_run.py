"""One run's middleware on a real database; only Scrapy's engine and network are left out."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Engine

from newsbot.downloading.claims import Claims
from newsbot.downloading.leases import Leases
from newsbot.items import Link
from newsbot.middlewares.frontier import FrontierMiddleware, Rows
from newsbot.spiders.by_kind import SPIDERS
from newsbot.storage.frontier.offers import Offers
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.backfill_pages import BackfillPages
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.polls import Polls
from newsbot.storage.leases.queues import Queues
from newsbot.storage.leases.tidying import Tidying
from newsbot.storage.sites.rows import Sites

FEED = "https://gazette.example/feed"
TTL = timedelta(minutes=1)


class Counts(Counter[str]):
    """What a stats collector counts."""

    def inc_value(self, key: str, count: int = 1) -> None:
        self[key] += count

    def get_value(self, key: str) -> int:
        return self[key]


@dataclass
class Idle:
    """In place of UnderWay: all that was handed out is done."""

    then: list[Callable[[], Any]] = field(default_factory=list)
    """What happens each time that the run waits, one after the other."""

    def count(self) -> Counter[str]:
        return Counter()

    async def changes(self, *others: Any, limit_s: float) -> None:
        for each in others:
            each.close()
        if self.then:
            await asyncio.to_thread(self.then.pop(0))


@dataclass
class Crawl:
    """What the middleware sees of one crawl."""

    spider: Any
    stats: Counts = field(default_factory=Counts)

    def __getitem__(self, what: str) -> int:
        return self.stats[f"newsbot/{what}"]


class Claiming(Claims):
    """Claims that end the test when the first of them are dropped."""

    def forget(self, listed: Collection[bytes]) -> None:
        raise asyncio.CancelledError


@dataclass
class Run:
    """One run with a middleware of its own; what it lists is asked for by a later one."""

    engine: Engine
    spider: Any = field(default_factory=lambda: SPIDERS["feed"](url=FEED))
    claims: Claims = field(default_factory=Claims)
    idle: Idle = field(default_factory=Idle)

    def __post_init__(self) -> None:
        self.crawl = Crawl(self.spider)
        queues = Queues(self.engine, start_run(self.engine, "feed", {}), this_process(), TTL)
        self.leases = Leases(queues, TTL.total_seconds(), {}, ())
        queues.begin()
        queue_of = self.leases.queue_of
        rows = Rows(
            offers=Offers(self.engine, queue_of),
            due=DueWork(self.engine),
            polls=Polls(self.engine, queue_of),
            backfill_pages=BackfillPages(self.engine, queue_of),
            sites=Sites(self.engine),
            tidying=Tidying(engine=self.engine, run_id=queues.run_id, groups={}, of_articles=()),
        )
        self.middleware = FrontierMiddleware(self.crawl, rows, self.leases, self.claims, self.idle)  # type: ignore[arg-type]

    def start(self) -> list[Any]:
        """What it asks for by itself, sources left out."""
        started = asyncio.run(collect(self.middleware.process_start(self.spider.start())))
        self.leases.stop()
        return [each for each in started if "source" not in getattr(each, "meta", {})]

    def offer(self, *links: Link) -> list[Any]:
        """What is passed on of the links of a feed."""
        source = self.spider.sources[0]
        response = Response(FEED, request=self.spider.source_request(source))
        requests = stream(
            [self.spider.article_request(link, "gazette.example", FEED) for link in links]
        )
        return asyncio.run(collect(self.middleware.process_spider_output(response, requests)))


async def stream(values: Sequence[Any]) -> AsyncIterator[Any]:
    for value in values:
        yield value


async def collect(values: AsyncIterator[Any]) -> list[Any]:
    return [value async for value in values]


def names(requests: Sequence[Request]) -> list[str]:
    return [request.url.rsplit("/", 1)[-1].removesuffix("#top") for request in requests]
