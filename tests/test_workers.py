"""A call that hangs, dies or eats memory costs that call alone."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from newsbot.errors import WorkerDied, WorkerTimeout
from newsbot.workers import Limits, WorkerPool, shared_pool

LIMITS = Limits(processes=2, timeout_s=1, memory_mb=512)


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        die()
    return "lived"


def take_memory() -> int:
    return len(bytearray(2**31))


def refuse(number: int) -> int:
    raise ValueError(number)


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    pool = WorkerPool(LIMITS)
    yield pool
    pool.close()


def test_a_result_comes_back(pool: WorkerPool) -> None:
    assert asyncio.run(pool.run(double, 21)) == 42


def test_the_functions_own_exception_is_raised(pool: WorkerPool) -> None:
    with pytest.raises(ValueError, match="7"):
        asyncio.run(pool.run(refuse, 7))


def test_neighbours_of_a_hanging_and_a_dying_call_are_answered(pool: WorkerPool) -> None:
    async def main() -> list[object]:
        calls = [pool.run(hang), pool.run(die), *(pool.run(double, n) for n in range(20))]
        return await asyncio.gather(*calls, return_exceptions=True)

    hung, died, *neighbours = asyncio.run(main())
    assert isinstance(hung, WorkerTimeout)
    assert isinstance(died, WorkerDied)
    assert neighbours == [2 * n for n in range(20)]


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not enforce RLIMIT_AS")
def test_a_call_beyond_the_memory_limit_dies_alone(pool: WorkerPool) -> None:
    with pytest.raises(WorkerDied, match="memory"):
        asyncio.run(pool.run(take_memory))
    assert asyncio.run(pool.run(double, 1)) == 2


def test_workers_killed_while_they_wait_are_replaced(pool: WorkerPool) -> None:
    asyncio.run(pool.run(double, 1))
    for worker in workers_of(os.getpid()):
        worker.kill()
        worker.wait(10)
    assert asyncio.run(pool.run(double, 21)) == 42


def test_a_call_whose_worker_is_killed_from_outside_is_tried_again(
    pool: WorkerPool, tmp_path: Path
) -> None:
    assert asyncio.run(pool.run(die_once, tmp_path / "died")) == "lived"


def test_a_call_after_the_end_is_refused() -> None:
    pool = WorkerPool(LIMITS)
    pool.close()
    with pytest.raises(WorkerDied):
        asyncio.run(pool.run(double, 1))


def test_a_deadline_of_its_own_counts(pool: WorkerPool) -> None:
    with pytest.raises(WorkerTimeout, match=r"0\.2 s"):
        asyncio.run(pool.run(hang, timeout_s=0.2))


def test_all_parts_of_one_owner_share_a_pool() -> None:
    class Owner:
        pass

    one, other = Owner(), Owner()
    assert shared_pool(one, LIMITS) is shared_pool(one, LIMITS)
    assert shared_pool(one, LIMITS) is not shared_pool(other, LIMITS)


CRAWLER = """
import asyncio
from newsbot.workers import Limits, WorkerPool
from tests.test_workers import hang

async def main():
    pool = WorkerPool(Limits(processes=2, timeout_s=600, memory_mb=512))
    calls = [asyncio.create_task(pool.run(hang)) for _ in range(2)]
    print("started", flush=True)
    await asyncio.gather(*calls)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG")
def test_no_worker_outlives_a_killed_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", CRAWLER], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout:
        parent.stdout.readline()
        workers = wait_for_busy_workers(parent.pid)
        parent.kill()
        parent.wait()
    _, alive = psutil.wait_procs(workers, timeout=15)
    assert alive == []


def workers_of(pid: int) -> list[psutil.Process]:
    children = psutil.Process(pid).children()
    return [child for child in children if "multiprocessing.spawn" in " ".join(child.cmdline())]


def wait_for_busy_workers(parent: int) -> list[psutil.Process]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        children = psutil.Process(parent).children(recursive=True)
        busy = [child for child in children if sum(child.cpu_times()[:2]) > 0.5]
        if len(busy) >= 2:
            return children
        time.sleep(0.05)  # there is no event for "is computing"
    raise AssertionError("the workers never started")
