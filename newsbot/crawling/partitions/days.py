"""Settles the pages of a day: merges what many files have of the day, and stores it in waves."""

import asyncio
import heapq
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from itertools import islice

from sqlalchemy import Connection

from newsbot.crawling.partitions.extracting import Extractor
from newsbot.crawling.partitions.files import NotThere
from newsbot.crawling.partitions.leasing import HeldLeases
from newsbot.crawling.partitions.parts import read_part
from newsbot.crawling.partitions.results import ROWS, NotWhole
from newsbot.crawling.partitions.rows import PlacedRead
from newsbot.crawling.waves.cutting import WAVE
from newsbot.crawling.waves.first import FirstRead
from newsbot.crawling.waves.loading import Loading, Wave
from newsbot.items import FetchedPage, Outcome, counted_as
from newsbot.storage.archive.day_leases import Day, DayPart
from newsbot.storage.connection.retry import with_retries

# How many rows are in memory if a day has many files: for each file the same number, at least
# FEWEST_ROWS.
ROWS_IN_ALL = 4096
FEWEST_ROWS = 16

TO_DO = ". Put it back, or have its WARC file extracted again: scrapy archive run --retry"

Row = tuple[int, PlacedRead]
"""The id of a file, and a page in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySettling:
    """Settles the pages of days that this run has leased."""

    extractor: Extractor
    loading: Loading
    leases: HeldLeases

    async def settle(self, day: Day, tick: Callable[[Counter[str]], None]) -> None:
        """Stores the pages of a day that are not settled yet.

        After each group of waves, `tick` gets the number of pages with each outcome.

        Raises:
            LeaseGone: another run may have taken over the day.
            FileError: a results file, or a file of the archive, cannot be read now.
            DatabaseError: the database failed for good.
        """
        settled = Counter({part.partition_id: part.settled for part in day.parts})
        with closing(rows_of(day)) as rows:
            await self._settle_rows(day, rows, settled, tick)
        await asyncio.to_thread(with_retries, partial(self.leases.rows.days.finish, day.day))
        self.leases.drop(day.day)

    async def _settle_rows(
        self,
        day: Day,
        rows: Iterator[Row],
        settled: Counter[int],
        tick: Callable[[Counter[str]], None],
    ) -> None:
        """Stores the rows. `settled` has how many pages of each file are settled, and grows."""
        began = time.monotonic()
        places: dict[int, Row] = {}

        async def next_wave() -> list[FirstRead]:
            wave = await asyncio.to_thread(_next_wave, rows)
            places.update({id(placed.read): (file, placed) for file, placed in wave})
            return [placed.read for _, placed in wave]

        async def page_of(first: FirstRead) -> FetchedPage:
            _, found = places[id(first)]
            return await self.extractor.page_again(first, found.file, found.place)

        self.loading.require = partial(self.leases.require, day.day)

        def note(
            waves: Sequence[Wave], connection: Connection, outcomes: Sequence[Outcome]
        ) -> bool:
            further = Counter(places[id(read)][0] for wave in waves for read in wave)
            counts, seconds = Counter(map(counted_as, outcomes)), time.monotonic() - began
            days = self.leases.rows.days
            return days.add_settled(connection, day.day, settled + further, counts, seconds)

        async for waves, outcomes in self.loading.settle(next_wave, page_of, note):
            settled.update(places.pop(id(read))[0] for wave in waves for read in wave)
            began = time.monotonic()
            tick(Counter(map(counted_as, outcomes)))


def rows_of(day: Day) -> Generator[Row, None, None]:
    """Yields the pages of a day that are not settled, from all files, in the order of settling."""
    rows = max(FEWEST_ROWS, min(ROWS, ROWS_IN_ALL // max(len(day.parts), 1)))
    with ExitStack() as stack:
        streams = [stack.enter_context(closing(_rows_of(part, rows))) for part in day.parts]
        yield from heapq.merge(*streams, key=lambda row: row[1].order)


def _rows_of(part: DayPart, rows: int) -> Generator[Row, None, None]:
    try:
        for placed in read_part(part, rows):
            yield part.partition_id, placed
    except (NotThere, NotWhole) as error:
        raise type(error)(f"{error}{TO_DO}") from error


def _next_wave(rows: Iterator[Row]) -> list[Row]:
    return list(islice(rows, WAVE))
