"""A spider middleware that asks the frontier which article links are to be fetched.

The frontier is newsbot's table of URLs to fetch. Each link that a feed, sitemap or section page
lists is either fetched or counted in one of these counters:

`links_done`        links whose article is stored already
`links_failed`      links whose URL failed and was given up
`links_waiting`     links whose next try is not due yet, or whose host is paused
`links_repeated`    links that the run has requested already
`links_left`        links that a later run is to fetch, because a run fetches only a limited
                    number of links from each source

Earlier runs may have left due links unfetched. Those that this run requests are counted in
`links_resumed`. Those that it leaves out because of a limit are counted in `links_not_resumed`.
The docstring of newsbot.spiders.base describes the keys of Request.meta.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from typing import Any, Self, TypeVar

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response

from newsbot import clock
from newsbot.downloading.claims import Claims, claims_of
from newsbot.items import Link, Rejection
from newsbot.sites.registry import Source
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect
from newsbot.storage.frontier.leftovers import LeftLinks, Leftovers
from newsbot.storage.frontier.offers import Answer, Offer, Offers
from newsbot.urls import is_too_long, url_key

# The most links in one query to the frontier. A sitemap may list 50 000 links. The requests for a
# group of links are passed on before the next group is looked up, so that downloads can begin.
GROUP_SIZE = 100
# The Scrapy priorities of requests for links that earlier runs did not fetch (LEFT_PRIORITY), and
# of requests for URLs that failed before (RETRY_PRIORITY). Requests for new links have priority 0,
# so they are sent first.
LEFT_PRIORITY, RETRY_PRIORITY = -5, -10

T = TypeVar("T")


class FrontierMiddleware:
    """A spider middleware that drops requests for articles that are not to be fetched now.

    It also adds requests for articles whose links earlier runs found but did not fetch.
    """

    def __init__(
        self,
        crawler: Crawler,
        offers: Offers,
        left_links: LeftLinks,
        most_links: int,
        claims: Claims,
    ) -> None:
        self._crawler = crawler
        self._stats = crawler.stats
        self._offers = offers
        self._left_links = left_links
        self._most_links = most_links
        self._claims = claims
        self._links: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware, connected to the database that the crawler's settings name."""
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        most_links = crawler.settings.getint("NEWSBOT_MAX_LINKS_A_SOURCE")
        middleware = cls(crawler, Offers(engine), LeftLinks(engine), most_links, claims_of(crawler))
        crawler.signals.connect(middleware.spider_closed, signals.spider_closed)
        return middleware

    async def spider_closed(self, reason: str) -> None:
        """Stores which URLs are done because they redirect to a page fetched for another URL.

        No page was fetched for these URLs themselves. If the crawl was stopped early (`reason` is
        not "finished"), nothing is stored, and a later run requests the URLs again.
        """
        left = self._claims.left()
        if left and reason == "finished":
            await _ask(partial(self._offers.settle, left))

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Yields each start request; after a request for a source, also requests for old links.

        Old links are links of the source that earlier runs found but did not fetch. If a start
        request is for a URL that a person named, the URL is first stored in the table of URLs to
        fetch. So a later run fetches it if this run does not.
        """
        sites: set[str] = set()
        async for group in _groups(start, _is_named):
            if _is_named(group[0]):
                for each in await self._remembered(group):
                    yield each
                continue
            yield group[0]
            source = group[0].meta.get("source") if isinstance(group[0], Request) else None
            if source is not None:
                for request in await self._left_of(source, is_first=source.site not in sites):
                    yield request
                sites.add(source.site)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """The spider's output, without the requests for articles that need not be fetched now."""
        async for group in _groups(result, _is_offered):
            if not _is_offered(group[0]):
                yield group[0]
                continue
            self._count("links_offered", len(group))
            for each in await self._wanted(group, response.meta["source"]):
                yield each

    async def _left_of(self, source: Source, *, is_first: bool) -> list[Request]:
        """Requests for the due links of a source that earlier runs did not fetch.

        A run fetches only a limited number of links from a source. At most half of them are links
        from earlier runs, so that the other half is left for new links. `is_first` tells whether
        `source` is the first source of its site in this run. If so, there are also requests for
        the due URLs of the site that no source listed, but a person named in an earlier run.
        """
        most = self._most_links // 2
        listed = await _ask(partial(self._left_links.of_source, source.url, most))
        requests = list(self._resumed(listed, source.url))
        self._links[source.url] += len(requests)
        if is_first:
            named = await _ask(partial(self._left_links.of_site, source.site, most))
            requests += self._resumed(named, None)
        return requests

    def _resumed(self, left: Leftovers, source_url: str | None) -> Iterator[Request]:
        """Requests for the links in `left`, which an earlier run left unfetched.

        Links that this run has requested already are skipped. `source_url` is the URL of the source
        that listed the links, or None if a person named the links.
        """
        spider: Any = self._crawler.spider
        self._count("links_not_resumed", left.left)
        for each in left.links:
            # A link is skipped if this run has requested it already: the source may have answered
            # meanwhile, and may still list the link. Skipped links are not counted.
            if self._claims.list(url_key(each.link.url)):
                self._count("links_resumed")
                request: Request = spider.article_request(each.link, each.site, source_url)
                is_late = each.is_retry or each.is_refused
                request.priority = RETRY_PRIORITY if is_late else LEFT_PRIORITY
                if each.is_refused:
                    request.meta["refused_before"] = True
                yield request

    async def _wanted(self, group: Sequence[Request], source: Source) -> list[Request | Rejection]:
        """The requests in `group` that are to be sent now, and rejections for too long URLs.

        `group` holds requests for articles that `source` lists. The function
        newsbot.urls.is_too_long tells which URLs are too long.
        """
        short, too_long = self._by_length(group)
        offers = [
            Offer(
                link=request.meta["link"],
                site=request.meta["site"],
                source_url=source.url,
                source_kind=source.kind,
            )
            for request in short
        ]
        answers = await _ask(partial(self._offers.offer, offers)) if offers else []
        wanted = [
            request
            for request, answer in zip(short, answers, strict=True)
            if self._is_wanted(request, answer, source)
        ]
        return [*too_long, *wanted]

    def _is_wanted(self, request: Request, answer: Answer, source: Source) -> bool:
        """Whether `request`, for an article that `source` lists, is to be sent.

        `answer` tells what the database says about the article's URL. If the request is to be sent,
        it gets its priority. If not, 1 is added to the counter for the reason, e.g. `links_done`.
        """
        if answer not in {"fresh", "retry", "refused"}:
            self._count(f"links_{answer}")
        elif self._links[source.url] >= self._most_links:
            self._count("links_left")
        elif self._is_first(request.meta["link"]):
            self._links[source.url] += 1
            request.priority = 0 if answer == "fresh" else RETRY_PRIORITY
            if answer == "refused":
                request.meta["refused_before"] = True
            return True
        return False

    async def _remembered(self, group: Sequence[Request]) -> list[Request | Rejection]:
        """Requests for URLs that a person named, and rejections for URLs that are too long.

        `group` holds the requests for these URLs. The URLs are stored in the table of URLs to
        fetch. So a later run fetches them if this run is killed first, or if their host is paused.
        """
        short, too_long = self._by_length(group)
        offers = [Offer(link=each.meta["link"], site=each.meta["site"]) for each in short]
        if offers:
            await _ask(partial(self._offers.want, offers))
        return [*too_long, *(each for each in short if self._is_first(each.meta["link"]))]

    def _by_length(self, group: Sequence[Request]) -> tuple[list[Request], list[Rejection]]:
        """The requests in `group` whose URLs are not too long, and rejections for the others."""
        short = [each for each in group if not is_too_long(each.meta["link"].url)]
        others = [each for each in group if is_too_long(each.meta["link"].url)]
        return short, [_too_long(each) for each in others if self._is_first(each.meta["link"])]

    def _is_first(self, link: Link) -> bool:
        """Whether this is the first time that the run wants to request a link.

        From now on the link counts as requested. If it was requested before, 1 is added to the
        counter `links_repeated`.
        """
        is_first = self._claims.list(url_key(link.url))
        if not is_first:
            self._count("links_repeated")
        return is_first

    def _count(self, what: str, by: int = 1) -> None:
        self._stats.inc_value(f"newsbot/{what}", by)


def _is_named(each: Any) -> bool:
    return isinstance(each, Request) and bool(each.meta.get("always"))


def _is_offered(each: Any) -> bool:
    return isinstance(each, Request) and "link" in each.meta and not each.meta.get("always")


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
    """Divides the items of a stream into lists, in the same order.

    Successive items for which `belongs` returns True are put into one list, up to GROUP_SIZE items.
    Each other item is in a list of its own.
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
