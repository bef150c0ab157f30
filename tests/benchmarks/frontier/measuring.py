"""Measures runs that work at once on a full frontier: what a URL costs, and how memory grows."""

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from tests.benchmarks.dedup.database import database
from tests.benchmarks.frontier.claimer import Handled, crawl
from tests.benchmarks.frontier.rows import Size, fill
from tests.benchmarks.frontier.steps import Cost
from tests.benchmarks.measured_crawl import cpu_of_family_s, postmaster

MAX_MS = 1.0
"""The most CPU milliseconds that a URL may cost, those of newsbot and PostgreSQL together."""
MAX_GROWTH_MB = 8.0

_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What so many runs at once did, and what a URL cost them."""

    size: Size
    runs: int
    urls: int
    polls: int
    wall_ms: float
    """Of all runs, from the start of the first to the end of the last, in ms a URL."""
    client_ms: float
    """CPU time of the runs in ms a URL."""
    postgres_ms: float
    """CPU time of all PostgreSQL processes in ms a URL."""
    growth_mb: float
    """By how much the largest run grew after the first fifth of the URLs."""
    steps: dict[str, Cost]

    @property
    def cpu_ms(self) -> float:
        """CPU time of the runs and of PostgreSQL in ms a URL."""
        return self.client_ms + self.postgres_ms

    @property
    def misses(self) -> list[str]:
        """The limits that are not kept, as text."""
        where = f"{self.size.hosts} hosts, {self.runs} runs"
        found = {
            "CPU ms a URL": (self.cpu_ms, MAX_MS),
            "growth in MB": (self.growth_mb, MAX_GROWTH_MB),
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
    finished = sum(each.urls for each in done)
    wall_s = max(each.ended for each in done) - min(each.began for each in done)
    return Measured(
        size=size,
        runs=runs,
        urls=finished,
        polls=sum(each.polls for each in done),
        wall_ms=1000 * wall_s / finished,
        client_ms=1000 * sum(each.client_s for each in done) / finished,
        postgres_ms=1000 * postgres_s / finished,
        growth_mb=max(each.end_mb - each.warm_mb for each in done),
        steps=_added(done),
    )


def _wait(start: Barrier) -> None:
    global _start  # noqa: PLW0603 - a process of a pool gets its barrier here alone
    _start = start


def _crawl(database_url: str, size: Size, urls: int) -> Handled:
    _start.wait()  # so that each process takes one share
    return crawl(database_url, size, urls)


def _added(done: Sequence[Handled]) -> dict[str, Cost]:
    total: dict[str, Cost] = {}
    for each in done:
        for name, cost in each.steps.items():
            total.setdefault(name, Cost()).add(cost.calls, *cost.seconds)
    return total
