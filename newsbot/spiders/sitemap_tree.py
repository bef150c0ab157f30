"""A sitemap index → the links of the sitemaps under it, within bounds."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

from newsbot.discovery.sitemap import ChildSitemap, Sitemap
from newsbot.errors import NewsbotError, SourceError
from newsbot.items import Link

# News is in the newest few; an archive's index may list thousands.
MAX_SITEMAPS = 50
MAX_DEPTH = 2


async def links_below(
    top: Sitemap, read: Callable[[str], Awaitable[Sitemap]], on_error: Callable[[str, str], None]
) -> AsyncIterator[tuple[Link, ...]]:
    """The links of a sitemap, then of those it lists: newest first, MAX_SITEMAPS at most.

    `read` fetches one; what it cannot read is told to `on_error` (address, why) and left out.

    Raises:
        SourceError: sitemaps are listed, and none of them could be read.
    """
    yield top.links
    waiting = deque((1, child) for child in _newest_first(top.children))
    fetched = failed = 0
    while waiting and fetched < MAX_SITEMAPS:
        depth, child = waiting.popleft()
        fetched += 1
        try:
            sitemap = await read(child.url)
        except NewsbotError as error:
            failed += 1
            on_error(child.url, str(error))
            continue
        yield sitemap.links
        if depth < MAX_DEPTH:
            waiting.extend((depth + 1, below) for below in _newest_first(sitemap.children))
    if fetched and failed == fetched:
        raise SourceError(f"none of the {fetched} sitemaps it lists could be read")


def _newest_first(children: tuple[ChildSitemap, ...]) -> list[ChildSitemap]:
    """Undated ones come last, in the index's own order."""
    earliest = datetime.min.replace(tzinfo=UTC)
    return sorted(children, key=lambda child: child.changed_at or earliest, reverse=True)
