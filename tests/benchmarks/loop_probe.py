"""A Scrapy extension that says what a crawl cost: event loop delays, CPU time, peak memory.

It is enabled by the pipeline benchmark alone, and writes JSON when the process ends.
"""

import asyncio
import atexit
import json
import resource
import sys
import threading
import time
from array import array
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil  # type: ignore[import-untyped] # it ships no types
from scrapy import signals
from scrapy.crawler import Crawler

from newsbot.crawling.archive.keeping import THREAD_NAME
from newsbot.crawling.database.of_crawler import work_of

FILE_SETTING = "LOOP_PROBE_FILE"
# Ticks cost the main process CPU time, which counts as the crawl's, so they are few.
INTERVAL_S = 0.05
# The database process is gone when the crawl ends, so it is looked at on the way.
TICKS_A_LOOK = 20
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


class _Database:
    """What the database process has used when it was last looked at."""

    def __init__(self) -> None:
        self.cpu_s = 0.0
        self.peak_mb = 0.0

    def look(self, pid: int | None) -> None:
        if pid is None:
            return
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            self.cpu_s = sum(process.cpu_times()[:2])
            self.peak_mb = max(self.peak_mb, process.memory_info().rss / 2**20)


class LoopProbe:
    """Notes by how much each tick of a timer comes late while the spider is open."""

    def __init__(self, file: Path, database_pid: Callable[[], int | None]) -> None:
        self._file = file
        self._database_pid = database_pid
        self._delays_s = array("d")
        self._timer: asyncio.TimerHandle | None = None
        self._archive_cpu_s = 0.0
        self._database = _Database()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """A probe that writes to the file which the setting LOOP_PROBE_FILE names."""
        probe = cls(Path(crawler.settings[FILE_SETTING]), lambda: work_of(crawler).pid)
        crawler.signals.connect(probe.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(probe.spider_closed, signal=signals.spider_closed)
        atexit.register(probe.write)
        return probe

    def spider_opened(self) -> None:
        """Starts the timer."""
        self._expect_tick(asyncio.get_running_loop())

    def spider_closed(self) -> None:
        """Stops it, and notes what the thread that writes the archive has used."""
        self._archive_cpu_s = sum(
            time.clock_gettime(time.pthread_getcpuclockid(thread.ident))
            for thread in threading.enumerate()
            if thread.name.startswith(THREAD_NAME) and thread.ident is not None
        )
        if self._timer is not None:
            self._timer.cancel()

    def write(self) -> None:
        """The result; the worker processes have ended by now, so that they are counted in.

        Linux counts as a process' peak also what the one that started it had at that moment, which
        is less here: the benchmark is smaller than a crawler, a crawler at its start than a worker.
        """
        own = resource.getrusage(resource.RUSAGE_SELF)
        workers = resource.getrusage(resource.RUSAGE_CHILDREN)
        database = self._database
        others_cpu_s = workers.ru_utime + workers.ru_stime
        result = {
            "main_cpu_s": own.ru_utime + own.ru_stime,
            "workers_cpu_s": others_cpu_s - database.cpu_s,
            "database_cpu_s": database.cpu_s,
            "database_peak_mb": database.peak_mb,
            "archive_cpu_s": self._archive_cpu_s,
            "main_peak_mb": own.ru_maxrss * _MAXRSS_BYTES / 2**20,
            "workers_peak_mb": workers.ru_maxrss * _MAXRSS_BYTES / 2**20,
            "delays_ms": [round(delay * 1000, 1) for delay in self._delays_s],
        }
        self._file.write_text(json.dumps(result), encoding="utf-8")

    def _expect_tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(INTERVAL_S, self._tick, loop, loop.time() + INTERVAL_S)

    def _tick(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._delays_s.append(loop.time() - due)
        if len(self._delays_s) % TICKS_A_LOOK == 0:
            self._database.look(self._database_pid())
        self._expect_tick(loop)
