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
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Row, text

from newsbot.extraction.page.boilerplate import count_blocks
from newsbot.items import SiteBlocks
from newsbot.storage.articles.blocks.window import REACH, StoredBlocks, Window
from newsbot.urls import url_key

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
            window = Window.around(page.fetched_at, found[page.site], until)
            self._windows[page.site] = window
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
