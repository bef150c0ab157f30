"""What looking up and storing costs when so many articles are stored, and what room they take."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import psutil  # type: ignore[import-untyped] # it ships no types
from sqlalchemy import Engine, text
from tqdm import tqdm

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from tests.benchmarks.dedup.database import database
from tests.benchmarks.dedup.filling import BATCH, fill
from tests.benchmarks.dedup.series import article
from tests.benchmarks.dedup.walk import WalkCost, measure_walks
from tests.benchmarks.measuring import percentile

BATCHES = 40
"""Looked up and stored in the usual way, as the last ones of each size."""
SINGLES = 200
DATABASE = "scale"

# In the window: all of what is filled is within four days.
_SIZES = text("""
    SELECT
        (
            SELECT sum(pg_total_relation_size(relid))
            FROM pg_partition_tree('newsbot.sketches')
        ) AS sketches,
        pg_total_relation_size('newsbot.article_blocks') AS blocks,
        pg_relation_size('newsbot.versions_content_sha256_idx') AS exact,
        pg_relation_size('newsbot.articles_article_number_idx') AS numbers,
        pg_database_size(current_database()) AS whole
""")
_COPIES = text("SELECT count(*) FROM newsbot.articles WHERE id > :after AND copy_of IS NOT NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Milliseconds an article."""

    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Bytes on disk an article, indexes included."""

    sketches: float
    blocks: float
    """What recurs on sites; extraction reads it too."""
    exact: float
    """The index that finds equal texts."""
    numbers: float
    """The index that finds an article at another address."""
    whole: float
    """The whole database: bodies, addresses and all."""

    @property
    def dedup(self) -> float:
        """What is kept to recognise copies and revisions."""
        return self.sketches + self.blocks + self.exact + self.numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it costs with so many articles stored."""

    articles: int
    look_up: Spread
    """In batches of 50."""
    look_up_cpu: Spread
    """What of that is this process' own CPU time: fingerprints and comparisons."""
    single_look_up: Spread
    """One by one."""
    commit: Spread
    """In batches of 50."""
    found_copies: float
    """The share of the articles looked up that were stored as copies; three of ten are."""
    room: Room
    rss_before_mb: float
    """Of the process that looks up and stores, after its first look-up."""
    rss_after_mb: float
    walk: WalkCost
    """Of `scrapy dedup` over the newest articles, which are stored as this version stores them."""
    aged_walk: WalkCost
    """Of the same, if it has to write their hashes and sketches anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Seconds an article of one batch."""

    look_up_s: float
    look_up_cpu_s: float
    commit_s: float


def measure_scale(sizes: Sequence[int], home: Path) -> list[Cost]:
    """The costs at each size; the database in `home` grows from one to the next, and stays.

    Raises:
        NewsbotError: the database has more articles than the smallest size, or PostgreSQL failed.
    """
    with EmbeddedServer(home) as server, database(server, DATABASE) as engine:
        return [_measure(engine, size) for size in sorted(sizes)]


def _measure(engine: Engine, size: int) -> Cost:
    first = size - BATCHES * BATCH
    fill(engine, first)
    _warm_up(engine, size)
    rss_before_mb = _rss_mb()
    batches = _store_timed(engine, range(first, size))
    singles = [_timed_look_up(engine, number) for number in range(size, size + SINGLES)]
    rss_after_mb, room = _rss_mb(), _room(engine, size)
    walk, aged_walk = measure_walks(engine)
    return Cost(
        articles=size,
        look_up=_spread([each.look_up_s for each in batches]),
        look_up_cpu=_spread([each.look_up_cpu_s for each in batches]),
        single_look_up=_spread(singles),
        commit=_spread([each.commit_s for each in batches]),
        found_copies=_copies_after(engine, first) / (size - first),
        room=room,
        rss_before_mb=rss_before_mb,
        rss_after_mb=rss_after_mb,
        walk=walk,
        aged_walk=aged_walk,
    )


def _warm_up(engine: Engine, size: int) -> None:
    """So that statements are compiled and prepared; with articles of which nothing is timed."""
    for number in range(size + SINGLES, size + SINGLES + BATCH):
        look_up(engine, [article(number)])
    look_up(engine, [article(number) for number in range(size + SINGLES, size + SINGLES + BATCH)])


def _store_timed(engine: Engine, numbers: range) -> list[_Batch]:
    store = ArticleStore(engine)
    firsts = tqdm(numbers[::BATCH], desc=f"at {numbers.stop}", unit="batch", disable=None)
    return [_store_batch(engine, store, range(first, first + BATCH)) for first in firsts]


def _store_batch(engine: Engine, store: ArticleStore, numbers: range) -> _Batch:
    articles = [article(number) for number in numbers]
    started, started_cpu = perf_counter(), process_time()
    items = look_up(engine, articles)
    looked_up, looked_up_cpu = perf_counter(), process_time()
    store.store(items)
    return _Batch(
        look_up_s=(looked_up - started) / len(numbers),
        look_up_cpu_s=(looked_up_cpu - started_cpu) / len(numbers),
        commit_s=(perf_counter() - looked_up) / len(numbers),
    )


def _timed_look_up(engine: Engine, number: int) -> float:
    articles = [article(number)]
    started = perf_counter()
    look_up(engine, articles)
    return perf_counter() - started


def _spread(seconds: Sequence[float]) -> Spread:
    return Spread(p50_ms=1000 * median(seconds), p95_ms=1000 * percentile(seconds, 0.95))


def _copies_after(engine: Engine, last_id: int) -> int:
    with engine.connect() as connection:
        count: int = connection.execute(_COPIES, {"after": last_id}).scalar_one()
        return count


def _room(engine: Engine, articles: int) -> Room:
    with engine.connect() as connection:
        sizes = connection.execute(_SIZES).mappings().one()
    return Room(**{name: float(size_bytes) / articles for name, size_bytes in sizes.items()})


def _rss_mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1_000_000
