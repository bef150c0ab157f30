"""Settles the same results of extraction in two ways, each in a database of its own, by turns."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

import psutil  # type: ignore[import-untyped] # it ships no types
from sqlalchemy import Engine, text
from tqdm import tqdm

from newsbot.crawling.losses import Tally
from newsbot.crawling.partitions.days import DaySettling, rows_of
from newsbot.crawling.partitions.extracting import Extractor, Options
from newsbot.crawling.partitions.leasing import HeldLeases
from newsbot.crawling.waves.cutting import WAVE
from newsbot.crawling.waves.first import FirstRead
from newsbot.crawling.waves.loading import Loading
from newsbot.crawling.waves.settling import Settling
from newsbot.items import FetchedPage, FileCounts
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.processes.workers import WorkerPool
from newsbot.revisits import Revisits
from newsbot.storage.archive.day_leases import Day
from newsbot.storage.archive.partition_leases import PartitionLeases
from newsbot.storage.archive.partitions import Extraction, NewPartition, add_partitions
from newsbot.storage.articles.blocks.known_pages import KnownPages
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.health.runs import start_run
from tests.benchmarks.archive.pages import ResultsFile
from tests.benchmarks.dedup.database import database
from tests.benchmarks.measured_crawl import cpu_of_family_s, postmaster

TTL = timedelta(days=1)
STREAMING, LOADING = "streaming", "loading"

# What must be equal, without ids, which both count alike, and moments of storing.
ROWS = {
    "articles": """
        SELECT id, url, main_url, site_key, copy_of, similarity, containment, method,
            dedup_version, first_seen_at, fetched_at, article_number, published_at, copy_count
        FROM newsbot.articles ORDER BY id
    """,
    "versions": """
        SELECT to_jsonb(v) FROM newsbot.versions AS v ORDER BY id
    """,
    "blocks": """
        SELECT s.key, to_jsonb(b) - 'site_id' FROM newsbot.article_blocks AS b
        JOIN newsbot.sites AS s ON s.id = b.site_id ORDER BY b.article_id
    """,
    "sketches": """
        SELECT version_id, day, array_agg(hash ORDER BY hash) FROM newsbot.sketches
        GROUP BY 1, 2 ORDER BY 1, 2
    """,
    "changes": "SELECT change_id, op, article_id FROM newsbot.changes ORDER BY change_id",
    "amendments": """
        SELECT article_id, version_id, fetched_at, before, after FROM newsbot.amendments ORDER BY id
    """,
    "rejections": """
        SELECT url, stage, reason, detail, times, first_at, last_at, body_sha256
        FROM newsbot.rejections ORDER BY url
    """,
    "frontier": """
        SELECT url, host, state, tries, done_at, false_changes FROM newsbot.frontier ORDER BY url
    """,
    "site_days": """
        SELECT s.key, to_jsonb(d) - 'site_id' FROM newsbot.site_days AS d
        JOIN newsbot.sites AS s ON s.id = d.site_id ORDER BY s.key, d.day
    """,
    "article_urls": "SELECT url, article_id, fetched_at FROM newsbot.article_urls ORDER BY url",
    "search_pending": """
        SELECT article_id, count(*) FROM newsbot.search_pending GROUP BY 1 ORDER BY 1
    """,
}
"""The name of each table that is compared, and the query of its rows."""


@dataclass(slots=True, kw_only=True)
class Cost:
    """What settling in one way has cost so far."""

    way: str
    pages: int = 0
    wall_s: float = 0
    client_s: float = 0
    postgres_s: float = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def a_second(self) -> float:
        """Pages a second."""
        return self.pages / self.wall_s

    def ms(self, seconds: float) -> float:
        """Milliseconds a page."""
        return 1000 * seconds / self.pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What both ways have cost, and the tables in which they have left different rows."""

    costs: Sequence[Cost]
    unequal: Sequence[str]

    @property
    def ratio(self) -> float:
        """How many times as many pages a second loading settles as streaming."""
        streaming, loading = self.costs
        return loading.a_second / streaming.a_second

    @property
    def cpu_ratio(self) -> float:
        """The CPU time of streaming over that of loading."""
        streaming, loading = (each.client_s + each.postgres_s for each in self.costs)
        return streaming / loading


