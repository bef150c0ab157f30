"""Puts the article links of spiders into the frontier, and requests the URLs that are due.

Spiders yield requests for all sources and all links. Of these, a run fetches only those that are
due, host by host, in the order of `newsbot.crawling.work.loop`. Each link that a source lists is
counted once, in one of these counters:

links_due           links that are fetched when the turn of their host comes
links_done          links whose article is stored already
links_failed        links whose URL failed and was given up
links_waiting       links whose next try is not due yet, or whose host is paused
links_repeated      links that the run has requested already

The docstring of newsbot.spiders.base describes the keys of Request.meta.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsbot import clock
from newsbot.crawling.work.loop import Work
from newsbot.crawling.work.under_way import UnderWay
from newsbot.downloading.claims import Claims, claims_of
from newsbot.downloading.leases import Leases, leases_of
from newsbot.items import Rejection, SourceReport
from newsbot.sites.registry import Source
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.frontier.offers import Offer, Offered, Offers
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.scope import Scope
from newsbot.storage.leases.tidying import Tidying
from newsbot.storage.sites import Sites
from newsbot.urls import is_too_long, url_key

# The most links in one query to the frontier. Between two queries downloads go on, so the 50 000
# links that a sitemap may list are not asked about in one query.
GROUP_SIZE = 100
DUE = frozenset({"fresh", "retry", "refused"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The tables that the middleware reads and writes; each call of their methods blocks."""

    offers: Offers
    due: DueWork
    polls: Polls
    sites: Sites
    tidying: Tidying


class FrontierMiddleware:
    """A spider middleware that adds links to the frontier, and requests the URLs that are due."""

    def __init__(
        self,
        crawler: Crawler,
        rows: Rows,
        leases: Leases,
        claims: Claims,
        under_way: UnderWay,
    ) -> None:
        self._crawler = crawler
        self._rows = rows
        self._leases = leases
        self._claims = claims
        self._under_way = under_way
        self._work: Work | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawler's run, connected to the crawler's database."""
        leases = leases_of(crawler)
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        rows = Rows(
            offers=Offers(engine, leases.queue_of),
            due=DueWork(engine),
            polls=Polls(engine, leases.queue_of),
            sites=Sites(engine),
            tidying=Tidying(
                engine=engine,
                run_id=crawler.settings.getint("NEWSBOT_RUN_ID"),
                groups=leases.groups,
                of_articles=leases.of_articles,
            ),
        )
        under_way = UnderWay.from_crawler(crawler, leases.queue_of)
        middleware = cls(crawler, rows, leases, claims_of(crawler), under_way)
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    async def spider_closed(self, reason: str) -> None:
        """Marks URLs as done in the frontier if they redirect to a page fetched for another URL.

        If the crawl was stopped early, these URLs stay pending, and a later run requests them.
        """
        left = self._claims.left()
        if left and reason == "finished":
            await _ask(partial(self._rows.offers.settle, left))

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Yields requests for web pages once they are due, and all other start requests at once."""
        sources: dict[str, Request] = {}
        named: list[Request] = []
        async for group in _groups(start, _is_named):
            first = group[0]
            if _is_named(first):
                short, too_long = _by_length(group)
                await self._remember(short)
                named += short
                for rejection in too_long:
                    yield rejection
            elif isinstance(first, Request) and "source" in first.meta:
                sources.setdefault(first.meta["source"].url, first)
            else:
                yield first
        if sources or named:
            async for request in self._due(sources, named):
                yield request

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Passes on what a callback yields, except article links, which go to the frontier.

        Adds to a source's report how many of the links are new.
        """
        groups: list[Offered] = []
        async for group in _groups(result, _is_offered):
            if isinstance(group[0], SourceReport):
                yield _counted(group[0], groups)
                continue
            if not _is_offered(group[0]):
                yield group[0]
                continue
            self._count("links_offered", len(group))
            short, too_long = _by_length(group)
            for rejection in too_long:
                yield rejection
            groups.append(await self._offer(short, response.meta["source"]))

    async def _due(
        self, sources: dict[str, Request], named: list[Request]
    ) -> AsyncIterator[Request]:
        """The requests of a run; if a person named the sources and URLs, all are requested now."""
        spider: Any = self._crawler.spider
        # Before the sources: what they make due must stay so.
        await _ask(self._rows.tidying.regroup)
        await _ask(self._rows.tidying.refresh)
        polled = [_polled(request) for request in sources.values()]
        register = partial(self._rows.polls.register, polled, is_regular=not spider.is_told)
        ids = tuple((await _ask(register)).values())
        site_ids = await self._site_ids(spider)
        scope = Scope(
            source_ids=ids,
            site_ids=site_ids,
            only_from_sources=spider.is_told,
            queues=await self._queues(sources, ids, site_ids),
        )
        self._work = Work(
            crawler=self._crawler,
            leases=self._leases,
            due=self._rows.due,
            offers=self._rows.offers,
            claims=self._claims,
            under_way=self._under_way,
            scope=scope,
            budget=spider.budget,
        )
        if spider.is_told:
            named = [*sources.values(), *named]
        else:
            self._work.poll(sources)
        for request in named:
            if "source" in request.meta or self._is_first(request):
                self._work.name(request)
        async for request in self._work.requests():
            yield request

    async def _site_ids(self, spider: Any) -> tuple[int, ...] | None:
        """The ids of the sites that `-a site=` limits a run to; None for all sites."""
        if not spider.only_sites:
            return None
        ids = await _ask(partial(self._rows.sites.site_ids, spider.only_sites))
        return tuple(ids.values())

    async def _queues(
        self, sources: Iterable[str], source_ids: Collection[int], site_ids: Collection[int] | None
    ) -> frozenset[str] | None:
        """The queues that may have work for the run; None: any queue.

        `sources` are the URLs of the run's sources. A run that a person told what to fetch adds the
        queues of further URLs as it comes to know them.
        """
        spider: Any = self._crawler.spider
        if spider.is_told:
            return await _ask(partial(self._rows.due.queues_listed_by, source_ids))
        if site_ids is None:
            return None
        found = await _ask(partial(self._rows.due.queues_of, site_ids))
        return found | {self._leases.queue_of(url) for url in sources}

    async def _offer(self, group: Sequence[Request], source: Source) -> Offered:
        offers = [
            Offer(
                link=request.meta["link"],
                site=request.meta["site"],
                source_url=source.url,
                source_kind=source.kind,
            )
            for request in group
        ]
        offered = await _ask(partial(self._rows.offers.offer, offers))
        counts: Counter[str] = Counter()
        for offer, answer in zip(offers, offered.answers, strict=True):
            if answer not in DUE:
                counts[f"links_{answer}"] += 1
            elif self._claims.has(url_key(offer.link.url)):
                counts["links_repeated"] += 1
            else:
                counts["links_due"] += 1
                if self._work is not None:
                    self._work.wake(offer.link.url)
        for what, count in counts.items():
            self._count(what, count)
        return offered

    async def _remember(self, group: Sequence[Request]) -> None:
        """Stores URLs that a person named as due now.

        So a later run fetches them if this run dies, or their host is paused.
        """
        offers = [Offer(link=each.meta["link"], site=each.meta["site"]) for each in group]
        if offers:
            await _ask(partial(self._rows.offers.want, offers))

    def _is_first(self, request: Request) -> bool:
        """Claims a request's URL; if the run has already claimed it, counts that, and is False."""
        is_first = self._claims.list(url_key(request.meta["link"].url))
        if not is_first:
            self._count("links_repeated")
        return is_first

    def _count(self, what: str, by: int = 1) -> None:
        self._crawler.stats.inc_value(f"newsbot/{what}", by)


