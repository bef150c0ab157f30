"""Takes requests together, so that one query to the database serves many of them."""

from collections.abc import AsyncIterator, Callable
from typing import Any

# The most links in one query: downloads go on between the queries for a sitemap of 50 000 links.
GROUP_SIZE = 100


async def groups_of(
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
