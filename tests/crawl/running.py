"""A Scrapy command under way, which a test watches and may kill."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.patience import PATIENCE_S
from tests.warm import commands

# A condition on rows or on other processes has no event to wait for. Each question takes the
# database some CPU time, which the crawl would use.
POLL_S = 0.05


@dataclass(frozen=True)
class RunningCommand:
    process: commands.Command
    log: Path

    def wait(self, timeout_s: float = PATIENCE_S) -> int:
        """Its exit code."""
        return self.process.wait(timeout_s)

    def stderr(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def workers(self) -> list[psutil.Process]:
        """Its worker processes; a PostgreSQL that it started is none."""
        try:
            children = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return [child for child in children if is_worker(child)]

    def wait_until(self, condition: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
        """Returns as soon as the condition holds, or the command has ended."""
        deadline = time.monotonic() + timeout_s
        while not condition() and not self.ends_within(POLL_S):
            assert time.monotonic() < deadline, self.stderr()

    def ends_within(self, seconds: float) -> bool:
        """Waits so long for its end; whether it has ended."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def is_worker(process: psutil.Process) -> bool:
    try:
        return any("multiprocessing.spawn" in argument for argument in process.cmdline())
    except psutil.NoSuchProcess:
        return False


def is_busy(process: psutil.Process) -> bool:
    """Whether it has computed for longer than a start takes."""
    return sum(process.cpu_times()[:2]) > 3


@contextmanager
def running(
    *args: str, log: Path, within: Sequence[str] = (), module: str = "scrapy", **environment: str
) -> Iterator[RunningCommand]:
    """`python -m scrapy ARGS` with the settings for tests; it does not outlive the block.

    `module` stands in the place of Scrapy. `within` is a command that runs the command which its
    last arguments name.
    """
    whole = os.environ | {"SCRAPY_PROJECT": "testing"} | environment
    nothing = Path(os.devnull)
    with nothing.open("rb") as stdin, nothing.open("wb") as stdout, log.open("wb") as stderr:
        files = (stdin, stdout, stderr)
        process = commands.start(module, *args, environment=whole, files=files, within=within)
    try:
        yield RunningCommand(process, log)
    finally:
        process.kill()
        process.wait()
