"""Collects a spider's requests for articles in lists, so that one query stores the links of a list.

The spider's other requests are passed on one by one.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

from scrapy import Request

from newsbot.crawling.sources.section_pages import SECTION_PAGE
from newsbot.downloading.kinds import link_of

# The maximum number of links that are stored in one query. A sitemap may have 50 000 links. They
# are stored in several queries, so that other work can go on in between, e.g. downloads.
GROUP_SIZE = 100


def is_named(each: Any) -> bool:
    """Whether `each` is a request for an article that a person named, e.g. as an argument."""
    return is_of_article(each) and bool(each.meta.get("always"))


def is_offered(each: Any) -> bool:
    """Whether `each` is a request for an article that is to be fetched only if it is due."""
    return is_of_article(each) and not each.meta.get("always")


def is_of_article(each: Any) -> bool:
    """Whether `each` is a request for an article."""
    return isinstance(each, Request) and link_of(each) is not None


def is_next_page(each: Any) -> bool:
    """Whether `each` is a request for the page that follows a section page."""
    return isinstance(each, Request) and SECTION_PAGE in each.meta


async def groups(
    stream: AsyncIterator[Any], belongs: Callable[[Any], bool]
) -> AsyncIterator[list[Any]]:
    """Yields the items of a stream in lists, in their order.

    Successive items for which `belongs` returns True are put into one list, at most GROUP_SIZE of
    them. Any other item is yielded in a list of its own.
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
