"""Counts how often the blocks (paragraphs) of a page recur on stored articles of the same site.

A block that recurs in many articles of a site is boilerplate. The blocks of a page are searched in
those articles of the site that were fetched nearest to the page in time. So an old page that comes
from an archive is compared with articles of its own time.

For two pages that are fetched shortly after each other, the nearest articles are almost the same.
So these articles are read once, and are kept in memory. Afterwards only articles are read that were
stored since.
"""

import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Row, text

from newsbot.extraction.page.boilerplate import count_blocks
from newsbot.items import SiteBlocks
from newsbot.urls import url_key

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
# To find blocks that recur on a site, the hashes of blocks of its articles are kept in memory. This
# is the maximum number of sites for which this is done. Together they take at most 26 MB.
MOST_SITES = 200
# The number of seconds for which the blocks of a site's articles are kept in memory before they are
# read again. If another process deletes an article meanwhile, its blocks are still counted.
KEPT_S = 60
# To find paragraphs that recur on a site, each new page is compared with the articles of the site.
# These are kept in memory. To add articles that were stored lately, the database is read before a
# comparison, but not more often than once in FRESH_S seconds. So a page may not be compared with
# the articles of these seconds. This does no harm: pages that are extracted at the same time are
# not compared with each other either.
FRESH_S = 0.5
# The highest value of the type bigint. The query `_NEW` reads the articles with higher ids than a
# given one, and the highest id of all articles. With this value, it reads only the highest id.
NONE_ABOVE = 2**63 - 1


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


class Page(Protocol):
    """A page whose blocks (paragraphs) are searched for on other pages of its site."""

    @property
    def url(self) -> str:
        """The URL of the page."""

    @property
    def site(self) -> str:
        """The key of the page's site."""

    @property
    def fetched_at(self) -> datetime:
        """The moment of the fetch."""


class SiteWindows:
    """Counts how often the blocks (paragraphs) of pages recur on stored articles of the same site.

    Only one thread at a time may use an object of this class.

    Args:
        engine: the database.
        kept_s: the number of seconds for which the articles of a site are kept in memory.
        fresh_s: after a query for newly stored articles, the next one is sent only after this many
            seconds.
    """

    def __init__(self, engine: Engine, kept_s: float = KEPT_S, fresh_s: float = FRESH_S) -> None:
        self._engine = engine
        self._kept_s = kept_s
        self._fresh_s = fresh_s
        self._asked_at = -fresh_s
        self._windows: dict[str, Window] = {}
        self._waiting: dict[str, list[StoredBlocks]] = {}
        self._newest = 0

    def read(self, pages: Sequence[Page]) -> list[SiteBlocks]:
        """For each page, counts how many other articles of its site have each block (paragraph).

        Only some articles of the site are searched: the NEAREST ones, by time of fetching. If the
        page itself is stored as an article, this article is left out.
        """
        self._forget_old()
        with self._engine.connect() as connection:
            self._add_new(connection)
            missing = {page.site: page for page in pages if page.site not in self._windows}
            self._read_windows(connection, list(missing.values()))
            return [self._around(connection, page) for page in pages]

    def _forget_old(self) -> None:
        now = time.monotonic()
        living = [(site, each) for site, each in self._windows.items() if now < each.until]
        self._windows = dict(living[-MOST_SITES:])

    def _add_new(self, connection: Connection) -> None:
        if time.monotonic() < self._asked_at + self._fresh_s:
            return
        self._asked_at = time.monotonic()
        newest = self._newest if self._windows else NONE_ABOVE
        asked = {"newest": newest, "sites": list(self._windows)}
        for row in connection.execute(_NEW, asked).all():
            self._newest = row.newest
            if row.site is not None:
                self._add(row.site, _stored(row))

    def _around(self, connection: Connection, page: Page) -> SiteBlocks:
        own = url_key(page.url)
        found = self._windows[page.site].nearest(page.fetched_at, own)
        if found is None:
            self._read_windows(connection, [page])
            found = self._windows[page.site].nearest(page.fetched_at, own)
        if found is None:
            raise LookupError(f"the articles of {page.site} around {page.url} were not read")
        # It becomes the last one: the site that was asked for last.
        self._windows[page.site] = self._windows.pop(page.site)
        return count_blocks(
            [each.keys for each in found if not each.is_reprint],
            [each.keys for each in found if each.is_reprint],
        )

    def _read_windows(self, connection: Connection, pages: Sequence[Page]) -> None:
        """Reads the articles of some sites around a page of each, and those not stored yet."""
        if not pages:
            return
        until = time.monotonic() + self._kept_s
        asked = {
            "sites": [page.site for page in pages],
            "moments": [page.fetched_at for page in pages],
            "reach": REACH,
        }
        found: dict[str, list[StoredBlocks]] = {page.site: [] for page in pages}
        for row in connection.execute(_AROUND, asked):
            found[row.site].append(_stored(row))
        for page in pages:
            articles = sorted(found[page.site], key=_PLACE)
            before = bisect_right(articles, page.fetched_at, key=_MOMENT)
            window = self._windows[page.site] = Window(
                articles,
                is_first=before < REACH,
                is_last=len(articles) - before < REACH,
                until=until,
            )
            for each in self._waiting.get(page.site, ()):
                window.add(each)
            window.trim(page.fetched_at)

    def add(self, site: str, blocks: StoredBlocks) -> None:
        """Adds an article that this process is about to store, as if it were stored."""
        self._waiting.setdefault(site, []).append(blocks)
        if site in self._windows:
            self._add(site, blocks)

    def _add(self, site: str, blocks: StoredBlocks) -> None:
        self._windows[site].add(blocks)
        self._windows[site].trim(blocks.fetched_at)

    def keep_waiting(self) -> None:
        """Tells that the articles of `add` are stored now, and are the newest ones."""
        ids = (each.article_id for waiting in self._waiting.values() for each in waiting)
        self._newest = max(ids, default=self._newest)
        self._waiting.clear()

    def renew(self) -> None:
        """Forgets the articles of `add` that are not stored. The next `read` reads what is new."""
        self._asked_at = -self._fresh_s
        if self._waiting:
            self.clear()

    def clear(self) -> None:
        """Forgets all articles, so that `read` reads them again."""
        self._waiting.clear()
        self._windows.clear()


