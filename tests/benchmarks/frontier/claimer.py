"""One run, in a process of its own: newsbot's loop leases queues and requests what is due."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import psutil  # type: ignore[import-untyped] # it ships no types
from scrapy import Request
from sqlalchemy import Engine

from newsbot.crawling.work.budget import Budget
from newsbot.crawling.work.loop import Work
from newsbot.downloading.claims import Claims
from newsbot.downloading.hosts.state import OF_ARTICLES
from newsbot.downloading.leases import Leases
from newsbot.items import Link
from newsbot.sites.site import Source
from newsbot.storage.engine import connect
from newsbot.storage.frontier.offers import Offers
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.queues import Queues
from newsbot.storage.leases.scope import Scope
from newsbot.storage.sites.rows import RegisteredSite, Sites
from newsbot.urls import host_of
from tests.benchmarks.frontier.answers import Answers
from tests.benchmarks.frontier.rows import Size, feed, listed, site
from tests.benchmarks.frontier.steps import Cost, Steps, Timed

TTL_S = 60
WARM_SHARE = 0.2
"""What is loaded and cached once is there after this share of the URLs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What one run did, and what it cost."""

    urls: int
    polls: int
    client_s: float
    """CPU time of the process, from its connection to the database to the end of the run."""
    began: float
    """On the monotonic clock, in seconds, as `ended`."""
    ended: float
    warm_mb: float
    """Resident set after WARM_SHARE of the URLs."""
    end_mb: float
    steps: dict[str, Cost]

    @property
    def growth_bytes(self) -> float:
        """By how much the process grew with each URL after WARM_SHARE of them."""
        return (self.end_mb - self.warm_mb) * 1_000_000 / (self.urls * (1 - WARM_SHARE))


class Crawler:
    """Has what newsbot's loop uses of a Scrapy crawler, spider, engine and downloader."""

    def __init__(self) -> None:
        self.spider = self.stats = self.engine = self.downloader = self
        self._slot = None
        self.active: set[Request] = set()
        self.elsewhere: set[bytes] = set()
        self._counts: Counter[str] = Counter()

    def article_request(self, link: Link, site: str, source_url: str | None) -> Request:
        """The request for an article."""
        return Request(link.url, meta={"link": link, "site": site, "source_url": source_url})

    def inc_value(self, name: str, count: int = 1) -> None:
        """Raises a counter."""
        self._counts[name] += count

    def get_value(self, name: str) -> int:
        """The value of a counter."""
        return self._counts[name]


def crawl(
    database_url: str, size: Size, urls: int, is_alive: Callable[[], object] = lambda: None
) -> Handled:
    """Does the work of a run until so many URLs are finished.

    `is_alive` is called when the run is alive, and so has a share of the hosts, before its work.
    """
    engine = connect(database_url)
    began, client_s = time.monotonic(), time.process_time()
    steps = Steps(engine)
    run_id = start_run(engine, "news", {})
    queues = Queues(engine, run_id, this_process(), timedelta(seconds=TTL_S))
    leases = Leases(Timed(steps, queues), TTL_S, {}, OF_ARTICLES)
    crawler: Any = Crawler()
    answers = Answers(crawler, engine, run_id, partial(listed, size), steps)
    leases.start(queues)
    work = _work(crawler, engine, steps, leases, answers, size)
    is_alive()
    warm_mb = asyncio.run(_run(work, answers, urls))
    leases.stop()
    return Handled(
        urls=answers.finished,
        polls=answers.polled,
        client_s=time.process_time() - client_s,
        began=began,
        ended=time.monotonic(),
        warm_mb=warm_mb,
        end_mb=rss_mb(),
        steps=steps.costs,
    )


def _work(
    crawler: Any, engine: Engine, steps: Steps, leases: Leases, answers: Answers, size: Size
) -> Work:
    """The loop of a run that polls all sources, once they are registered."""
    named = [
        Source(kind="feed", url=feed(size, number), site=site(size, number))
        for number in range(size.sources)
    ]
    polled = [Polled(url=each.url, kind=each.kind, site=each.site) for each in named]
    sites = [RegisteredSite(key=each.site, name=each.site, domains=()) for each in named]
    steps.run("name sites", Sites(engine).name_sites, sites)
    register = partial(Polls(engine, host_of).register, is_regular=True)
    ids = steps.run("register", register, polled)
    due: Any = Timed(steps, DueWork(engine))
    work = Work(
        crawler=crawler,
        leases=leases,
        due=due,
        offers=Offers(engine),
        claims=Claims(),
        under_way=answers,
        scope=Scope(source_ids=tuple(ids.values())),
        budget=Budget(),
    )
    work.poll({each.url: Request(each.url, meta={"source": each}) for each in named})
    answers.wake = work.wake
    return work


async def _run(work: Work, answers: Answers, urls: int) -> float:
    """Lets the loop request and finish so many URLs; returns the megabytes after WARM_SHARE."""
    warm_mb = 0.0
    async for request in work.requests():
        answers.take(request)
        if not warm_mb and answers.finished >= urls * WARM_SHARE:
            warm_mb = rss_mb()
        if answers.finished >= urls:
            break
    return warm_mb


def rss_mb() -> float:
    """The resident set of this process."""
    return float(psutil.Process().memory_info().rss) / 1_000_000