class Way:
    """A database in which pages are settled in one way, day by day."""

    def __init__(self, name: str, engine: Engine, files: Sequence[ResultsFile]) -> None:
        self.cost = Cost(way=name)
        self.engine = engine
        run_id = start_run(engine, "archive", {})
        rows = PartitionLeases(engine, run_id, TTL)
        self._leases = HeldLeases(rows, rows, lambda: None)
        self._register(rows, files)
        options = Options()
        self._pool = WorkerPool(options.limits)
        extractor = Extractor.of(options, self._pool, Tally())
        self._settling = Settling(
            reading=extractor.reading,
            read_known=KnownPages(engine).read,
            look_up=partial(look_up, engine),
            store=ArticleStore(engine, run_id).store,
        )
        loading = Loading.of(engine, self._settling, run_id, Revisits())
        self._days = DaySettling(extractor=extractor, loading=loading, leases=self._leases)

    def settle_day(self, server: psutil.Process) -> bool:
        """Settles the first day that is not settled; returns whether there was one."""
        day = self._leases.claim_day(without_failed=False)
        if day is None:
            return False
        client_s, postgres_s, wall_s = _cpu_s(), cpu_of_family_s(server), perf_counter()
        settle = self._stream if self.cost.way == STREAMING else self._load
        asyncio.run(settle(day))
        self.cost.wall_s += perf_counter() - wall_s
        self.cost.client_s += _cpu_s() - client_s
        self.cost.postgres_s += cpu_of_family_s(server) - postgres_s
        self.cost.pages += sum(part.pages for part in day.parts)
        return True

    def rows(self, table: str) -> Sequence[object]:
        """The rows of a table that are compared."""
        with self.engine.connect() as connection:
            return connection.execute(text(ROWS[table])).all()

    async def _load(self, day: Day) -> None:
        await self._days.settle(day, self.cost.outcomes.update)

    async def _stream(self, day: Day) -> None:
        await stream_day(self._settling, day, self.cost.outcomes.update)
        pages = {part.partition_id: part.pages for part in day.parts}
        with self.engine.begin() as connection:
            self._leases.rows.days.add_settled(connection, day.day, pages, {}, 0)
        self._leases.rows.days.finish(day.day)
        self._leases.drop(day.day)

    def _register(self, rows: PartitionLeases, files: Sequence[ResultsFile]) -> None:
        add_partitions(self.engine, [NewPartition(url=each.warc) for each in files])
        by_url = {each.warc: each for each in files}
        while (found := rows.claim_partition()) is not None:
            file = by_url[found.url]
            counts = FileCounts(
                pages=file.pages,
                articles=file.articles,
                days=file.days,
                named={},
                damage=None,
                seconds=0,
            )
            rows.finish_partition(
                found.id,
                Extraction(results=file.results, counts=counts, extractor_version="bench"),
            )


def measure_settling(home: Path, files: Sequence[ResultsFile]) -> Settled:
    """Settles the pages of all files in both ways, a day in the one and then in the other."""
    with EmbeddedServer(home) as server, ExitStack() as ended:
        ways = [
            Way(name, ended.enter_context(database(server, f"archive_{name}")), files)
            for name in (STREAMING, LOADING)
        ]
        process = postmaster(home)
        days = {day for file in files for day in file.days}
        for number in tqdm(range(len(days)), desc="settling", unit="day", disable=None):
            for way in ways if number % 2 else ways[::-1]:
                way.settle_day(process)
        unequal = [table for table in ROWS if ways[0].rows(table) != ways[1].rows(table)]
        return Settled(costs=[way.cost for way in ways], unequal=unequal)


def _cpu_s() -> float:
    """CPU time of this process and its children."""
    own = psutil.Process()
    children = [each.cpu_times() for each in own.children(recursive=True)]
    return process_time() + sum(each.user + each.system for each in children)


async def stream_day(settling: Settling, day: Day, tick: Callable[[Sequence[str]], None]) -> None:
    """Settles a day as `scrapy crawl warc` does: wave by wave, each in a transaction."""
    rows = rows_of(day)
    while wave := [placed.read for _, placed in islice(rows, WAVE)]:
        outcomes = await settling.settle(wave, _not_again)
        tick([type(each).__name__.lower() for each in outcomes])


async def _not_again(first: FirstRead) -> FetchedPage:
    raise AssertionError(f"{first.url} should not be extracted again")
