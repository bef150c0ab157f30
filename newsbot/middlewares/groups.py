"""Tells requests apart that a spider yields, and makes groups of those of one kind."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from scrapy import Request

from newsbot.crawling.sources.section_pages import SECTION_PAGE

# The most links in one query: downloads go on between the queries for a sitemap of 50 000 links.
GROUP_SIZE = 100


def is_named(each: Any) -> bool:
    """Whether `each` is a request for a URL that a person named, to be fetched in any case."""
    return isinstance(each, Request) and bool(each.meta.get("always"))


def is_next_page(each: Any) -> bool:
    """Whether `each` is a request for a page that follows a section page."""
    return isinstance(each, Request) and SECTION_PAGE in each.meta


def is_offered(each: Any) -> bool:
    """Whether `each` is a request for an article that a source lists."""
    return isinstance(each, Request) and "link" in each.meta and not each.meta.get("always")


async def grouped(
    stream: AsyncIterator[Any], belongs: Callable[[Any], bool]
) -> AsyncIterator[list[Any]]:
    """Lists of up to GROUP_SIZE successive items for which `belongs` is true; others are alone."""
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
