"""The articles of one site that were fetched between two moments, kept in memory with their blocks.

See `newsbot.storage.articles.blocks.site_windows`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from array import array

# How many articles of a site are searched for the blocks (paragraphs) of a page. They are the
# articles that were fetched nearest to the page in time. A block that occurs in at least three of
# the 64 articles (about a twentieth) is probably boilerplate.
NEAREST = 64
# To find the boilerplate of a page, the NEAREST articles that were fetched at about the same time
# are read. The next page may have been fetched a little earlier or later. To have its articles in
# memory too, more than NEAREST are read at once: up to REACH that were fetched before the page, and
# up to REACH that were fetched after it.
REACH = NEAREST + 32
# MOST_ARTICLES is the maximum number of articles of one site that are kept in memory. When there
# are more, only LEFT are kept: the nearest ones to the page or article that was handled last. The
# blocks (paragraphs) of an article take about 500 bytes.
MOST_ARTICLES, LEFT = 2 * REACH + 64, 2 * REACH


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBlocks:
    """The blocks (paragraphs) of one stored article."""

    fetched_at: datetime
    article_id: int
    url_key: bytes
    """The key of the article's URL, from newsbot.urls.url_key."""
    keys: "array[int]"
    """The hashes of the article's blocks (paragraphs), made by
    newsbot.extraction.page.boilerplate.block_key."""
    is_reprint: bool
    """Whether the article is a copy of an older article of the same site."""


_MOMENT, _PLACE = attrgetter("fetched_at"), attrgetter("fetched_at", "article_id")


@dataclass(slots=True)
class Window:
    """All articles of one site that were fetched between two moments, in the order of fetching.

    They are kept in memory, to be searched for the blocks (paragraphs) of pages.
    """

    articles: list[StoredBlocks]
    is_first: bool
    """Whether the window has the first article of its site, i.e. the one fetched before all
    others."""
    is_last: bool
    """Whether the window, a part of the site's articles in the order of their fetches, includes the
    article that was fetched last."""
    until: float
    """When the window expires, by `time.monotonic`: then its articles are read from the database
    again."""

    @classmethod
    def around(cls, moment: datetime, articles: Iterable[StoredBlocks], until: float) -> Self:
        """A window of the REACH articles before `moment` and after it, or of all that there are."""
        in_order = sorted(articles, key=_PLACE)
        before = bisect_right(in_order, moment, key=_MOMENT)
        return cls(
            in_order,
            is_first=before < REACH,
            is_last=len(in_order) - before < REACH,
            until=until,
        )

    def add(self, new: StoredBlocks) -> None:
        """Adds an article that was stored after the window was read from the database.

        The window has the articles of a site that were fetched between two moments, in the order of
        their fetches. The new article is added only if it was fetched between the first and the
        last of these articles. There are two exceptions. If the window has the very first article
        of the site, the new one may be earlier. If the window has the very last one, the new one
        may be later. An article that is in the window already is not added again.
        """
        place = bisect_left(self.articles, _PLACE(new), key=_PLACE)
        is_known = place < len(self.articles) and self.articles[place].article_id == new.article_id
        is_outside = (place == 0 and not self.is_first) or (
            place == len(self.articles) and not self.is_last
        )
        if not is_known and not is_outside:
            self.articles.insert(place, new)

    def trim(self, moment: datetime) -> None:
        """Keeps only LEFT articles around `moment` if there are more than MOST_ARTICLES."""
        if len(self.articles) <= MOST_ARTICLES:
            return
        place = bisect_right(self.articles, moment, key=_MOMENT)
        first = max(0, min(place - REACH, len(self.articles) - LEFT))
        self.is_first &= first == 0
        self.is_last &= first + LEFT == len(self.articles)
        self.articles = self.articles[first : first + LEFT]

    def nearest(self, moment: datetime, own: bytes) -> list[StoredBlocks] | None:
        """The NEAREST articles that were fetched closest to `moment`, the closest first.

        `own` is the `url_key` of an article that is left out. The result is None if some of the
        articles may not be in memory, i.e. in this window. Then they must be read from the
        database.
        """
        place = bisect_right(self.articles, moment, key=_MOMENT)
        before = _without(own, reversed(self.articles[max(0, place - NEAREST - 1) : place]))
        after = _without(own, self.articles[place : place + NEAREST + 1])
        if len(before) < NEAREST and not self.is_first:
            return None
        if len(after) < NEAREST and not self.is_last:
            return None
        either = before + after
        if after:
            either.sort(key=lambda each: (abs(each.fetched_at - moment), -each.article_id))
        return either[:NEAREST]


def _without(own: bytes, articles: Iterable[StoredBlocks]) -> list[StoredBlocks]:
    return [each for each in articles if each.url_key != own][:NEAREST]
