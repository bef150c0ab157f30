"""Stores article links in the frontier, the table of all known article URLs; requests due URLs.

Spiders yield requests for all sources and all links. Of these, a run sends only those that are due,
host by host. Each link that a source lists adds 1 to one counter: `links_due` (is to be fetched),
`links_done` (its article is stored already), `links_failed` (its URL failed and was given up),
`links_waiting` (its next try is not due yet, or its host is paused), `links_repeated` (the run has
requested it already) or `links_forgotten` (its site or article was forgotten by a command).
newsbot.spiders.base describes the keys of `Request.meta`.
"""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newsbot.crawling.sources.section_pages import is_worthwhile
from newsbot.crawling.work.forgotten import tell_forgotten
from newsbot.crawling.work.loop import Work
from newsbot.crawling.work.past import Past
from newsbot.crawling.work.under_way import UnderWay
from newsbot.downloading.claims import Claims, claims_of
from newsbot.downloading.kinds import source_of
from newsbot.downloading.leases import Leases, leases_of
from newsbot.items import Rejection, SourceReport
from newsbot.middlewares.long_urls import by_length
from newsbot.middlewares.rows import Rows, rows_of
from newsbot.middlewares.scope import scope_of
from newsbot.middlewares.streams import groups as in_groups
from newsbot.middlewares.streams import is_named, is_next_page, is_offered
from newsbot.sites.site import Source
from newsbot.storage.connection.retry import ask
from newsbot.storage.frontier.offers import Offer, Offered
from newsbot.storage.leases.polls import Polled
from newsbot.storage.leases.scope import Scope
from newsbot.urls import url_key

DUE = frozenset({"fresh", "retry", "refused"})


