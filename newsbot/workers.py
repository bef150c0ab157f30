"""Worker processes that can be killed: limits of time and memory for each call, no orphans.

A call's deadline is CPU time of its worker: on a busy machine a page takes as much of that as on an
idle one. The kernel keeps it, by a timer whose signal ends the process, whatever code is running. A
call that waits instead of computing ends at a wider limit on the wall's clock.

A thread for each worker hands it one call at a time through a pipe of their own. Nothing is shared
between workers, so whatever moment one dies at, the others cannot be harmed by it.
"""

import asyncio
import contextlib
import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

from newsbot.errors import WorkerDied, WorkerTimeout

T = TypeVar("T")
Args = TypeVarTuple("Args")

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
# Python's start and the imports of a worker's first call: 1.5 s on an idle machine.
START_TIMEOUT_S = 300
# Of its CPU time a call must use so much each time that the wall's limit is over, or it waits. On a
# machine with twenty processes a core a worker uses six times as much.
LEAST_PROGRESS = 1 / 20
CLOSED = "the crawl has ended"
# There is a worker for each core already. Threads that numpy's linear algebra would start beside
# them wait busily, a quarter of a page's CPU time on two cores, and take 40 MB of address space
# each, one for each core.
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Environment variables that are read when numpy is imported."""
# Spawned, not forked: the caller has threads.
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many workers there are and what one call may use."""

    processes: int
    timeout_s: float
    """CPU time."""
    memory_mb: int
    """Address space of one worker, in MiB; macOS does not enforce it."""
    wall_factor: float = 6
    """So many times its CPU time a call may last while it hardly computes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    message: bytes
    cpu_s: float
    wall_s: float
    result: Future[Any] = field(default_factory=Future)


class WorkerPool:
    """Runs functions in processes of its own; a call that hangs or dies costs that call alone.

    Workers start with the first call.
    """

    def __init__(self, limits: Limits) -> None:
        self._timeout_s = limits.timeout_s
        self._wall_factor = limits.wall_factor
        self._workers = [_Worker(limits.memory_mb * 2**20) for _ in range(limits.processes)]
        self._threads: list[Thread] = []
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._is_closed = False

    async def run(
        self,
        function: Callable[[*Args], T],
        *args: *Args,
        timeout_s: float | None = None,
    ) -> T:
        """What `function(*args)` returns, or its own exception; all must be picklable.

        A call whose worker was killed is tried once more: it may have been killed from outside.

        Raises:
            WorkerTimeout: it used more than `timeout_s` of CPU time (default: the pool's), or
                hardly any for the pool's wall factor times as long.
            WorkerDied: the process was killed twice, or ran out of memory.
        """
        cpu_s = self._timeout_s if timeout_s is None else timeout_s
        call = bytes(ForkingPickler.dumps((cpu_s, function, args)))
        try:
            try:
                result: T = await self._submit(call, cpu_s)
            except WorkerDied:
                result = await self._submit(call, cpu_s)
        except MemoryError as error:
            raise WorkerDied("needed more memory than a worker may use") from error
        return result

    def close(self) -> None:
        """Ends the workers; calls under way or waiting raise WorkerDied."""
        self._is_closed = True
        for worker in self._workers:
            self._calls.put(None)
            worker.kill()
        for thread in self._threads:
            thread.join()

    async def _submit(self, message: bytes, cpu_s: float) -> Any:
        if self._is_closed:
            raise WorkerDied(CLOSED)
        if not self._threads:
            self._threads = [
                Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers
            ]
            for thread in self._threads:
                thread.start()
        call = _Call(message=message, cpu_s=cpu_s, wall_s=cpu_s * self._wall_factor)
        self._calls.put(call)
        return await asyncio.wrap_future(call.result)

    def _serve(self, worker: "_Worker") -> None:
        """One worker's thread, and its process's parent: Linux kills the one with the other."""
        with contextlib.suppress(WorkerDied):
            worker.ensure_started()
        while (call := self._calls.get()) is not None:
            if self._is_closed:
                call.result.set_exception(WorkerDied(CLOSED))
            elif call.result.set_running_or_notify_cancel():
                self._answer(call, worker)
        worker.kill()

    def _answer(self, call: _Call, worker: "_Worker") -> None:
        try:
            result = worker.call(call)
        except (WorkerDied, WorkerTimeout, MemoryError) as error:
            worker.kill()
            call.result.set_exception(error)
        except BaseException as error:  # noqa: BLE001 - the caller gets it raised
            call.result.set_exception(error)
        else:
            call.result.set_result(result)


class _Worker:
    """A process and the pipe to it; after its end it can be started again."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._changing = Lock()
        self._process: multiprocessing.process.BaseProcess | None = None

    def ensure_started(self) -> None:
        """A process is alive after this, or WorkerDied is raised."""
        with self._changing:
            # A waiting worker says nothing: what can be read then is the end of its pipe.
            if self._process is None or self._connection.poll():
                self._start()

    def _start(self) -> None:
        self._connection, theirs = _SPAWN.Pipe()
        arguments = (theirs, os.getpid(), self._memory_bytes)
        process = _SPAWN.Process(target=_work, args=arguments, daemon=True)
        with theirs:
            try:
                process.start()
            except OSError as error:
                raise WorkerDied(f"no worker process could be started: {error}") from error
        self._process = process

    def call(self, call: _Call) -> Any:
        """What the call returns, or its exception. Raises WorkerTimeout and WorkerDied too."""
        self.ensure_started()
        try:
            self._connection.send_bytes(call.message)
            reply = self._received(START_TIMEOUT_S)
            if reply is None:
                reply = self._awaited(call)
        except (EOFError, ConnectionError) as error:
            if self._ended_by() == signal.SIGPROF:
                raise WorkerTimeout(f"used more than {call.cpu_s:g} s of CPU time") from error
            raise WorkerDied("the worker process was killed") from error
        is_result, value = reply
        if is_result:
            return value
        raise value

    def kill(self) -> None:
        """Ends the process now; a call under way raises WorkerDied."""
        with self._changing:
            if self._process is not None:
                self._process.kill()
                self._process.join()
                self._process = None

    def _ended_by(self) -> int | None:
        """The signal that ended the process, which has hung up."""
        with self._changing:
            if self._process is None:
                return None
            self._process.join()
            return -(self._process.exitcode or 0)

    def _received(self, timeout_s: float) -> Any:
        if not self._connection.poll(timeout_s):
            raise WorkerTimeout(f"did not begin within {timeout_s:g} s")
        return self._connection.recv()

    def _awaited(self, call: _Call) -> Any:
        """The call's reply; as long as it computes, only its CPU time is limited."""
        used_s = self._cpu_s()
        while not self._connection.poll(call.wall_s):
            before_s, used_s = used_s, self._cpu_s()
            if used_s - before_s < LEAST_PROGRESS * call.cpu_s:
                raise WorkerTimeout(f"gave no result within {call.wall_s:g} s, nor did it compute")
        return self._connection.recv()

    def _cpu_s(self) -> float:
        """CPU time that the process has used; 0 where the system does not tell, as on macOS."""
        with self._changing:
            if self._process is None or sys.platform != "linux":
                return 0
            # MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED) of the kernel's posix-timers.h
            return time.clock_gettime((~(self._process.pid or 0) << 3) | 2)


_pools: WeakKeyDictionary[object, WorkerPool] = WeakKeyDictionary()


def shared_pool(owner: object, limits: Limits) -> WorkerPool:
    """The one pool that all parts of `owner` (a crawler) share, made at the first call."""
    if owner not in _pools:
        _pools[owner] = WorkerPool(limits)
    return _pools[owner]


def _work(connection: Connection, parent_pid: int, memory_bytes: int) -> None:
    """A worker's life: calls, one after the other, until the pool hangs up.

    Each is answered with None when it begins and (is a result, result or exception) at its end.
    """
    _prepare_worker(parent_pid, memory_bytes)
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            connection.send(_outcome(connection))


def _outcome(connection: Connection) -> tuple[bool, Any]:
    message = connection.recv_bytes()
    try:
        cpu_s, function, args = ForkingPickler.loads(message)
        connection.send(None)
        # SIGPROF ends the process, also in code that never lets Python handle a signal.
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        try:
            return True, function(*args)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except Exception as error:  # noqa: BLE001 - the caller gets it raised
        error.add_note(f"In the worker process:\n{traceback.format_exc()}")
        return False, error


def _prepare_worker(parent_pid: int, memory_bytes: int) -> None:
    """Runs first in each worker, before numpy is imported."""
    os.environ.update(ONE_THREAD)
    # Ctrl-C reaches the whole foreground group; the crawler decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if sys.platform == "linux":
        # A hung worker would outlive a killed crawler, at 100 % CPU.
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent_pid:
            os._exit(1)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
