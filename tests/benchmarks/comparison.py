"""Runs the compared systems over a corpus and takes time, memory and results."""

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import process_time
from typing import Any

from tqdm import tqdm

from newsbot.training.corpus import Corpus, read_page
from tests.benchmarks.memory import peak_rss_mb
from tests.benchmarks.scoring import Record
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one system made of a corpus."""

    system: str
    found: Mapping[str, Record]
    """By page id."""
    cpu_s: float | None
    """Mean of the pages; None where the articles come from a file."""
    peak_mb: float | None
    """Resident set of a process that ran nothing else; None where the articles come from a file."""


def measure(corpus: Corpus) -> list[Result]:
    """All systems on all pages, page by page in the same processes; then each alone for memory."""
    pages = tasks(corpus)
    measured = _measure(corpus.name, pages)
    peaks_mb = _peak_memory_mb(pages)
    return [
        result(system, [each for each in measured if each.system == system], peaks_mb[system])
        for system in SYSTEMS
    ]


def result(system: str, pages: Sequence[Measured], peak_mb: float) -> Result:
    """The system's pages put together."""
    return Result(
        system=system,
        found={page.page_id: page.found for page in pages},
        cpu_s=fmean(page.cpu_s for page in pages),
        peak_mb=peak_mb,
    )


def tasks(corpus: Corpus) -> list[Task]:
    """The corpus' pages; one without a URL gets one made up."""
    return [
        Task(
            page_id=label["id"],
            file=corpus.page_file(label["id"]),
            url=label["url"] or f"https://{corpus.name}.example/{label['id']}",
            first=number % len(SYSTEMS),
        )
        for number, label in enumerate(corpus.truth)
    ]


def _measure(name: str, pages: Sequence[Task]) -> list[Measured]:
    with ProcessPoolExecutor(PROCESSES, mp_context=_SPAWN, initializer=warm_up) as pool:
        results = pool.map(_run_all, pages, chunksize=4)
        done = tqdm(results, desc=name, total=len(pages), unit="page", disable=None)
        return [measured for page in done for measured in page]


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


def _peak_memory_mb(pages: Sequence[Task]) -> dict[str, float]:
    """The peak of a fresh process for each system."""
    with ProcessPoolExecutor(PROCESSES, mp_context=_SPAWN, max_tasks_per_child=1) as pool:
        results = pool.map(_run_alone, SYSTEMS, [pages] * len(SYSTEMS))
        done = tqdm(results, desc="memory", total=len(SYSTEMS), unit="system", disable=None)
        return dict(zip(SYSTEMS, done, strict=True))


def _run_alone(system: str, pages: Sequence[Task]) -> float:
    for task in pages:
        SYSTEMS[system](read_page(task.file), task.url)
    return peak_rss_mb()
