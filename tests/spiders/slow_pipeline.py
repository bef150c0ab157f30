"""A pipeline that takes its time, and counts how many items it is given at once."""

import asyncio
from typing import Any, Self

from scrapy.crawler import Crawler


class SlowPipeline:
    def __init__(self, crawler: Crawler) -> None:
        self._stats = crawler.stats
        self._now = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        self._now += 1
        self._stats.max_value("most_at_once", self._now)
        await asyncio.sleep(0.001)
        self._now -= 1
        return item
