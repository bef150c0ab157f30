"""The crawl of `scrapy sites add`: it fetches a home page, sources, and a few articles of a site.

The sources are the feeds, sitemaps and section pages to which the home page leads.
"""

import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from twisted.python.failure import Failure as TwistedFailure

from newsbot.crawling.failures import Failure, failure_of
from newsbot.crawling.source_errors import MAX_LINE_LENGTH
from newsbot.errors import SourceError, WorkerError
from newsbot.extraction.in_worker import extract_in_worker
from newsbot.items import NOTHING_SEEN, Article, FetchedPage, NotAnArticle
from newsbot.plain_text import one_line
from newsbot.sites.proposals.home import HomePage, linked_feeds, read_home
from newsbot.sites.proposals.search import Answer, FoundSource, Search
from newsbot.spiders.base import content_type_of
from newsbot.spiders.listings import size_limit
from newsbot.spiders.sources import SourcesSpider

MOST_REQUESTS = 30
SAMPLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A page that a source (e.g. a feed) lists, and what newsbot would store of this page."""

    url: str
    result: Article | NotAnArticle | str
    """The article on the page, or a NotAnArticle if there is none on it. If the page could not be
    fetched, it is a text that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """What ExploreSpider has found of a site: its home page, its sources and some articles."""

    home: HomePage | None = None
    """What the home page says; None if the home page could not be fetched or read."""
    why: str | None = None
    """A text that says why the home page could not be fetched or read; None if it was read."""
    sources: tuple[FoundSource, ...] = ()
    samples: tuple[Sample, ...] = ()


class ExploreSpider(SourcesSpider):
    """A spider that looks at the home page of a site, at its sources, and at a few articles.

    It yields one `Explored`, which has all that was found out. It sends at most MOST_REQUESTS
    requests, one after the other. As in a crawl, robots.txt is obeyed, and the delays between
    requests are kept.
    """

    name = "sites-add"
    usage = "scrapy sites add URL"

    def __init__(self, home: str, **others: Any) -> None:
        super().__init__(**others)
        self._home = home
        self._requests = 0

    async def start(self) -> AsyncIterator[Request]:
        """Yields the request for the home page."""
        yield Request(self._home, callback=self.explore, errback=self.home_failed)

    def home_failed(self, failure: TwistedFailure) -> Explored:
        """Returns the result for a site whose home page could not be fetched."""
        return Explored(why=str(failure_of(failure.value)))

    async def explore(self, response: Response) -> AsyncIterator[Explored]:
        """Explores the site, from the response for its home page, and yields the result."""
        self._requests += 1
        self._tell(response.url, "ok")
        try:
            home = await self._in_worker(read_home, response)
        except (SourceError, WorkerError) as error:
            yield Explored(why=str(error))
            return
        robots = await self._fetch(response.urljoin("/robots.txt"))
        text = "" if isinstance(robots, Failure) else robots.body.decode("utf-8", "replace")
        search = Search(home=home, robots=text, probe=self._probe, feed_pages=self._feed_pages)
        sources = await search.run()
        samples = [await self._sample(url) for url in _chosen(sources)]
        yield Explored(home=home, sources=tuple(sources), samples=tuple(samples))

    async def _fetch(self, url: str, **meta: Any) -> Response | Failure:
        """Requests a URL; returns the response, or a Failure with the reason why there is none.

        `meta` is added to the meta of the request. A line on stderr tells the user of each request.
        """
        if self._requests >= MOST_REQUESTS:
            return Failure(reason="too_many_requests", detail=f"more than {MOST_REQUESTS}")
        self._requests += 1
        meta = {"listing": True, **meta}
        request = Request(url, callback=NO_CALLBACK, meta=meta, dont_filter=True)
        result = await self._answer(request)
        self._tell(url, result.reason if isinstance(result, Failure) else "ok")
        return result

    def _tell(self, url: str, outcome: str) -> None:
        """Prints on stderr what came of the request for `url`, to show the progress."""
        count, shown = f"{self._requests}/{MOST_REQUESTS}", one_line(url, MAX_LINE_LENGTH)
        print(count, shown, outcome, file=sys.stderr, flush=True)

    async def _probe(self, kind: str, url: str) -> Answer | None:
        response = await self._fetch(url, **size_limit(kind))
        if isinstance(response, Failure):
            return None
        try:
            listing = await self._listing(kind, response)
        except SourceError as error:
            self._tell(url, one_line(str(error), MAX_LINE_LENGTH))
            return None
        return Answer(url=response.url, body=response.body, listing=listing)

    async def _feed_pages(self, url: str) -> Sequence[str]:
        response = await self._fetch(url)
        if isinstance(response, Failure):
            return ()
        try:
            return await self._in_worker(linked_feeds, response)
        except (SourceError, WorkerError) as error:
            self._tell(url, one_line(str(error), MAX_LINE_LENGTH))
            return ()

    async def _sample(self, url: str) -> Sample:
        response = await self._fetch(url)
        if isinstance(response, Failure):
            return Sample(url=url, result=response.reason)
        page = FetchedPage(
            url=response.url,
            requested_url=url,
            site="",
            body=response.body,
            content_type=content_type_of(response),
            fetched_at=response.meta["fetched_at"],
        )
        try:
            found = await self.pool.run(extract_in_worker, page, None, NOTHING_SEEN, ())
        except WorkerError as error:
            return Sample(url=url, result=one_line(str(error), MAX_LINE_LENGTH))
        return Sample(url=url, result=found.result)


def _chosen(sources: Sequence[FoundSource]) -> list[str]:
    """The URLs of at most SAMPLES articles: first one from each source, then a second one, etc."""
    urls = dict.fromkeys(
        source.links[n].url for n in range(SAMPLES) for source in sources if n < len(source.links)
    )
    return list(urls)[:SAMPLES]
