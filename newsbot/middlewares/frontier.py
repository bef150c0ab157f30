"""Asks the frontier which of a spider's article links are to be fetched.

The request meta that it reads is described in newsbot.spiders.base.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector

from newsbot.items import Link
from newsbot.sites.registry import Source
from newsbot.storage.engine import connect
from newsbot.storage.frontier import Frontier, Offer
from newsbot.storage.retry import with_retries

# A sitemap may list 50 000 links; they are asked about in groups.
GROUP_SIZE = 500


class FrontierMiddleware:
    """Drops links that are done, and adds those that earlier runs left undone."""

    def __init__(self, crawler: Crawler, frontier: Frontier, stats: StatsCollector) -> None:
        self._crawler = crawler
        self._frontier = frontier
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connects to the crawler's database."""
        engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
        return cls(crawler, Frontier(engine), crawler.stats)

    async def process_start(self, start: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """After each source what earlier runs learned from it and did not finish."""
        async for each in start:
            yield each
            source = each.meta.get("source") if isinstance(each, Request) else None
            if source is not None:
                for link, site in await self._ask(partial(self._frontier.pending, source.url)):
                    yield self._article_request(link, site, source)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Everything but those article links that are done."""
        group: list[Request] = []
        async for each in result:
            if not isinstance(each, Request) or "link" not in each.meta or each.meta.get("always"):
                yield each
                continue
            group.append(each)
            if len(group) == GROUP_SIZE:
                for request in await self._wanted(group, response):
                    yield request
                group = []
        for request in await self._wanted(group, response):
            yield request

    async def _wanted(self, group: Sequence[Request], response: Response) -> list[Request]:
        if not group:
            return []
        source: Source = response.meta["source"]
        offers = [
            Offer(
                link=request.meta["link"],
                site=request.meta["site"],
                source_url=source.url,
                source_kind=source.kind,
            )
            for request in group
        ]
        answers = await self._ask(partial(self._frontier.offer, offers))
        self._stats.inc_value("newsbot/links_offered", len(group))
        self._stats.inc_value("newsbot/links_done", answers.count(False))
        return [request for request, wanted in zip(group, answers, strict=True) if wanted]

    def _article_request(self, link: Link, site: str, source: Source) -> Request:
        spider: Any = self._crawler.spider
        request: Request = spider.article_request(link, site, source.url)
        return request

    async def _ask(self, question: Any) -> Any:
        return await asyncio.to_thread(with_retries, question)
