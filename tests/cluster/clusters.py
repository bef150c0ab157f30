"""Plans that are carried out as a user does it, each in a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil
import pytest

from newsbot.crawling.partitions.results import read_day
from newsbot.crawling.partitions.rows import PlacedRead
from newsbot.errors import ExitCode
from tests.conftest import CHECKOUT, RunScrapy
from tests.patience import PATIENCE_S

WORKERS = 2
# Ray gives up when a process of its own has not started in time, a minute in most cases. On a busy
# machine that takes longer.
UNHURRIED = {
    "RAY_DASHBOARD_STARTUP_TIMEOUT_S": f"{PATIENCE_S}",
    "RAY_agent_register_timeout_ms": f"{1000 * PATIENCE_S}",
    "RAY_gcs_rpc_server_connect_timeout_s": f"{PATIENCE_S}",
    "RAY_gcs_server_port_wait_time_s": f"{PATIENCE_S}",
    "RAY_gcs_server_request_timeout_seconds": f"{PATIENCE_S}",
    "RAY_health_check_timeout_ms": f"{1000 * PATIENCE_S}",
    "RAY_raylet_start_wait_time_s": f"{PATIENCE_S}",
    "RAY_worker_register_timeout_seconds": f"{PATIENCE_S}",
}
DAYS = (date(2026, 5, 1), date(2026, 5, 2))


@dataclass(frozen=True)
class Alone:
    """What `scrapy archive run` leaves without a cluster."""

    stored: tuple[list[tuple[object, ...]], ...]
    results: list[list[PlacedRead]]


@dataclass(frozen=True)
class Cluster:
    """A folder of results, which an executor of datatrove fills."""

    folder: Path
    executor: str
    scrapy: RunScrapy

    @property
    def results(self) -> Path:
        return self.folder / "out"

    def plan(self, *patterns: str, options: Sequence[str] = ()) -> Path:
        """Registers files; returns a plan for all files that are registered."""
        added = self.scrapy("archive", "add", *patterns)
        assert added.returncode == ExitCode.OK, added.stderr
        file = self.folder / "plan.json"
        asked = ("--executor", self.executor, "--workers", str(WORKERS), *options)
        where = ("--results", str(self.results), "--out", str(file))
        made = self.scrapy("archive", "plan", *asked, *where, "-s", "NEWSBOT_PAGE_TIMEOUT_S=60")
        assert made.returncode == ExitCode.OK, made.stderr
        return file

    @contextmanager
    def running(self, plan: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
        command = (sys.executable, "-m", "newsbot.cluster", str(plan))
        process = subprocess.Popen(
            (*_apart(), *command) if self.executor == "ray" else command,
            cwd=CHECKOUT,
            env=os.environ | UNHURRIED | {"HOME": str(self.folder)} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def run(self, plan: Path, **environment: str) -> tuple[int, str, str]:
        """Carries out a plan; returns the exit code, stdout and stderr."""
        with self.running(plan, **environment) as process:
            stdout, stderr = process.communicate()
            return process.returncode, stdout, stderr

    def done(self) -> list[Path]:
        return sorted(self.results.glob("*.parquet"))

    def tasks_begun(self) -> bool:
        """Whether datatrove has begun a log for a task."""
        return any(self.results.glob("logs/*/logs/task_*.log"))

    @staticmethod
    def workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
        """The processes of datatrove's pool; those that extract pages are their children."""
        children = psutil.Process(process.pid).children()
        return [child for child in children if "multiprocess.spawn" in " ".join(child.cmdline())]


MakeCluster = Callable[[str], Cluster]


def rows_of(results: Path) -> list[PlacedRead]:
    return [placed for day in DAYS for placed in read_day(str(results), day, 0)]


def _apart() -> tuple[str, ...]:
    """The command that runs another on a machine without a network; Ray ends with it there."""
    if not shutil.which("ip") or not shutil.which("unshare"):
        pytest.skip("needs ip (iproute2) and unshare (util-linux) for a network namespace")
    apart = ("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child")
    if subprocess.run((*apart, "true"), check=False, capture_output=True).returncode:
        pytest.skip("no network namespaces here")
    return (*apart, "--mount-proc", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")


@dataclass(frozen=True)
class StandIns:
    """Programs in the place of Slurm's: sbatch runs the tasks of a job, one after the other."""

    folder: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "StandIns":
        folder.mkdir()
        for name, script in _SLURM.items():
            (folder / name).write_text(script)
            (folder / name).chmod(0o755)
        return cls(folder)

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": f"{self.folder}:{os.environ['PATH']}"}

    def submitted(self) -> str:
        """The script of the first job."""
        return (self.folder / "1.script").read_text()


_SLURM = {
    "sbatch": """#!/bin/bash
for script; do true; done
folder=$(dirname "$0")
job=$(($(ls "$folder" | grep -c script) + 1))
cp "$script" "$folder/$job.script"
export SLURM_JOB_ID=$job SLURM_NODELIST=here RUN_OFFSET=0
last=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\).*/\\1/p' "$script")
for SLURM_ARRAY_TASK_ID in $(seq 0 "$last"); do
    export SLURM_ARRAY_TASK_ID
    bash "$script" >> "$folder/$job.log" 2>&1
done
echo "Submitted batch job $job"
""",
    "srun": """#!/bin/bash
while [ "$1" != launch_pickled_pipeline ]; do shift; done
exec "$@"
""",
    "scontrol": """#!/bin/bash
echo "$3"
""",
}
