"""What storing an article costs with the schema of release 0.2.0, and with the present one.

The same articles are stored in a database of each schema, by turns, so that what else the machine
does meets both alike.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter, process_time

import psycopg
from tqdm import tqdm

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate
from tests.benchmarks.dedup.series import article
from tests.benchmarks.measured_crawl import cpu_of_family_s, postmaster
from tests.benchmarks.sql.searching import fill_search, has_search

TODAY = "0015"
"""The revision of release 0.2.0."""
BATCH = 50
MOST_WITHOUT_SEARCH, MOST_WITH_SEARCH = 1.2, 2.5
"""How many times the CPU of release 0.2.0 an article may cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What storing an article costs with a schema."""

    schema: str
    postgres_ms: float
    client_ms: float
    wall_ms: float
    search_ms: float
    """CPU time of PostgreSQL and of newsbot for filling the search index; 0 where there is none."""
    size_bytes: float
    """By how much the database grew with each article."""

    @property
    def cpu_ms(self) -> float:
        """CPU time of PostgreSQL and of newsbot for storing, without the search index."""
        return self.postgres_ms + self.client_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Storing:
    """What storing costs with each schema, that of release 0.2.0 first."""

    articles: int
    costs: Sequence[Cost]

    @property
    def ratio(self) -> float:
        """CPU time of the present schema over that of release 0.2.0."""
        return self.costs[1].cpu_ms / self.costs[0].cpu_ms

    @property
    def ratios(self) -> list[tuple[str, float, float]]:
        """What is compared, the ratio, and the most that it may be."""
        found = [("storing", self.ratio, MOST_WITHOUT_SEARCH)]
        today, now = self.costs
        if now.search_ms:
            whole = (now.cpu_ms + now.search_ms) / today.cpu_ms
            found.append(("storing and the search index", whole, MOST_WITH_SEARCH))
        return found

    @property
    def is_good(self) -> bool:
        """Whether all limits are kept."""
        return all(ratio <= most for _, ratio, most in self.ratios)


class _Schema:
    """A database with a schema, and what storing in it has cost so far."""

    def __init__(self, home: Path, server: EmbeddedServer, revision: str) -> None:
        name = f"storing_{revision}"
        with psycopg.connect(shown(server.url("postgres")), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
        self.revision = revision
        self.engine = connect(shown(server.url(name)))
        migrate.upgrade(self.engine, revision)
        self._store = ArticleStore(self.engine)
        self._empty_bytes = self._size_bytes()
        self._server = postmaster(home)
        self.has_search = has_search(shown(self.engine.url, with_password=True))
        self.times: list[tuple[float, float, float, float]] = []

    def store(self, numbers: range) -> None:
        """Looks a batch up, which is not measured; stores it and fills the search index."""
        items = look_up(self.engine, [article(number) for number in numbers])
        postgres_s, client_s, wall_s = self._cost_of(lambda: self._store.store(items))
        search_s = 0.0
        if self.has_search:
            search_s = sum(self._cost_of(lambda: fill_search(self.engine))[:2])
        self.times.append((postgres_s, client_s, wall_s, search_s))

    def cost(self, articles: int) -> Cost:
        """What the batches cost but for the first ones, in which statements are compiled.

        CPU times are means, as a batch takes but a few of the clock's ticks of 10 ms. The wall time
        is the median.
        """
        postgres, client, wall, search = zip(*self.times[len(self.times) // 10 :], strict=True)
        return Cost(
            schema=self.revision,
            postgres_ms=1000 * mean(postgres) / BATCH,
            client_ms=1000 * mean(client) / BATCH,
            wall_ms=1000 * median(wall) / BATCH,
            search_ms=1000 * mean(search) / BATCH,
            size_bytes=(self._size_bytes() - self._empty_bytes) / articles,
        )

    def _cost_of(self, work: Callable[[], object]) -> tuple[float, float, float]:
        """CPU seconds of PostgreSQL and of this process, and seconds of wall time."""
        postgres_s, client_s = cpu_of_family_s(self._server), process_time()
        started = perf_counter()
        work()
        wall_s = perf_counter() - started
        return cpu_of_family_s(self._server) - postgres_s, process_time() - client_s, wall_s

    def _size_bytes(self) -> int:
        with self.engine.connect() as connection:
            size = "SELECT pg_database_size(current_database())"
            return int(connection.exec_driver_sql(size).scalar_one())


def measure_storing(home: Path, articles: int) -> Storing:
    """Stores so many articles with each schema, batch by batch in turns."""
    with EmbeddedServer(home) as server, ExitStack() as ended:
        schemas = [_Schema(home, server, revision) for revision in (TODAY, "head")]
        for each in schemas:
            ended.callback(each.engine.dispose)
        for first in tqdm(range(0, articles, BATCH), desc="storing", unit="batch", disable=None):
            # Which goes first changes, so that neither always finds the caches of the other.
            order = schemas if first // BATCH % 2 else schemas[::-1]
            for each in order:
                each.store(range(first, first + BATCH))
        return Storing(articles=articles, costs=[each.cost(articles) for each in schemas])
