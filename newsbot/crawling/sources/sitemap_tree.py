"""Reads the sitemaps that a sitemap index lists, up to a limit, and yields their article links."""

import heapq
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol

from newsbot.crawling.source_errors import source_error
from newsbot.discovery.listing import ChildSitemap, Listing
from newsbot.discovery.newest import Basis, newest_first
from newsbot.errors import NewsbotError
from newsbot.items import Link

# MAX_SITEMAPS is the maximum number of sitemaps that are read for one sitemap index. An index may
# list thousands, but new articles are in the newest few. An index may also list other indexes.
# Sitemaps that are more than MAX_DEPTH levels below the first index are not read.
MAX_SITEMAPS = 50
MAX_DEPTH = 2
TOO_DEEP = f"they lie more than {MAX_DEPTH} levels below the source"
# By what sitemaps were sorted → the words of a log message that say which of too many were read.
CHOSEN: dict[Basis, str] = {
    "stated dates": "those with the latest dates were",
    "dates in names": "those with the latest dates in their names were",
    "numbers in names": "those with the highest numbers in their names were, newest or not",
    "order of the index": "the last ones in the index were, newest or not",
}


class Sitemaps(Protocol):
    """An object that reads sitemaps for `links_below`.

    `index` is the URL of the sitemap index that lists a sitemap; None stands for the source.
    """

    async def read(self, child: ChildSitemap, index: str | None) -> Listing:
        """The contents of a sitemap; raises NewsbotError if it could not be read."""

    def failed(self, child: ChildSitemap, index: str | None, why: str) -> None:
        """Takes note of a sitemap that could not be read, and of the reason."""

    def left_out(self, index: str | None, count: int, why: str) -> None:
        """Takes note of how many sitemaps of an index were left out, and of the reason."""


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    rank: int
    """Sitemaps with a lower number are read first. It is the position of the sitemap in the index
    that lists it, plus the `rank` of this index. So the newest sitemaps of all indexes come
    first."""
    number: int
    depth: int
    child: ChildSitemap
    index: str | None
    basis: Basis


async def links_below(
    top: Listing, url: str, sitemaps: Sitemaps
) -> AsyncIterator[tuple[str, tuple[Link, ...]]]:
    """Yields the URL of a source with the links in it, and then those of each sitemap below it.

    At most MAX_SITEMAPS sitemaps are read, and none more than MAX_DEPTH levels below the source.
    The newest are read first.

    Args:
        top: the contents of the source.
        url: the URL of the source.
        sitemaps: reads the sitemaps below the source, and takes note of what could not be read.

    Raises:
        SourceError: sitemaps are listed, and none of them could be read.
    """
    yield url, top.links
    known = {url}
    waiting = list(_below(top, None, known))
    fetched = failed = 0
    while waiting and fetched < MAX_SITEMAPS:
        each = heapq.heappop(waiting)
        fetched += 1
        try:
            sitemap = await sitemaps.read(each.child, each.index)
        except NewsbotError as error:
            failed += 1
            sitemaps.failed(each.child, each.index, str(error))
            continue
        yield each.child.url, sitemap.links
        below = list(_below(sitemap, each, known))
        if each.depth >= MAX_DEPTH and below:
            sitemaps.left_out(each.child.url, len(below), TOO_DEEP)
        else:
            for further in below:
                heapq.heappush(waiting, further)
    for (index, basis), count in Counter((each.index, each.basis) for each in waiting).items():
        why = f"a poll reads at most {MAX_SITEMAPS}; {CHOSEN[basis]}"
        sitemaps.left_out(index, count, why)
    if fetched and failed == fetched:
        raise source_error("children_failed", "sitemap", count=fetched)


def _below(index: Listing, read: _Waiting | None, known: set[str]) -> Iterator[_Waiting]:
    """The sitemaps that an index lists, newest first, without those that are known already.

    Args:
        index: the contents of the index.
        read: the entry for the index, from which it was read; None if the index is the source.
        known: the URLs of the known sitemaps. Those of the index are added.
    """
    order = newest_first(index.children)
    children = [child for child in order.children if child.url not in known]
    for position, child in enumerate(children):
        known.add(child.url)
        yield _Waiting(
            rank=position + (0 if read is None else read.rank),
            number=len(known),
            depth=1 if read is None else read.depth + 1,
            child=child,
            index=None if read is None else read.child.url,
            basis=order.basis,
        )
