"""Decides when a backfill stops following "Older posts", because the pages repeat the same links.

Some sites answer each number in "?page=7" with the same page, on which only a teaser changes. A
backfill (a crawl for articles of the past) would read such pages up to the limit.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from newsbot.discovery.listing import Listing
from newsbot.items import BackfillPage

FEW_NEW, FEW_NEW_SHARE = 1, 0.1
"""A page is barren if at most FEW_NEW of its links, or less than FEW_NEW_SHARE of them, were not on
the pages before it. Beside the articles of an archive, pages often show 20 to 40 links that are the
same on each page, so a larger share would end archives that go on."""
MAX_BARREN = 5
"""After this many barren pages in a row, the next page is not read."""

Chain = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Walk:
    """The pages that were read one after the other by following "Older posts"."""

    seen: AbstractSet[int]
    """Hashes of the URLs of all links on these pages."""
    barren: int = 0
    """The number of barren pages in a row, up to the present page."""

    def after(self, links: AbstractSet[int]) -> "_Walk":
        """The pages with one further page, whose links have the hashes `links`."""
        is_barren = _is_barren(len(links - self.seen), len(links))
        return _Walk(seen=self.seen | links, barren=self.barren + 1 if is_barren else 0)


@dataclass(slots=True)
class Walks:
    """Remembers which links a run has found on the pages of each archive that it reads.

    Nothing of it is stored. After a restart, a run reads at most MAX_BARREN more of the pages that
    repeat the same links.
    """

    _walks: dict[Chain, _Walk] = field(default_factory=dict)

    def goes_on(self, page: BackfillPage, listing: Listing) -> bool:
        """Whether to read the page after an archive page, if there is one.

        It must be called once for each page that was read; `listing` has the links of the page.
        """
        chain = (page.source_url, page.depth, page.place, page.begins_at, page.ends_at)
        before = self._walks.pop(chain, None) if page.number > 1 else None
        if listing.next_page is None:
            return True
        found = {hash(link.url) for link in listing.links}
        walk = _Walk(seen=found) if before is None else before.after(found)
        if walk.barren == MAX_BARREN:
            return False
        self._walks[chain] = walk
        return True


def _is_barren(new: int, links: int) -> bool:
    """Whether too few links of a page are new: `new` of `links`. Half of them are always enough."""
    return new * 2 < links and (new <= FEW_NEW or new < FEW_NEW_SHARE * links)
