"""Runs the compared systems over a corpus and takes time, memory and results."""

import multiprocessing
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Any

from tqdm import tqdm

from tests.benchmarks.corpus import Corpus, read_page
from tests.benchmarks.systems import SYSTEMS, warm_up

PROCESSES = 2

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One page to take through all systems."""

    page_id: str
    file: Path
    url: str
    first: int
    """Which system begins: each in turn, so that load and caches hit all alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one system made of one page."""

    system: str
    page_id: str
    found: dict[str, Any]
    cpu_s: float
    """Process time, parsing included."""


def measure(corpus: Corpus) -> list[Measured]:
    """All systems on all pages, page by page in the same processes."""
    tasks = _tasks(corpus)
    with ProcessPoolExecutor(PROCESSES, mp_context=_SPAWN, initializer=warm_up) as pool:
        results = pool.map(_run_all, tasks, chunksize=4)
        done = tqdm(results, desc=corpus.name, total=len(tasks), unit="page", disable=None)
        return [measured for page in done for measured in page]


def peak_memory_mb(corpus: Corpus) -> dict[str, float]:
    """The peak resident set, in MB, of a fresh process a system that runs nothing else."""
    tasks = _tasks(corpus)
    with ProcessPoolExecutor(PROCESSES, mp_context=_SPAWN, max_tasks_per_child=1) as pool:
        results = pool.map(_run_alone, SYSTEMS, [tasks] * len(SYSTEMS))
        done = tqdm(results, desc="memory", total=len(SYSTEMS), unit="system", disable=None)
        return dict(zip(SYSTEMS, done, strict=True))


def _tasks(corpus: Corpus) -> list[Task]:
    return [
        Task(
            page_id=label["id"],
            file=corpus.page_file(label["id"]),
            url=label["url"] or f"https://{corpus.name}.example/{label['id']}",
            first=number % len(SYSTEMS),
        )
        for number, label in enumerate(corpus.truth)
    ]


def _run_all(task: Task) -> list[Measured]:
    return list(_results(task))


def _results(task: Task) -> Iterator[Measured]:
    html = read_page(task.file)
    names = list(SYSTEMS)
    for system in names[task.first :] + names[: task.first]:
        started = process_time()
        found = SYSTEMS[system](html, task.url)
        cpu_s = process_time() - started
        yield Measured(system=system, page_id=task.page_id, found=found, cpu_s=cpu_s)


def _run_alone(system: str, tasks: list[Task]) -> float:
    for task in tasks:
        SYSTEMS[system](read_page(task.file), task.url)
    return _peak_rss_mb()


def _peak_rss_mb() -> float:
    """This process's own peak; Linux's ru_maxrss begins with that of the process it came from."""
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
        return int(fields["VmHWM"].split()[0]) * 1024 / 1_000_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000_000
