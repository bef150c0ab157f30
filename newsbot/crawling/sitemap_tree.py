"""Reads the sitemaps that a sitemap index lists, up to a limit, and yields their article links."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

from newsbot.crawling.source_errors import source_error
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.newest import newest_first
from newsbot.errors import NewsbotError
from newsbot.items import Link

# The limits for one sitemap index: at most MAX_SITEMAPS of its sitemaps are read, and those that
# are more than MAX_DEPTH levels below the index are not read. An index may list thousands of
# sitemaps, but new articles are in the newest few.
MAX_SITEMAPS = 50
MAX_DEPTH = 2


async def links_below(
    top: Listing,
    url: str,
    read: Callable[[str], Awaitable[Listing]],
    on_error: Callable[[str, str], None],
    on_left_out: Callable[[int], None],
) -> AsyncIterator[tuple[Link, ...]]:
    """The links of a source, and then the links of each sitemap below it.

    At most MAX_SITEMAPS sitemaps are read, at most MAX_DEPTH levels below the source. Of the
    sitemaps that an index lists, the newest are read first.

    Args:
        top: the contents of the source.
        url: the URL of the source.
        read: fetches and parses the sitemap at a URL.
        on_error: called for each sitemap that could not be read, with its URL and the reason.
        on_left_out: called with the number of sitemaps that are left out because of the limits, if
            there are any.

    Raises:
        SourceError: sitemaps are listed, and none of them could be read.
    """
    yield top.links
    known = {url}
    waiting = deque((1, child) for child in _unknown(top, known))
    fetched = failed = left_out = 0
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
        below = _unknown(sitemap, known)
        if depth < MAX_DEPTH:
            waiting.extend((depth + 1, each) for each in below)
        else:
            left_out += len(below)
    if waiting or left_out:
        on_left_out(len(waiting) + left_out)
    if fetched and failed == fetched:
        raise source_error("children_failed", "sitemap", count=fetched)


def _unknown(index: Listing, known: set[str]) -> list[ChildSitemap]:
    """The sitemaps of an index that are not in `known`, newest first; adds them to `known`."""
    found = [child for child in newest_first(index.children) if child.url not in known]
    known.update(child.url for child in found)
    return found
