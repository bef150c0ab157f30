"""Ends the reading of an archive when its next pages show the same links again.

A backfill, which looks for old articles, follows the links "Older posts" from page to page. Some
sites send the same page for "?page=7", "?page=8" and all higher numbers. Without this module, a
backfill would read such pages up to a limit of some hundred.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from newsbot.discovery.listing import Listing
from newsbot.items import BackfillPage

FEW_NEW, FEW_NEW_SHARE = 1, 0.1
"""A page with links to older articles counts as barren, i.e. as one without new articles, if at
most FEW_NEW of its links, or less than the share FEW_NEW_SHARE of them, are new. A link is new if
no page read before had it. On many sites, all such pages have the same 20 to 40 links, e.g. those
of a menu. So even a page with 10 new articles may have a share of new links of only 0.2 (10 of 50).
Such a page must not count as barren, so FEW_NEW_SHARE is lower than 0.2."""
MAX_BARREN = 5
"""When a crawl reads pages of older articles one after the other ("Older posts"), it stops after
this many barren pages in a row. A page is barren if it has almost no new links."""

Chain = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Walk:
    """The pages of one archive that were read one after the other by following "Older posts"."""

    seen: AbstractSet[int]
    """Hashes of the URLs of all links on the pages that were read."""
    barren: int = 0
    """How many of the last pages, in a row, were barren, i.e. had almost no new links."""

    def after(self, links: AbstractSet[int]) -> "_Walk":
        """The state of this walk through an archive after one more of its pages was read.

        `links` are the hashes of the links on this page.
        """
        is_barren = _is_barren(len(links - self.seen), len(links))
        return _Walk(seen=self.seen | links, barren=self.barren + 1 if is_barren else 0)


@dataclass(slots=True)
class Walks:
    """Remembers the links on the pages that list a site's older articles.

    Some sites have a next page ("Older posts") without end, and repeat the same links on these
    pages. By the remembered links, a crawl notices this, and reads no further page. The links are
    kept only in memory, so a crawl that is started again has to notice it anew.
    """

    _walks: dict[Chain, _Walk] = field(default_factory=dict)

    def goes_on(self, page: BackfillPage, listing: Listing) -> bool:
        """Whether a backfill follows the link "Older posts" of a page that lists old articles.

        The result is False after MAX_BARREN pages in a row that had hardly any new links. This
        method counts these pages itself, so it must be called exactly once for each page that was
        read. `listing` has the links on the page.
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
    """Whether an archive page counts as barren, because hardly any of its links are new.

    `new` is how many of the page's `links` links are new. The page is barren if at most FEW_NEW of
    its links are new, or less than the share FEW_NEW_SHARE of them. But a page is never barren if
    at least half of its links are new, however few links it has.
    """
    return new * 2 < links and (new <= FEW_NEW or new < FEW_NEW_SHARE * links)
