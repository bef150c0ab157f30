"""What storing an article costs with release 0.2.0, and with the present code and schema.

The same articles are stored by each, in a database of its own, by turns, so that what else the
machine does meets both alike.
"""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped] # it ships no types
import psycopg
from tqdm import tqdm

from newsbot.errors import ConfigurationError, NewsbotError
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import PROJECT, shown
from tests.benchmarks.measured_crawl import cpu_of_family_s, postmaster

RELEASE, COMMIT = "0.2.0", "d6cea15be6c4ddde0471dabf19700a2201a4f560"
"""The release that the present code is compared with, and its commit: a clone may have no tags."""
BATCH = 50
MOST_WITHOUT_SEARCH, MOST_WITH_SEARCH = 1.2, 2.5
"""How many times the CPU time of that release an article may cost."""
STORER = Path(__file__).with_name("storer.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What storing an article costs with a release."""

    release: str
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
    """What storing costs with release 0.2.0, and with the present code."""

    articles: int
    costs: Sequence[Cost]

    @property
    def ratio(self) -> float:
        """CPU time of the present code over that of release 0.2.0."""
        return self.costs[1].cpu_ms / self.costs[0].cpu_ms

    @property
    def ratios(self) -> list[tuple[str, float, float]]:
        """What is compared, the ratio, and the most that it may be."""
        before, now = self.costs
        whole = (now.cpu_ms + now.search_ms) / before.cpu_ms
        return [
            ("storing", self.ratio, MOST_WITHOUT_SEARCH),
            ("storing and the search index", whole, MOST_WITH_SEARCH),
        ]

    @property
    def is_good(self) -> bool:
        """Whether all limits are kept."""
        return all(ratio <= most for _, ratio, most in self.ratios)


class Release:
    """A process that stores with the code in a folder, and what its batches have cost so far."""

    def __init__(self, name: str, tree: Path, url: str, server: psutil.Process) -> None:
        self.name = name
        self._url, self._server = url, server
        self._process = subprocess.Popen(
            [sys.executable, STORER, url, str(BATCH)],
            cwd=tree,
            env=os.environ | {"PYTHONPATH": str(tree)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()
        self._empty_bytes = self._size_bytes()
        self._batches: list[tuple[float, float, float, float]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def store(self, first: int) -> None:
        """Looks a batch up, which is not measured; stores it and fills the search index."""
        self._cost_of(f"look {first}")
        postgres_s, client_s, wall_s = self._cost_of("store")
        search_s = sum(self._cost_of("index")[:2])
        self._batches.append((postgres_s, client_s, wall_s, search_s))

    def cost(self, articles: int) -> Cost:
        """What the batches cost but for the first ones, in which statements are compiled.

        CPU times are means, as a batch takes but a few of the clock's ticks of 10 ms. The wall time
        is the median.
        """
        warm = self._batches[len(self._batches) // 10 :]
        postgres, client, wall, search = zip(*warm, strict=True)
        return Cost(
            release=self.name,
            postgres_ms=1000 * mean(postgres) / BATCH,
            client_ms=1000 * mean(client) / BATCH,
            wall_ms=1000 * median(wall) / BATCH,
            search_ms=1000 * mean(search) / BATCH,
            size_bytes=(self._size_bytes() - self._empty_bytes) / articles,
        )

    def _cost_of(self, command: str) -> tuple[float, float, float]:
        """CPU seconds of PostgreSQL and of the process, and seconds of wall time."""
        assert self._process.stdin is not None
        postgres_s = cpu_of_family_s(self._server)
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        client_s, wall_s = map(float, self._answer().split())
        return cpu_of_family_s(self._server) - postgres_s, client_s, wall_s

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NewsbotError(f"storing with {self.name} failed, see above")
        return line

    def _size_bytes(self) -> int:
        with psycopg.connect(self._url) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0


def measure_storing(home: Path, articles: int) -> Storing:
    """Stores so many articles with each release, batch by batch in turns."""
    with EmbeddedServer(home) as server, TemporaryDirectory() as folder, ExitStack() as ended:
        trees = {RELEASE: unpacked(COMMIT, Path(folder)), "present": PROJECT}
        releases = [
            ended.enter_context(Release(name, tree, _new(server, number), postmaster(home)))
            for number, (name, tree) in enumerate(trees.items())
        ]
        for first in tqdm(range(0, articles, BATCH), desc="storing", unit="batch", disable=None):
            # Which goes first changes, so that neither always finds the caches of the other.
            for each in releases if first // BATCH % 2 else releases[::-1]:
                each.store(first)
        return Storing(articles=articles, costs=[each.cost(articles) for each in releases])


def unpacked(commit: str, folder: Path) -> Path:
    """The folder, into which the files of a release are unpacked from the repository.

    Raises:
        ConfigurationError: the clone does not have the commit.
    """
    archive = ["git", "-C", PROJECT, "archive", "--format=tar", commit]
    ended = subprocess.run(archive, capture_output=True, check=False)
    if ended.returncode != 0:
        raise ConfigurationError(f"the clone has no commit {commit}: run git fetch --unshallow")
    with tarfile.open(fileobj=io.BytesIO(ended.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def _new(server: EmbeddedServer, number: int) -> str:
    name = f"storing_{number}"
    with psycopg.connect(shown(server.url("postgres")), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return shown(server.url(name))
