"""Lets the pages of an archive pass through the item pipelines in waves, one wave at a time.

Each pipeline has a stage here. A stage waits until all pages of a wave have come, and handles them
together, in the order of the archive. The next wave waits before the first stage until the wave has
passed the last one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler

from newsbot.crawling.waves.cutting import WAVE
from newsbot.errors import DatabaseError, NotSettled
from newsbot.items import FetchedPage, Fingerprint, FingerprintedArticle

T = TypeVar("T")
R = TypeVar("R")

# How many waves may be in the pipelines at a time: the one that is settled, and others whose pages
# are read for the first time meanwhile, so that the worker processes always have work.
MOST_WAVES = 4

Process = Callable[[Sequence[T]], Awaitable[Sequence[R]]]
_Key = tuple[str, datetime]
_Arrived = tuple[int, Any, asyncio.Future[Any]]


def _key(item: Any) -> _Key:
    """By what a page is known in all stages: its requested URL and the moment of its fetch."""
    about: Any = item.article if isinstance(item, FingerprintedArticle) else item
    return about.requested_url, getattr(about, "fetched_at", None) or about.at


@dataclass(slots=True, eq=False)
class _Wave:
    """A wave on its way through the stages."""

    size: int
    stage: int = 0
    """The number of the stage that handles the wave next."""
    lost: int = 0
    """How many pages have left the pipelines, e.g. because a pipeline has dropped them."""
    indices: dict[_Key, int] = field(default_factory=dict)
    arrived: list[_Arrived] = field(default_factory=list)
    """The pages that wait for the next stage: index in the wave, item, and where the result goes.
    """


class Waves:
    """The waves of one crawl, and the stages through which they pass."""

    def __init__(self, size: int, is_running: Callable[[], bool] = lambda: True) -> None:
        self.size = size
        """The number of pages in a wave."""
        self.is_running = is_running
        """Tells whether the crawl goes on. When it stops, no further wave begins to be settled."""
        self.fingerprints: dict[str, Fingerprint] = {}
        """Fingerprints of bodies of the wave that is being settled, by body."""
        self._processes: list[Process[Any, Any]] = []
        self._waves: dict[int, _Wave] = {}
        self._turn = 0
        self._failure: DatabaseError | None = None
        self._moved = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def stage(self, process: Process[T, R]) -> "Stage[T, R]":
        """Adds a stage after those that were added before.

        `process` takes items in the order of the archive, and returns a result for each.
        """
        self._processes.append(process)
        return Stage(self, len(self._processes) - 1)

    async def room(self, page: FetchedPage) -> None:
        """Waits until the wave of `page` may enter the pipelines."""
        while page.place is not None and page.place.wave >= self._turn + MOST_WAVES:
            self._moved.clear()
            await self._moved.wait()

    def lose(self, item: Any) -> None:
        """Notes that a page will not come to the next stage, because it has left the pipelines."""
        place = item.place if isinstance(item, FetchedPage) else None
        wave = None if place is None else self._wave_of(item)
        if wave is not None:
            wave.lost += 1
            self._go_on()

    async def pass_first(self, page: FetchedPage, item: Any) -> Any:
        """The result of the first stage for `item`, which was read from `page`."""
        wave = self._wave_of(page)
        if page.place is None or wave is None:
            raise ValueError("the page is in no wave")
        wave.indices[_key(page)] = page.place.index
        return await self._arrive(wave, page.place.index, item)

    async def pass_stage(self, number: int, item: Any) -> Any:
        """The result of the stage `number` for `item`, a page of the wave that is settled."""
        wave = self._waves[self._turn]
        return await self._arrive(wave, wave.indices[_key(item)], item)

    def has(self, item: Any) -> bool:
        """Whether `item` is a page of the wave that is settled now."""
        wave = self._waves.get(self._turn)
        return wave is not None and _key(item) in wave.indices

    def _wave_of(self, page: FetchedPage) -> _Wave | None:
        place = page.place
        if place is None or place.wave < self._turn:
            return None
        return self._waves.setdefault(place.wave, _Wave(size=place.size))

    async def _arrive(self, wave: _Wave, index: int, item: Any) -> Any:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        wave.arrived.append((index, item, future))
        self._go_on()
        return await future

    def _go_on(self) -> None:
        """Starts the next stage, if all pages are there that are still in the pipelines."""
        wave = self._waves.get(self._turn)
        if wave is None or len(wave.arrived) + wave.lost < wave.size:
            return
        if not wave.arrived:
            self._end_wave()
            return
        process = self._processes[wave.stage]
        arrived, wave.arrived = sorted(wave.arrived, key=lambda each: each[0]), []
        wave.stage += 1
        task = asyncio.create_task(self._run(process, wave, arrived))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(
        self, process: Process[Any, Any], wave: _Wave, arrived: Sequence[_Arrived]
    ) -> None:
        try:
            self._check(wave)
            results = await process([item for _, item, _ in arrived])
        except Exception as error:  # noqa: BLE001 - each caller gets it raised
            if isinstance(error, DatabaseError):
                self._failure = error  # another try is pointless, also for later waves
            for future in _waiting(arrived):
                future.set_exception(error)
        else:
            by_future = dict(zip((each[2] for each in arrived), results, strict=True))
            for future in _waiting(arrived):
                future.set_result(by_future[future])
        if wave.stage == len(self._processes):
            self._end_wave()

    def _check(self, wave: _Wave) -> None:
        """Raises an error if `wave` cannot be settled, or must not be settled any more."""
        if self._failure is not None:
            raise self._failure
        if wave.stage == 1 and not self.is_running():
            raise NotSettled("the crawl ends before the page is stored")

    def _end_wave(self) -> None:
        del self._waves[self._turn]
        self._turn += 1
        self._moved.set()
        self._go_on()


def _waiting(arrived: Sequence[_Arrived]) -> list[asyncio.Future[Any]]:
    """The futures for which somebody still waits."""
    return [future for _, _, future in arrived if not future.done()]


def in_thread(name: str, function: Callable[[Sequence[T]], Sequence[R]]) -> Process[T, R]:
    """A process for a stage that calls `function` in a thread of its own, called `name`."""
    thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def process(items: Sequence[T]) -> Sequence[R]:
        return await asyncio.get_running_loop().run_in_executor(thread, function, items)

    return process


class Stage(Generic[T, R]):
    """A stage after the first, with the method `submit` of newsbot.crawling.batches.Batches."""

    def __init__(self, waves: Waves, number: int) -> None:
        self._waves = waves
        self._number = number

    def has(self, item: T) -> bool:
        """Whether `item` is a page of a wave."""
        return self._waves.has(item)

    async def submit(self, item: T) -> R:
        """The result for `item`, when all pages of its wave have come and are handled."""
        result: R = await self._waves.pass_stage(self._number, item)
        return result


_waves: WeakKeyDictionary[Crawler, Waves] = WeakKeyDictionary()


def begin_waves(crawler: Crawler) -> Waves | None:
    """Makes the waves of a crawl that reads an archive and stores what it reads; else None."""
    is_archive = getattr(crawler.spidercls, "is_in_waves", False)
    if not is_archive or not crawler.settings.getint("NEWSBOT_RUN_ID"):
        return None
    # A wave must fit into the pipelines as a whole.
    size = min(WAVE, crawler.settings.getint("CONCURRENT_ITEMS"))
    _waves[crawler] = waves = Waves(size, lambda: bool(crawler.crawling))
    for signal in (signals.item_dropped, signals.item_error):
        crawler.signals.connect(waves.lose, signal)
    return waves


def waves_of(crawler: Crawler) -> Waves | None:
    """The waves that the first pipeline of a crawl has begun; None if there are none."""
    return _waves.get(crawler)