def _stored(row: Row[Any]) -> StoredBlocks:
    return StoredBlocks(
        fetched_at=row.fetched_at,
        article_id=row.article_id,
        url_key=row.url_key,
        keys=array("q", row.keys),
        is_reprint=row.is_reprint,
    )


def _without(own: bytes, articles: Iterable[StoredBlocks]) -> list[StoredBlocks]:
    return [each for each in articles if each.url_key != own][:NEAREST]


_SHOWN = "b.article_id, b.fetched_at, b.keys, b.is_reprint, a.url_key"
# Selects the articles that were stored since the last such query, by their ids: those above the
# highest id that was read so far. None is missed, because only one transaction at a time stores
# articles. So an article that is committed later has a higher id.
_NEW = text(f"""
    SELECT stored.newest, site.key AS site, {_SHOWN}
    FROM (SELECT coalesce(max(article_id), 0) AS newest FROM newsbot.article_blocks) AS stored
    LEFT JOIN (
        newsbot.article_blocks AS b
        JOIN newsbot.articles AS a ON a.id = b.article_id
        JOIN newsbot.sites AS site ON site.id = b.site_id
    ) ON b.article_id > :newest AND site.key = ANY(CAST(:sites AS text[]))
""")  # noqa: S608 - names of columns
_AROUND = text(f"""
    SELECT site.key AS site, {_SHOWN}
    FROM unnest(CAST(:sites AS text[]), CAST(:moments AS timestamptz[])) AS asked (key, moment)
    JOIN newsbot.sites AS site USING (key)
    CROSS JOIN LATERAL (
        (
            SELECT * FROM newsbot.article_blocks AS before
            WHERE before.site_id = site.id AND before.fetched_at <= asked.moment
            ORDER BY before.fetched_at DESC, before.article_id DESC LIMIT :reach
        )
        UNION ALL
        (
            SELECT * FROM newsbot.article_blocks AS later
            WHERE later.site_id = site.id AND later.fetched_at > asked.moment
            ORDER BY later.fetched_at, later.article_id LIMIT :reach
        )
    ) AS b
    JOIN newsbot.articles AS a ON a.id = b.article_id
""")  # noqa: S608 - names of columns
