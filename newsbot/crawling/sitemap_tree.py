"""Reads the sitemaps that a sitemap index lists, up to a limit, and yields their article links."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable

from newsbot.crawling.source_errors import source_error
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.newest import newest_first
from newsbot.errors import NewsbotError
from newsbot.items import Link

# MAX_SITEMAPS is the most sitemaps that are read for one sitemap index, and MAX_DEPTH the number of
# levels below the index that are read. The newest few sitemaps have the new articles; an index may
# list thousands of old sitemaps.
MAX_SITEMAPS = 50
MAX_DEPTH = 2


async def links_below(
    top: Listing,
    url: str,
    read: Callable[[str], Awaitable[Listing]],
    on_error: Callable[[str, str], None],
    on_left_out: Callable[[int], None],
) -> AsyncIterator[tuple[Link, ...]]:
    """The links of a source at `url`, and then the links of each sitemap below the source.

    Of the sitemaps that an index lists, the newest are read first. `top` is the source's contents.
    At most MAX_SITEMAPS sitemaps are read, at most MAX_DEPTH levels below the source. `read`
    fetches the sitemap at a URL. For each sitemap that could not be read, `on_error` is called with
    its URL and the reason. If sitemaps are left out because of the limits, `on_left_out` is called
    with their number.

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
