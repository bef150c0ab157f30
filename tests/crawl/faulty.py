"""Spiders and a pipeline with a bug each, for crawls that must not pass as good ones."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response


class BrokenCallback(Spider):
    name = "broken_callback"
    url: str

    async def start(self) -> AsyncIterator[Request]:
        yield Request(self.url)

    def parse(self, response: Response) -> Iterator[Any]:
        raise ZeroDivisionError
        yield


class BrokenStart(Spider):
    name = "broken_start"

    async def start(self) -> AsyncIterator[Request]:
        raise ZeroDivisionError
        yield


class BrokenClose:
    """A pipeline that fails when it is closed."""

    def process_item(self, item: Any) -> Any:
        return item

    def close_spider(self) -> None:
        raise ZeroDivisionError


class BrokenItems:
    """A pipeline that fails with each item."""

    def process_item(self, item: Any) -> Any:
        raise ZeroDivisionError