class FrontierMiddleware:
    """A spider middleware that stores links to articles, and lets a run request only due URLs.

    The links are stored in the frontier, the table of all known article URLs.
    """

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
        """Makes the middleware for a crawler. It uses the database that the settings name.

        Raises:
            NotConfigured: the crawler stores nothing, e.g. because it belongs to `scrapy shell`.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        leases = leases_of(crawler)
        rows = rows_of(crawler, leases)
        under_way = UnderWay.from_crawler(crawler, leases.queue_of)
        middleware = cls(crawler, rows, leases, claims_of(crawler), under_way)
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    async def spider_closed(self, reason: str) -> None:
        """Logs how many archive pages (pages that list old articles) the run has read.

        If `reason` is "finished", URLs that redirect to already fetched pages are marked as done.
        """
        if self._work is not None and self._work.past is not None:
            await self._work.past.tell()
        left = self._claims.left()
        if left and reason == "finished":
            await ask(partial(self._rows.offers.settle, left))

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Yields the spider's first requests; those for sources and articles wait until due.

        Sources and articles that a person named, e.g. on the command line, are requested at once.
        """
        sources: dict[str, Request] = {}
        named: list[Request] = []
        async for group in in_groups(start, is_named):
            first = group[0]
            if is_named(first):
                short, too_long = by_length(group)
                for rejection in (*too_long, *await self._remember(short, named)):
                    yield rejection
            elif is_offered(first):
                async for each in self._of_own_spider(group):
                    yield each
            elif isinstance(first, Request) and (source := source_of(first)) is not None:
                sources.setdefault(source.url, first)
            else:
                yield first
        if sources or named:
            async for request in self._due(sources, named):
                yield request

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Stores requests for articles, to send them when they are due; passes on all else."""
        groups: list[Offered] = []
        source = None if response.request is None else source_of(response.request)
        async for group in in_groups(result, is_offered):
            if isinstance(group[0], SourceReport):
                yield _counted(group[0], groups)
                continue
            if not is_offered(group[0]):
                if not is_next_page(group[0]) or self._is_worthwhile(groups):
                    yield group[0]
                continue
            if source is None:
                async for each in self._of_own_spider(group):
                    yield each
                continue
            self._count("links_offered", len(group))
            short, too_long = by_length(group)
            for rejection in too_long:
                yield rejection
            groups.append(await self._offer(short, source))

    async def _of_own_spider(self, group: Sequence[Request]) -> AsyncIterator[Request | Rejection]:
        """Stores the links of a user's own spider, and yields those requests whose links are due.

        For a URL that is too long, a Rejection is yielded in place of the request.
        """
        self._count("links_offered", len(group))
        short, too_long = by_length(group)
        for rejection in too_long:
            yield rejection
        offers = [Offer(link=each.meta["link"], site=each.meta["site"]) for each in short]
        offered = await ask(partial(self._rows.offers.offer, offers))
        for request, answer in zip(short, offered.answers, strict=True):
            if answer == "forgotten":
                link = request.meta["link"]
                await self._tell_forgotten("links", [(link.url, request.meta["site"])])
            elif answer not in DUE:
                self._count(f"links_{answer}")
            elif self._is_first(request):
                self._count("links_due")
                yield request

    def _is_worthwhile(self, groups: Sequence[Offered]) -> bool:
        """Whether enough links of a section page (`groups`) are new to request its next page."""
        new, links = (sum(each.new for each in groups), sum(len(each.answers) for each in groups))
        is_worthwhile_ = is_worthwhile(new, links)
        self._count("section_pages_followed" if is_worthwhile_ else "section_pages_known")
        return is_worthwhile_

    async def _due(
        self, sources: dict[str, Request], named: list[Request]
    ) -> AsyncIterator[Request]:
        """Yields the requests of a run, each when it is due.

        `sources` maps the URL of each source to the request for it. `named` are requests for
        articles that a person named, e.g. on the command line. What a person named, article or
        source, is requested even if it is not due.
        """
        spider: Any = self._crawler.spider
        # `regroup` moves hosts to other queues, and computes when these queues are due. It must
        # run before `register` (below), which makes the queues of the run's sources due.
        await ask(self._rows.tidying.regroup)
        await ask(self._rows.tidying.refresh)
        polled = [_polled(request) for request in sources.values()]
        register = partial(self._rows.polls.register, polled, is_regular=not spider.is_told)
        source_ids = await ask(register)
        gone = [source_of(sources.pop(url)) for url in sources.keys() - source_ids.keys()]
        await self._tell_forgotten("sources", [(each.url, each.site) for each in gone if each])
        if gone and not sources:
            self._crawler.stats.set_value("newsbot/all_sources_forgotten", 1)
        ids = tuple(source_ids.values())
        scope = await scope_of(spider, self._rows, self._leases, sources, ids)
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
        spider: Any = self._crawler.spider
        if scope.period is None:
            return None
        sources = [each for each in spider.past_sources if each.url in source_ids]
        past = Past(
            rows=self._rows.backfill_pages,
            backfills=self._rows.due.backfills,
            stats=self._crawler.stats,
            period=scope.period,
            source_ids={each.url: source_ids[each.url] for each in sources},
        )
        await past.begin(sources)
        return past

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
        offered = await ask(partial(self._rows.offers.offer, offers))
        counts: Counter[str] = Counter()
        gone: list[tuple[str, str]] = []
        for offer, answer in zip(offers, offered.answers, strict=True):
            if answer == "forgotten":
                gone.append((offer.link.url, offer.site))
            elif answer not in DUE:
                counts[f"links_{answer}"] += 1
            elif self._claims.has(url_key(offer.link.url)):
                counts["links_repeated"] += 1
            else:
                counts["links_due"] += 1
                if self._work is not None:
                    self._work.wake(offer.link.url)
        for what, count in counts.items():
            self._count(what, count)
        await self._tell_forgotten("links", gone)
        return offered

    async def _remember(self, group: Sequence[Request], named: list[Request]) -> list[Rejection]:
        """Stores URLs that a person named, so that a later run fetches them if this run dies.

        The requests of `group` are added to `named`, without those to sites and articles that a
        person has removed. Returns a Rejection for each of the removed articles.
        """
        offers = [Offer(link=each.meta["link"], site=each.meta["site"]) for each in group]
        forgotten = await ask(partial(self._rows.offers.want, offers)) if offers else ()
        gone = [each for each in offers if url_key(each.link.url) in forgotten]
        named += [each for each in group if url_key(each.meta["link"].url) not in forgotten]
        return await self._tell_forgotten("links", [(each.link.url, each.site) for each in gone])

    async def _tell_forgotten(self, what: str, urls: Sequence[tuple[str, str]]) -> list[Rejection]:
        return await tell_forgotten(what, urls, self._rows.due, self._crawler.stats)

    def _is_first(self, request: Request) -> bool:
        is_first = self._claims.list(url_key(request.meta["link"].url))
        if not is_first:
            self._count("links_repeated")
        return is_first

    def _count(self, what: str, by: int = 1) -> None:
        self._crawler.stats.inc_value(f"newsbot/{what}", by)


def _counted(report: SourceReport, groups: Sequence[Offered]) -> SourceReport:
    """The report on a source, with the number of new links and the time of the newest link.

    That time is when newsbot first saw the link. `groups` are the results of storing the links of
    the source.
    """
    moments = [each.newest_at for each in groups if each.newest_at is not None]
    return replace(
        report,
        new_links=sum(each.new for each in groups),
        newest_at=max(moments, default=None),
    )


def _polled(request: Request) -> Polled:
    source: Source = request.meta["source"]
    return Polled(url=source.url, kind=source.kind, site=source.site, every=source.every)
