"""Reads pages of an archive in waves, for the item pipeline that extracts articles."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from newsbot.crawling.page_reading import PageReading
from newsbot.crawling.waves.first import FirstRead, read_first
from newsbot.crawling.waves.settling import ReadKnown, known_fingerprints, read_settled
from newsbot.crawling.waves.stages import Waves
from newsbot.errors import NotSettled
from newsbot.items import Article, FetchedPage, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page, and what was read on it with nothing known of its site."""

    page: FetchedPage
    first: FirstRead


class WaveReading:
    """Extracts articles from the pages of an archive, wave by wave.

    Args:
        reading: extracts pages in worker processes.
        read_known: tells what is known of pages and their sites.
        waves: the waves of the crawl. The first stage is added to them.
        at_once: how many pages may wait for worker processes, or be there, at a time. Pages that
            are read again do not count: they need not wait behind many others.
    """

    def __init__(
        self, reading: PageReading, read_known: ReadKnown, waves: Waves, at_once: int
    ) -> None:
        self._reading = reading
        self._read_known = read_known
        self._waves = waves
        self._stage = waves.stage(self._settled)
        self._room = asyncio.Semaphore(at_once)

    async def read(self, page: FetchedPage) -> Article | Rejection:
        """The article on `page`, or why there is none, when all pages of its wave are read.

        Raises:
            NotSettled: the crawl ends before the page is stored.
            DatabaseError: the database failed for good.
        """
        async with self._room:
            if not self._waves.is_running():
                raise NotSettled("the crawl ends before the page is read")
            first = await read_first(self._reading, page, page.url)
        found: Article | Rejection = await self._waves.pass_first(
            page, _Page(page=page, first=first)
        )
        return found

    async def _settled(self, wave: Sequence[_Page]) -> list[Article | Rejection]:
        firsts = [each.first for each in wave]
        pages = {id(each.first): each.page for each in wave}
        self._waves.fingerprints = known_fingerprints(firsts)

        async def page_of(first: FirstRead) -> FetchedPage:
            return pages[id(first)]

        return await read_settled(self._reading, self._read_known, firsts, page_of)
