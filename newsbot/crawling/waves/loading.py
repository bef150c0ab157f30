"""Settles waves of an archive in groups, each in one transaction.

The rows are the same as if each wave were settled for itself, as `settling` does. What cannot be
settled in a group is settled in that way.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine

from newsbot.crawling.waves.cutting import WAVE
from newsbot.crawling.waves.first import FirstRead
from newsbot.crawling.waves.settling import (
    PageOf,
    ReadKnown,
    Settling,
    known_fingerprints,
    look_up_wave,
    read_settled,
)
from newsbot.errors import RowRefused
from newsbot.items import Outcome
from newsbot.revisits import Revisits
from newsbot.storage.articles.blocks.known_pages import KnownPages
from newsbot.storage.articles.blocks.site_windows import SiteWindows
from newsbot.storage.articles.loading.group import PageGroup
from newsbot.storage.articles.loading.storing import GroupStore
from newsbot.storage.articles.storing import Note
from newsbot.storage.connection.failures import FAILED
from newsbot.storage.connection.retry import attempt

logger = logging.getLogger(__name__)

MOST_PAGES = 1000
"""The number of pages in a group. A larger group saves little more, and holds the lock longer."""

# No group takes longer. What others store meanwhile is read at the beginning of the next one.
A_GROUP_S = 1e9

Wave = Sequence[FirstRead]
NextWave = Callable[[], Awaitable[Wave]]
"""A function that returns the next wave; an empty one if there is none."""
NoteWaves = Callable[[Sequence[Wave], Connection, Sequence[Outcome]], bool]
"""A function that writes, in the transaction that stores waves, that they are stored.

It gets the waves, the transaction, and the outcomes of the pages. The result is that of a
`newsbot.storage.articles.storing.Note`.
"""


@dataclass(slots=True, kw_only=True)
class Loading:
    """Settles the waves of an archive in groups. Only one call of `settle` at a time is allowed.

    If others store something while a group is decided about, the group is settled wave by wave, and
    the next groups are smaller for a while.
    """

    settling: Settling
    read_known: ReadKnown
    """Like that of `settling`, but with the blocks in `windows`."""
    windows: SiteWindows
    begin: Callable[[], PageGroup]
    """Begins a group, which uses `windows`."""
    store: GroupStore
    require: Callable[[], None] = lambda: None
    """Raises an error if nothing may be stored any more."""
    most_pages: int = MOST_PAGES

    @classmethod
    def of(
        cls, engine: Engine, settling: Settling, run_id: int | None, revisits: Revisits
    ) -> "Loading":
        """Loads into a database, for a run."""
        windows = SiteWindows(engine, fresh_s=A_GROUP_S)
        return cls(
            settling=settling,
            read_known=KnownPages(engine, windows).read,
            windows=windows,
            begin=partial(PageGroup, engine, windows),
            store=GroupStore(engine, run_id, revisits),
        )

    async def settle(
        self, next_wave: NextWave, page_of: PageOf, note: NoteWaves = lambda *_: True
    ) -> AsyncIterator[tuple[Sequence[Wave], Sequence[Outcome]]]:
        """Stores the pages of all waves. Yields the waves stored together, and the outcomes."""
        wave = await next_wave()
        while wave:
            waves, group, wave = await self._collect(wave, next_wave, page_of)
            self.require()
            outcomes = None
            if group is not None:
                outcomes = await asyncio.to_thread(self._store, group, partial(note, waves))
            if outcomes is not None:
                self.most_pages = min(2 * self.most_pages, MOST_PAGES)
                yield waves, outcomes
                continue
            self.windows.clear()
            self.most_pages = max(self.most_pages // 2, WAVE)
            for each in waves:
                self.require()
                outcomes = await self.settling.settle(each, page_of, partial(note, [each]))
                yield [each], outcomes

    async def _collect(
        self, wave: Wave, next_wave: NextWave, page_of: PageOf
    ) -> tuple[list[Wave], PageGroup | None, Wave]:
        """The waves of a group, the group, and the first wave that does not belong to it.

        The group is None if its waves must be settled one by one.
        """
        self.windows.renew()
        waves: list[Wave] = []
        try:
            group = await asyncio.to_thread(attempt, self.begin)
            while wave and not group.is_over and group.pages < self.most_pages:
                if not await self._add(group, wave, page_of):
                    break
                waves.append(wave)
                wave = await next_wave()
        except (RowRefused, *FAILED) as error:
            logger.debug("A group of waves is settled wave by wave: %s", error)
            return [*waves, wave], None, await next_wave()
        return waves, group, wave

    async def _add(self, group: PageGroup, wave: Wave, page_of: PageOf) -> bool:
        if group.is_related([each.result for each in wave]):
            return False
        read = await read_settled(self.settling.reading, self.read_known, wave, page_of)
        prints = known_fingerprints(wave)
        items = await asyncio.to_thread(look_up_wave, group.look_up, read, prints)
        return await asyncio.to_thread(attempt, partial(group.add, items))

    def _store(self, group: PageGroup, note: Note) -> list[Outcome] | None:
        """The outcomes of a group's pages; None if its waves must be settled one by one.

        A transaction that fails is not tried again with so many pages: it may have taken too long.
        """
        try:
            outcomes = attempt(partial(self.store.store, group, note))
        except (RowRefused, *FAILED) as error:
            logger.debug("A group of waves is settled wave by wave: %s", error)
            return None
        if outcomes is not None:
            self.windows.keep_waiting()
        return outcomes