def _counted(report: SourceReport, groups: Sequence[Offered]) -> SourceReport:
    """The report of a source, with the number of new links and when the newest became known."""
    moments = [each.newest_at for each in groups if each.newest_at is not None]
    return replace(
        report,
        new_links=sum(each.new for each in groups),
        newest_at=max(moments, default=None),
    )


def _polled(request: Request) -> Polled:
    source: Source = request.meta["source"]
    return Polled(url=source.url, kind=source.kind, site=source.site, every=source.every)


def _is_named(each: Any) -> bool:
    return isinstance(each, Request) and bool(each.meta.get("always"))


def _is_offered(each: Any) -> bool:
    return isinstance(each, Request) and "link" in each.meta and not each.meta.get("always")


def _by_length(group: Sequence[Request]) -> tuple[list[Request], list[Rejection]]:
    """The requests with URLs short enough to be stored, and rejections of all other requests."""
    short = [each for each in group if not is_too_long(each.meta["link"].url)]
    return short, [_too_long(each) for each in group if is_too_long(each.meta["link"].url)]


def _too_long(request: Request) -> Rejection:
    url: str = request.meta["link"].url
    return Rejection(
        url=url,
        requested_url=url,
        site=request.meta["site"],
        at=clock.now(),
        stage="download",
        reason="url_too_long",
        detail=f"{len(url.encode(errors='replace'))} bytes",
    )


async def _groups(
    stream: AsyncIterator[Any], belongs: Callable[[Any], bool]
) -> AsyncIterator[list[Any]]:
    """The items of a stream as lists, in the same order.

    A list has up to GROUP_SIZE successive items for which `belongs` returns True. Each item for
    which it returns False is in a list of its own.
    """
    group: list[Any] = []
    async for each in stream:
        if belongs(each):
            group.append(each)
        if group and (len(group) == GROUP_SIZE or not belongs(each)):
            yield group
            group = []
        if not belongs(each):
            yield [each]
    if group:
        yield group


async def _ask(question: Callable[[], T]) -> T:
    return await asyncio.to_thread(with_retries, question)
