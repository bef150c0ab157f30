"""datatrove's executors give what `scrapy archive run` gives by itself, also when they are killed.

`make test-cluster` runs these tests. They need an environment of their own.
"""

import json
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.crawling.partitions.ready import find_ready, results_name
from newsbot.errors import ExitCode
from tests.cluster.clusters import WORKERS, Alone, Cluster, MakeCluster, StandIns, rows_of
from tests.crawl.test_partitions import ALL, FILES, OPTIONS, left
from tests.patience import wait_until

pytest.importorskip("datatrove", reason="datatrove is in .venv-archive alone")


@pytest.mark.parametrize("executor", ["local", "ray"])
def test_a_killed_cluster_goes_on_and_its_rows_are_those_of_one_machine(
    cluster_of: MakeCluster, executor: str, archive: Path, engine: Engine, alone: Alone
):
    cluster = cluster_of(executor)
    plan = cluster.plan(f"{archive}/*.warc.gz")
    with cluster.running(plan) as process:
        wait_until(lambda: bool(cluster.done()) or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        os.killpg(process.pid, signal.SIGKILL)
    first = cluster.done()
    assert 0 < len(first) < FILES
    code, stdout, stderr = cluster.run(plan)
    assert code == ExitCode.OK, stderr
    assert f"{FILES} of {FILES} files are extracted" in stdout
    assert [rows_of(path) for path in cluster.done()] == alone.results
    stored = cluster.scrapy("archive", "run", "--json", "--results", str(cluster.results), *OPTIONS)
    done = json.loads(stored.stdout)
    assert (done["taken"], done["pages"], done["is_done"]) == (FILES, 0, True)
    assert sum(done["settled"].values()) == ALL
    assert left(engine) == alone.stored


def test_a_killed_process_of_the_local_executor_is_told_and_the_command_goes_on(
    cluster: Cluster, archive: Path
):
    plan = cluster.plan(f"{archive}/[012].warc.gz")
    with cluster.running(plan) as process:
        wait_until(lambda: cluster.tasks_begun() or process.poll() is not None)
        victim, *_ = cluster.workers(process)
        victim.kill()
        _, stderr = process.communicate()
        assert process.returncode == ExitCode.CONFIGURATION
        assert "a process of datatrove was killed (SIGKILL). Give the same command again" in stderr
    code, stdout, stderr = cluster.run(plan)
    assert (code, "3 of 3 files are extracted" in stdout) == (ExitCode.OK, True), stderr


def test_files_that_are_missing_or_damaged_are_told_and_the_others_extracted(
    cluster: Cluster, archive: Path, tmp_path: Path
):
    good, damaged, missing = (tmp_path / f"{name}.warc.gz" for name in ("a", "b", "c"))
    good.write_bytes((archive / "0.warc.gz").read_bytes())
    damaged.write_bytes((archive / "1.warc.gz").read_bytes()[:-100])
    missing.write_bytes(good.read_bytes())
    plan = cluster.plan(f"{tmp_path}/?.warc.gz")
    missing.rename(tmp_path / "away")
    code, stdout, stderr = cluster.run(plan)
    assert (code, len(cluster.done())) == (ExitCode.CONFIGURATION, 2)
    assert "2 of 3 files are extracted, 2 of them now." in stdout
    assert f"{damaged} is damaged after" in stderr
    assert f"cannot read {missing}: No such file" in stderr
    (tmp_path / "away").rename(missing)
    code, stdout, stderr = cluster.run(plan)
    assert code == ExitCode.OK
    assert "3 of 3 files are extracted, 1 of them now." in stdout
    assert "cannot read" not in stderr


def test_a_plan_with_more_files_extracts_the_new_ones_alone(cluster: Cluster, archive: Path):
    cluster.run(cluster.plan(f"{archive}/4.warc.gz", f"{archive}/5.warc.gz"))
    before = {path: path.stat().st_mtime_ns for path in cluster.done()}
    assert len(before) == 2
    code, stdout, _ = cluster.run(cluster.plan(f"{archive}/0.warc.gz"))
    assert (code, "3 of 3 files are extracted, 1 of them now." in stdout) == (ExitCode.OK, True)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    for number in (0, 4, 5):
        url = str(archive / f"{number}.warc.gz")
        assert {row.file for row in rows_of(cluster.results / results_name(url))} == {url}


def test_two_clusters_at_once_leave_whole_results(cluster: Cluster, archive: Path, alone: Alone):
    plan = cluster.plan(f"{archive}/*.warc.gz")
    with cluster.running(plan) as one, cluster.running(plan) as other:
        texts = one.communicate(), other.communicate()
        assert {one.returncode, other.returncode} == {ExitCode.OK}, texts
    assert [rows_of(path) for path in cluster.done()] == alone.results
    for number in range(FILES):
        assert find_ready(str(cluster.results), str(archive / f"{number}.warc.gz")) is not None


def test_slurm_is_given_what_it_needs(
    cluster_of: MakeCluster, archive: Path, slurm: StandIns, alone: Alone
):
    cluster = cluster_of("slurm")
    asked = ("--option", "partition=cpu", "--option", "time=01:00:00")
    plan = cluster.plan(f"{archive}/[01].warc.gz", options=asked)
    code, stdout, stderr = cluster.run(plan, **slurm.environment)
    assert code == ExitCode.OK, stderr
    assert "Slurm has the other files" in stdout or "2 of 2 files" in stdout
    script = slurm.submitted()
    assert "#SBATCH --partition=cpu" in script
    assert f"#SBATCH --array=0-1%{WORKERS}" in script
    assert [rows_of(path) for path in cluster.done()] == alone.results[:2]
    code, stdout, _ = cluster.run(plan, **slurm.environment)
    assert (code, "2 of 2 files are extracted, 0 of them now." in stdout) == (ExitCode.OK, True)
