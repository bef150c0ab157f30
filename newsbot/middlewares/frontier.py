"""Stores article links in the frontier, the table of all known article URLs; requests due URLs.

Spiders yield requests for all sources and all links. Of these, a run sends only those that are due,
host by host. Each link that a source lists adds 1 to one counter: `links_due` (is to be fetched),
`links_done` (its article is stored already), `links_failed` (its URL failed and was given up),
`links_waiting` (its next try is not due yet, or its host is paused) or `links_repeated` (the run
has requested it already). newsbot.spiders.base describes the keys of `Request.meta`.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsbot.crawling.sources.section_pages import is_worthwhile
from newsbot.crawling.work.loop import Work
from newsbot.crawling.work.past import Past
from newsbot.crawling.work.under_way import UnderWay
from newsbot.downloading.claims import Claims, claims_of
from newsbot.downloading.leases import Leases, leases_of
from newsbot.items import SourceReport
from newsbot.middlewares.groups import grouped, is_named, is_next_page, is_offered
from newsbot.middlewares.long_urls import by_length
from newsbot.sites.site import Source
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.frontier.offers import Offer, Offered, Offers
from newsbot.storage.leases.backfill_pages import BackfillPages
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.scope import Scope
from newsbot.storage.leases.tidying import Tidying
from newsbot.storage.sites import Sites
from newsbot.urls import url_key

DUE = frozenset({"fresh", "retry", "refused"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The objects by which the middleware reads and writes the database; their methods block."""

    offers: Offers
    due: DueWork
    polls: Polls
    backfill_pages: BackfillPages
    sites: Sites
    tidying: Tidying


class FrontierMiddleware:
    """A spider middleware that stores links in the table frontier, and requests due URLs."""

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
            backfill_pages=BackfillPages(engine, leases.queue_of),
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
        """Tells what a backfill has read. Marks URLs done that redirected to another URL's page.

        URLs are marked only if `reason` is "finished".
        """
        if self._work is not None and self._work.past is not None:
            await self._work.past.tell()
        left = self._claims.left()
        if left and reason == "finished":
            await _ask(partial(self._rows.offers.settle, left))

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Yields requests for web pages once they are due, and all other start requests at once."""
        sources: dict[str, Request] = {}
        named: list[Request] = []
        async for group in grouped(start, is_named):
            first = group[0]
            if is_named(first):
                short, too_long = by_length(group)
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
        """Stores the article links that a callback yields as requests; passes on all else."""
        groups: list[Offered] = []
        async for group in grouped(result, is_offered):
            if isinstance(group[0], SourceReport):
                yield _counted(group[0], groups)
                continue
            if not is_offered(group[0]):
                if not is_next_page(group[0]) or self._is_worthwhile(groups):
                    yield group[0]
                continue
            self._count("links_offered", len(group))
            short, too_long = by_length(group)
            for rejection in too_long:
                yield rejection
            groups.append(await self._offer(short, response.meta["source"]))

    def _is_worthwhile(self, groups: Sequence[Offered]) -> bool:
        """Whether to request the page after a section page with these links; counts the answer."""
        new, links = (sum(each.new for each in groups), sum(len(each.answers) for each in groups))
        is_worthwhile_ = is_worthwhile(new, links)
        self._count("section_pages_followed" if is_worthwhile_ else "section_pages_known")
        return is_worthwhile_

    async def _due(
        self, sources: dict[str, Request], named: list[Request]
    ) -> AsyncIterator[Request]:
        """The requests of a run; if `spider.is_told`, `sources` and `named` are requested now."""
        spider: Any = self._crawler.spider
        # Done before the sources are registered: queues that become due by that must stay due.
        await _ask(self._rows.tidying.regroup)
        await _ask(self._rows.tidying.refresh)
        polled = [_polled(request) for request in sources.values()]
        register = partial(self._rows.polls.register, polled, is_regular=not spider.is_told)
        source_ids = await _ask(register)
        ids = tuple(source_ids.values())
        site_ids = await self._site_ids(spider)
        scope = Scope(
            source_ids=ids,
            site_ids=site_ids,
            only_from_sources=spider.is_told,
            queues=await self._queues(sources, ids, site_ids),
            period=getattr(spider, "period", None),
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
            past=await self._past(source_ids, scope),
        )
        if spider.is_told and scope.period is None:
            named = [*sources.values(), *named]
        elif not spider.is_told:
            self._work.poll(sources)
        for request in named:
            if "source" in request.meta or self._is_first(request):
                self._work.name(request)
        async for request in self._work.requests():
            yield request

    async def _past(self, source_ids: Mapping[str, int], scope: Scope) -> Past | None:
        """What the run reads of the past; None if it is no backfill."""
        spider: Any = self._crawler.spider
        if scope.period is None:
            return None
        past = Past(
            rows=self._rows.backfill_pages,
            backfills=self._rows.due.backfills,
            stats=self._crawler.stats,
            period=scope.period,
            source_ids={each.url: source_ids[each.url] for each in spider.past_sources},
        )
        await past.begin(spider.past_sources)
        return past

    async def _site_ids(self, spider: Any) -> tuple[int, ...] | None:
        """The ids of the sites that `-a site=` limits a run to; None for all sites."""
        if not spider.only_sites:
            return None
        ids = await _ask(partial(self._rows.sites.site_ids, spider.only_sites))
        return tuple(ids.values())

    async def _queues(
        self, sources: Iterable[str], source_ids: Collection[int], site_ids: Collection[int] | None
    ) -> frozenset[str] | None:
        """The queues (of hosts) that the run may lease for its sources and sites; None: all."""
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
                assumed_at=request.meta.get("assumed_at"),
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
        """Stores as due the URLs that a person named: a later run fetches them if this run dies."""
        offers = [Offer(link=each.meta["link"], site=each.meta["site"]) for each in group]
        if offers:
            await _ask(partial(self._rows.offers.want, offers))

    def _is_first(self, request: Request) -> bool:
        """Registers a URL as requested; if it was already, counts `links_repeated` and is False."""
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


async def _ask(question: Callable[[], T]) -> T:
    return await asyncio.to_thread(with_retries, question)
