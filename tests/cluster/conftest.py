"""Clusters of datatrove's executors, and what is left without any cluster."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsbot.errors import ExitCode
from newsbot.storage.engine import connect
from tests.cluster.clusters import Alone, Cluster, MakeCluster, StandIns, rows_of
from tests.conftest import RunScrapy
from tests.crawl.conftest import module_database_url
from tests.crawl.test_partitions import add, archive, left, start

__all__ = ["archive", "module_database_url"]


@pytest.fixture(scope="module")
def alone(
    archive: Path,
    module_database_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Alone]:
    folder = tmp_path_factory.mktemp("alone")
    add(module_database_url, archive, folder)
    with start(module_database_url, folder, "alone") as command:
        assert command.wait() == ExitCode.OK, command.stderr()
    engine = connect(module_database_url)
    results = [rows_of(path) for path in sorted((folder / "out").glob("*.parquet"))]
    yield Alone(stored=left(engine), results=results)
    engine.dispose()


@pytest.fixture
def cluster_of(tmp_path: Path, run_scrapy: RunScrapy) -> MakeCluster:
    return lambda executor: Cluster(tmp_path, executor, run_scrapy)


@pytest.fixture
def cluster(cluster_of: MakeCluster) -> Cluster:
    return cluster_of("local")


@pytest.fixture
def slurm(tmp_path: Path) -> StandIns:
    return StandIns.in_folder(tmp_path / "slurm")
