"""Works off the registered WARC files and their days, together with runs on other machines."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from newsbot.crawling.partitions.days import DaySettling
from newsbot.crawling.partitions.extracting import Extractor, Unreadable
from newsbot.crawling.partitions.files import FileError, delete, joined
from newsbot.crawling.partitions.leasing import HeldLeases
from newsbot.crawling.partitions.ready import find_ready
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import FileCounts
from newsbot.storage.archive.day_leases import Day
from newsbot.storage.archive.leases import LeaseGone
from newsbot.storage.archive.partition_leases import Left
from newsbot.storage.archive.partitions import Extraction, Partition
from newsbot.storage.connection.retry import with_retries

FILES_AT_ONCE = 2
"""How many files are extracted at the same time, by the same worker processes. While the results of
one file are sorted and written, the workers go on with the other file."""
POLL_S = 1.0
"""How long a run that finds nothing to do waits until it asks again, in seconds."""


@dataclass(slots=True, kw_only=True)
class Done:
    """What a run has done so far."""

    pages: int = 0
    """The number of pages that were extracted."""
    files: int = 0
    """The number of files that were extracted, or whose results were taken over."""
    taken: int = 0
    """The number of files whose results were taken over from a pipeline on a cluster."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many pages were settled, by outcome."""
    failures: list[str] = field(default_factory=list)
    """Why files or days failed: one line for each time."""
    damages: list[str] = field(default_factory=list)
    """Where extracted files are damaged: one line for each."""
    lost: int = 0
    """The number of files and days that another run has taken over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Extracts files and settles days until none is left, and waits for those of other runs."""

    extractor: Extractor
    days: DaySettling
    leases: HeldLeases
    results: str
    """The folder of the Parquet files, or its URL."""
    run_id: int
    without_failed: bool
    """Whether days are settled without the pages of files that failed."""
    done: Done = field(default_factory=Done)
    changed: Callable[[], None] = lambda: None
    """Called whenever `done` has changed."""

    async def run(self) -> None:
        """Works until nothing is left that can be done now.

        Raises:
            FileError: the results of a file cannot be written.
            DatabaseError: the database failed for good.
        """
        tasks = [asyncio.create_task(self._extract_all()) for _ in range(FILES_AT_ONCE)]
        tasks.append(asyncio.create_task(self._settle_all()))
        try:
            await asyncio.gather(*tasks)
        finally:
            for each in tasks:
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _extract_all(self) -> None:
        while True:
            found = await asyncio.to_thread(self.leases.claim_partition)
            if found is not None:
                await self._extract(found)
            elif not (await self._left()).files:
                return
            else:
                await asyncio.sleep(POLL_S)

    async def _settle_all(self) -> None:
        while True:
            claim = partial(self.leases.claim_day, without_failed=self.without_failed)
            day = await asyncio.to_thread(claim)
            if day is not None:
                await self._settle(day)
                continue
            left = await self._left()
            if not left.files and not left.days:
                return
            await asyncio.sleep(POLL_S)

    async def _left(self) -> Left:
        ask = partial(self.leases.rows.left, without_failed=self.without_failed)
        return await asyncio.to_thread(with_retries, ask)

    async def _extract(self, file: Partition) -> None:
        try:
            found = await self._take_ready(file) or await self._extract_now(file)
        except LeaseGone:
            self.done.lost += 1
            await asyncio.to_thread(self.leases.give_back, file.id)
        except Unreadable as error:
            self.done.failures.append(str(error))
            fail = partial(self.leases.rows.fail_partition, file.id, str(error))
            await asyncio.to_thread(with_retries, fail)
        else:
            self.done.files += 1
            if found.damage is not None:
                self.done.damages.append(found.damage)
        self.leases.drop(file.id)
        self.changed()

    async def _take_ready(self, file: Partition) -> FileCounts | None:
        """Takes over what a pipeline on a cluster has extracted from a file; None if it has not.

        Raises:
            Unreadable: there may be results, and they cannot be read now.
        """
        try:
            ready = await asyncio.to_thread(find_ready, self.results, file.url)
        except FileError as error:
            raise Unreadable(str(error)) from error
        if ready is None:
            return None
        await self._finish(file, ready.results, ready.counts)
        self.done.taken += 1
        return ready.counts

    async def _extract_now(self, file: Partition) -> FileCounts:
        out = joined(self.results, self._name_of(file))

        def tick() -> None:
            self.leases.require(file.id)
            self.done.pages += 1
            self.changed()

        try:
            found = await self.extractor.extract(file.url, out, tick)
            await self._finish(file, out, found)
        except LeaseGone:
            await asyncio.to_thread(delete, out)
            raise
        return found

    async def _finish(self, file: Partition, results: str, found: FileCounts) -> None:
        self.leases.require(file.id)
        done = Extraction(results=results, counts=found, extractor_version=EXTRACTOR_VERSION)
        finish = partial(self.leases.rows.finish_partition, file.id, done)
        await asyncio.to_thread(with_retries, finish)

    async def _settle(self, day: Day) -> None:
        def tick(counts: Counter[str]) -> None:
            self.done.counts.update(counts)
            self.changed()

        try:
            await self.days.settle(day, tick)
        except LeaseGone:
            self.done.lost += 1
            await asyncio.to_thread(self.leases.give_back, day.day)
        except FileError as error:
            self.done.failures.append(str(error))
            fail = partial(self.leases.rows.days.fail, day.day, str(error))
            await asyncio.to_thread(with_retries, fail)
        self.leases.drop(day.day)
        self.changed()

    def _name_of(self, file: Partition) -> str:
        """The name of the Parquet file. It has the run's id: no run overwrites another's file."""
        stem = PurePosixPath(file.url).name.partition(".")[0]
        return f"{file.id:08}-{stem}-{self.run_id}.parquet"
