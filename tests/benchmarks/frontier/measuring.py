"""Measures runs that work at once on a full frontier: what a URL costs, and how memory grows."""

import multiprocessing
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from tests.benchmarks.dedup.database import database
from tests.benchmarks.frontier.claimer import Handled, crawl
from tests.benchmarks.frontier.rows import LISTED, Size, fill
from tests.benchmarks.frontier.steps import Cost
from tests.benchmarks.measured_crawl import cpu_of_family_s, postmaster

POLLING = frozenset(
    {"name sites", "register", "sources", "validators", "child_sitemaps", "offer", "record"}
)
"""The steps that poll sources. All others are there to lease hosts and to finish URLs."""
MAX_MS = 1.0
"""The most CPU milliseconds that a finished URL may cost, and those that a listed URL may cost.

They are those of newsbot and of PostgreSQL together, as the steps measure them. What newsbot's loop
and PostgreSQL's processes in the background need besides is only in the totals.
"""
MAX_GROWTH_BYTES = 300
"""By how many bytes a run may grow with each URL that it finishes.

A run keeps the keys of the URLs it has requested, so that it requests none of them twice.
"""

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What so many runs at once did, and what a URL cost them."""

    size: Size
    runs: int
    urls: int
    """How many URLs the runs finished."""
    polls: int
    wall_ms: float
    """From the start of the first run to the end of the last, in ms a URL listed or finished."""
    client_ms: float
    """CPU time of the runs in ms a URL that was listed or finished."""
    postgres_ms: float
    """CPU time of all PostgreSQL processes in ms a URL that was listed or finished."""
    growth_bytes: float
    """By how much a run grew with each URL that it finished, after the first fifth of them."""
    steps: dict[str, Cost]

    @property
    def listed(self) -> int:
        """How many URLs the polls listed; one that several polls list counts each time."""
        return self.polls * LISTED

    @property
    def cpu_ms(self) -> float:
        """CPU time of the runs and of PostgreSQL in ms a URL that was listed or finished."""
        return self.client_ms + self.postgres_ms

    @property
    def finished_ms(self) -> float:
        """CPU time of the steps that lease hosts and finish URLs, in ms a finished URL."""
        return self._ms(self.steps.keys() - POLLING, self.urls)

    @property
    def listed_ms(self) -> float:
        """CPU time of the steps that poll, in ms a URL that was listed."""
        return self._ms(self.steps.keys() & POLLING, self.listed)

    def _ms(self, names: Iterable[str], urls: int) -> float:
        seconds = sum(sum(self.steps[name].cpu_seconds) for name in names)
        return 1000 * seconds / max(urls, 1)

    @property
    def misses(self) -> list[str]:
        """The limits that are not kept, as text."""
        where = f"{self.size.hosts} hosts, {self.runs} runs"
        found = {
            "CPU ms a finished URL": (self.finished_ms, MAX_MS),
            "CPU ms a listed URL": (self.listed_ms, MAX_MS),
            "growth in bytes a finished URL": (self.growth_bytes, MAX_GROWTH_BYTES),
        }
        return [
            f"{where}: {what}: {value:.2f}, at most {most:g}"
            for what, (value, most) in found.items()
            if value > most
        ]


def measure(home: Path, size: Size, runs: Sequence[int], urls: int) -> list[Measured]:
    """Fills a new database in `home`; lets each number of runs finish so many URLs together."""
    with EmbeddedServer(home) as server, database(server, f"of_{size.hosts}_hosts") as engine:
        fill(engine, size)
        url = shown(engine.url, with_password=True)
        return [_measure(home, url, size, count, urls) for count in runs]


def _measure(home: Path, database_url: str, size: Size, runs: int, urls: int) -> Measured:
    server = postmaster(home)
    before_s = cpu_of_family_s(server)
    start = _SPAWN.Barrier(runs)
    with _SPAWN.Pool(runs, _wait, (start,)) as pool:
        shares = [(database_url, size, urls // runs)] * runs
        done = pool.starmap(_crawl, shares, chunksize=1)
    postgres_s = cpu_of_family_s(server) - before_s
    finished, polls = sum(each.urls for each in done), sum(each.polls for each in done)
    handled = finished + polls * LISTED
    wall_s = max(each.ended for each in done) - min(each.began for each in done)
    return Measured(
        size=size,
        runs=runs,
        urls=finished,
        polls=polls,
        wall_ms=1000 * wall_s / handled,
        client_ms=1000 * sum(each.client_s for each in done) / handled,
        postgres_ms=1000 * postgres_s / handled,
        growth_bytes=max(each.growth_bytes for each in done),
        steps=_added(done),
    )


def _wait(start: Barrier) -> None:
    global _start  # noqa: PLW0603 - a process of a pool gets its barrier here alone
    _start = start


def _crawl(database_url: str, size: Size, urls: int) -> Handled:
    _start.wait()  # so that each process takes one share
    # All runs are alive before one of them leases hosts: otherwise the first could lease them all.
    return crawl(database_url, size, urls, _start.wait)


def _added(done: Sequence[Handled]) -> dict[str, Cost]:
    total: dict[str, Cost] = {}
    for each in done:
        for name, cost in each.steps.items():
            total.setdefault(name, Cost()).add(cost.calls, *cost.seconds)
    return total
