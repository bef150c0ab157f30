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

# The maximum number of sitemaps that are read for one sitemap index. An index may list thousands,
# but new articles are in the newest few. An index may also list other indexes. For these, MAX_DEPTH
# is the limit: sitemaps more than MAX_DEPTH levels below the first index are not read.
MAX_SITEMAPS = 50
MAX_DEPTH = 2
TOO_DEEP = f"they lie more than {MAX_DEPTH} levels below the source"
# If an index lists too many sitemaps, they are sorted, and only the first ones are read. This table
# has, for each way to sort them, the end of the message in the log, as after the semicolon in "30
# sitemaps that the source lists were not read: a poll reads at most 50; those with the latest dates
# were".
CHOSEN: dict[Basis, str] = {
    "stated dates": "those with the latest dates were",
    "dates in names": "those with the latest dates in their names were",
    "numbers in names": "those with the highest numbers in their names were, newest or not",
    "order of the index": "the last ones in the index were, newest or not",
}


class Sitemaps(Protocol):
    """An interface by which `links_below` reads sitemaps, and reports those that were not read.

    In all methods, `index` is the URL of the sitemap index that lists the sitemap. It is None if
    this index is the source itself, i.e. the URL that the registry of sites names.
    """

    async def read(self, child: ChildSitemap, index: str | None) -> Listing:
        """The contents of the sitemap `child`; raises NewsbotError if it could not be read."""

    def failed(self, child: ChildSitemap, index: str | None, why: str) -> None:
        """Notes that the sitemap `child` could not be read, for the reason `why`.

        `index` is the URL of the sitemap index that lists the sitemap; None if this index is itself
        the source that is read.
        """

    def left_out(self, index: str | None, count: int, why: str) -> None:
        """Is called by `links_below` if it does not read some sitemaps of an index.

        `count` is the number of these sitemaps, and `why` the reason.
        """


@dataclass(frozen=True, slots=True, order=True)
class _Waiting:
    rank: int
    """Decides when the sitemap is read: lower numbers come first. The number is the position of the
    sitemap among those of its index, newest first, plus the `rank` of the index. So the newest
    sitemaps of all indexes are read before the older ones."""
    number: int
    depth: int
    child: ChildSitemap
    index: str | None
    basis: Basis


async def links_below(
    top: Listing, url: str, sitemaps: Sitemaps
) -> AsyncIterator[tuple[str, tuple[Link, ...]]]:
    """Yields the URL of a source with the links in it, then each sitemap's URL with its links.

    The source may list sitemaps, and such a sitemap may be an index that lists further sitemaps.
    The newest are read first. At most MAX_SITEMAPS are read, and none more than MAX_DEPTH levels
    below the source.

    Args:
        top: the contents of the source.
        url: the URL of the source.
        sitemaps: reads the sitemaps, and is told which could not be read.

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
    """The sitemaps that a sitemap index lists, newest first, without those that were listed before.

    Args:
        index: the contents of the sitemap index.
        read: the index itself, as an entry of the list of sitemaps to read. From its depth and its
            `rank` (its place in the order of reading), the depth and rank of each listed sitemap
            are computed. None if the index is the source itself.
        known: the URLs of the sitemaps that were listed before. This function adds the URLs that it
            yields.
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
