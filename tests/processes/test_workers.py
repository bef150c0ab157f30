"""A call that hangs, crashes or uses too much memory affects no other call."""

import asyncio
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import psutil
import pytest

from newsbot.errors import WorkerDied, WorkerTimeout
from newsbot.processes.spawned import ONE_THREAD
from newsbot.processes.workers import Limits, WorkerPool, shared_pool

LIMITS = Limits(processes=2, timeout_s=1, memory_mb=512)


def double(number: int) -> int:
    return 2 * number


def hang() -> None:
    while True:
        pass


def compute(cpu_s: float) -> float:
    """Uses so much CPU time; returns the CPU time that the process has used in total."""
    end = time.process_time() + cpu_s
    while time.process_time() < end:
        pass
    return time.process_time()


def backtrack() -> None:
    """Hangs in C code that holds the interpreter's lock and handles no signals."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def wait(wall_s: float) -> str:
    Event().wait(wall_s)
    return "waited"


def hang_after_a_word(pipe: str) -> None:
    Path(pipe).write_text("x")
    hang()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark: Path) -> str:
    if not mark.exists():
        mark.touch()
        die()
    return "lived"


def take_memory() -> int:
    return len(bytearray(2**31))


def threads_of_linear_algebra() -> int:
    """The number of threads of this process after numpy has multiplied two matrices."""
    import numpy as np  # noqa: PLC0415 - as a worker's first call imports it

    squared = np.ones((600, 600)) @ np.ones((600, 600))
    assert squared[0, 0] == 600
    return psutil.Process().num_threads()


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


@pytest.mark.skipif(os.cpu_count() == 1, reason="on one core there is one thread anyway")
def test_linear_algebra_starts_no_threads_beside_the_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    pool = WorkerPool(Limits(processes=1, timeout_s=30, memory_mb=2048))
    try:
        assert asyncio.run(pool.run(threads_of_linear_algebra)) == 1
    finally:
        pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not enforce RLIMIT_AS")
def test_a_call_beyond_the_memory_limit_dies_alone(pool: WorkerPool) -> None:
    with pytest.raises(WorkerDied, match="memory"):
        asyncio.run(pool.run(take_memory))
    assert asyncio.run(pool.run(double, 1)) == 2


def test_no_more_workers_start_than_there_is_work_for() -> None:
    pool = WorkerPool(Limits(processes=3, timeout_s=60, memory_mb=512))

    async def counts() -> tuple[int, int]:
        for number in range(4):
            await pool.run(double, number)
        one_by_one = len(workers_of(os.getpid()))
        await asyncio.gather(*(pool.run(compute, 0.2) for _ in range(9)))
        return one_by_one, len(workers_of(os.getpid()))

    before = len(workers_of(os.getpid()))
    try:
        assert asyncio.run(counts()) == (before + 1, before + 3)
    finally:
        pool.close()


def test_workers_killed_while_they_wait_are_replaced(pool: WorkerPool) -> None:
    asyncio.run(pool.run(double, 1))
    for worker in workers_of(os.getpid()):
        worker.kill()
        worker.wait(120)
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


def test_calls_that_were_given_up_do_not_disturb_the_end() -> None:
    pool = WorkerPool(LIMITS)

    async def give_up() -> None:
        calls = [asyncio.create_task(pool.run(hang, timeout_s=999)) for _ in range(9)]
        await asyncio.sleep(0)  # all are submitted
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        await asyncio.to_thread(pool.close)  # an exception of a thread would fail the test

    asyncio.run(give_up())


def test_a_deadline_of_its_own_counts(pool: WorkerPool) -> None:
    with pytest.raises(WorkerTimeout, match=r"0\.2 s of CPU time"):
        asyncio.run(pool.run(hang, timeout_s=0.2))


def test_a_call_that_hangs_in_c_code_is_killed_at_its_deadline(pool: WorkerPool) -> None:
    with pytest.raises(WorkerTimeout, match=r"used more than 0\.2 s of CPU time"):
        asyncio.run(pool.run(backtrack, timeout_s=0.2))


def test_time_that_a_call_does_not_compute_in_is_not_its_deadlines() -> None:
    pool = WorkerPool(Limits(processes=1, timeout_s=0.5, memory_mb=512, wall_factor=1000))
    try:
        assert asyncio.run(pool.run(wait, 1.5)) == "waited"
    finally:
        pool.close()


def test_a_call_that_waits_for_ever_ends_at_the_wider_limit() -> None:
    pool = WorkerPool(Limits(processes=1, timeout_s=0.5, memory_mb=512, wall_factor=2))
    try:
        with pytest.raises(WorkerTimeout, match="no result within 1 s, nor did it compute"):
            asyncio.run(pool.run(wait, 600))
    finally:
        pool.close()


def test_each_call_has_the_whole_of_its_time() -> None:
    pool = WorkerPool(Limits(processes=1, timeout_s=1, memory_mb=512, wall_factor=1000))

    async def main() -> list[float]:
        return [await pool.run(compute, 0.4) for _ in range(4)]

    try:
        used = asyncio.run(main())
    finally:
        pool.close()
    assert used[-1] > 1.5, "one worker did all of it"


def test_all_parts_of_one_owner_share_a_pool() -> None:
    class Owner:
        pass

    one, other = Owner(), Owner()
    assert shared_pool(one, LIMITS) is shared_pool(one, LIMITS)
    assert shared_pool(one, LIMITS) is not shared_pool(other, LIMITS)


CRAWLER = """
import asyncio, sys
from newsbot.processes.workers import Limits, WorkerPool
from tests.processes.test_workers import hang_after_a_word

async def main():
    pool = WorkerPool(Limits(processes=2, timeout_s=600, memory_mb=512))
    await asyncio.gather(*(pool.run(hang_after_a_word, sys.argv[1]) for _ in range(2)))

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs PR_SET_PDEATHSIG")
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    place = tmp_path / "begun"
    os.mkfifo(place)
    pipe = os.open(place, os.O_RDWR)  # reading alone would end with the first call's word
    parent = subprocess.Popen([sys.executable, "-c", CRAWLER, str(place)])
    try:
        wait_for_calls(pipe, 2)
        workers = psutil.Process(parent.pid).children(recursive=True)
    finally:
        parent.kill()
        parent.wait()
        os.close(pipe)
    _, alive = psutil.wait_procs(workers, timeout=120)
    assert alive == []


# What a worker reads at its start is more than a pipe holds, so that a start takes some time.
LEAVING = """
import asyncio, sys
from newsbot.processes.workers import Limits, WorkerPool

sys.argv.append("much" * 2**20)

async def main():
    pool = WorkerPool(Limits(processes=8, timeout_s=600, memory_mb=512))
    calls = [asyncio.ensure_future(pool.run(abs, 1)) for _ in range(8)]
    await asyncio.sleep(0)  # they begin

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_parent_that_ends_while_its_workers_start_ends_in_silence() -> None:
    parent = subprocess.run(
        [sys.executable, "-c", LEAVING], capture_output=True, text=True, check=True
    )
    assert parent.stdout + parent.stderr == ""


def workers_of(pid: int) -> list[psutil.Process]:
    children = psutil.Process(pid).children()
    return [child for child in children if "multiprocessing.spawn" in " ".join(child.cmdline())]


def wait_for_calls(pipe: int, number: int) -> None:
    """Waits until the given number of calls have reported that they began."""
    for _ in range(number):
        ready, _, _ = select.select([pipe], [], [], 300)
        assert ready, "the workers never started"
        os.read(pipe, 1)
