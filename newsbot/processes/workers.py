"""Runs functions in worker processes that can be killed, with limits of time and memory.

The time limit of a call is CPU time, which does not depend on how busy the machine is. A timer of
the kernel ends the process at the limit, whatever code is running. A call that only waits ends at a
wider limit of real time. For each worker a thread of the crawler sends calls through a pipe, one at
a time. Workers share nothing, so a dying worker cannot harm another.
"""

import asyncio
import atexit
import contextlib
import gc
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
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

from newsbot.errors import WorkerDied, WorkerTimeout
from newsbot.processes.spawned import SPAWN, prepare

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
Args = TypeVarTuple("Args")

# A call fails if a new worker has not begun it after this many seconds. Usually it takes 1.5 s.
START_TIMEOUT_S = 300
# A call that reaches its limit of real time is ended only if it does not compute, i.e. if it has
# used less than this share of its limit of CPU time. Otherwise it goes on.
LEAST_PROGRESS = 1 / 20
CLOSED = "the crawl has ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The settings of a WorkerPool: the number of processes, and the limits for each call."""

    processes: int
    timeout_s: float
    """The maximum CPU time of a call, in seconds. A call that needs more is ended."""
    memory_mb: int
    """The maximum address space of a worker process, in MiB. Only Linux enforces this limit."""
    wall_factor: float = 6
    """The limit of real time for a call, as a multiple of `timeout_s`. A call that only waits and
    does not compute is ended at this limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    message: bytes
    cpu_s: float
    wall_s: float
    result: Future[Any] = field(default_factory=Future)


class WorkerPool:
    """Runs functions in worker processes; a call that hangs or crashes affects no other call.

    A further worker is started when a call comes and all started workers are busy.
    """

    def __init__(self, limits: Limits) -> None:
        self._timeout_s = limits.timeout_s
        self._wall_factor = limits.wall_factor
        self._workers = [_Worker(limits.memory_mb * 2**20) for _ in range(limits.processes)]
        self._threads: list[Thread] = []
        self._results: set[Future[Any]] = set()
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._is_closed = False
        # A process that ends while a thread starts a worker would leave it without its arguments,
        # and it would print a traceback. This happens when an abandoned crawl closes no pool.
        atexit.register(self.close)

    async def run(
        self,
        function: Callable[[*Args], T],
        *args: *Args,
        timeout_s: float | None = None,
    ) -> T:
        """Calls `function(*args)` in a worker process; returns the result, or raises the exception.

        The function, its arguments and its result must be picklable. `timeout_s` is the limit of
        CPU time in seconds; if it is None, the limit of the pool holds. If the worker process dies
        before it reaches this limit, the call is tried once more, because the call may not have
        been the cause.

        Raises:
            WorkerTimeout: the call used more CPU time than allowed, or took too long.
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
        """Kills the workers; calls that are running or waiting raise WorkerDied."""
        self._is_closed = True
        atexit.unregister(self.close)
        for worker in self._workers:
            self._calls.put(None)
            worker.kill()
        for thread in self._threads:
            thread.join()

    async def _submit(self, message: bytes, cpu_s: float) -> Any:
        if self._is_closed:
            raise WorkerDied(CLOSED)
        call = _Call(message=message, cpu_s=cpu_s, wall_s=cpu_s * self._wall_factor)
        self._results = {each for each in self._results if not each.done()} | {call.result}
        if len(self._threads) < min(len(self._results), len(self._workers)):
            worker = self._workers[len(self._threads)]
            self._threads.append(Thread(target=self._serve, args=(worker,), daemon=True))
            self._threads[-1].start()
        self._calls.put(call)
        return await asyncio.wrap_future(call.result)

    def _serve(self, worker: "_Worker") -> None:
        """Passes calls to `worker` until the pool is closed; runs in a thread for this worker."""
        # Linux kills a worker when the thread that started it ends (PR_SET_PDEATHSIG). So the
        # worker is started in this thread, which lasts as long as the pool.
        with contextlib.suppress(WorkerDied):
            worker.ensure_started()
        while (call := self._calls.get()) is not None:
            if not call.result.set_running_or_notify_cancel():
                continue  # the caller was cancelled, and waits no more
            if self._is_closed:
                call.result.set_exception(WorkerDied(CLOSED))
            else:
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
    """A worker process and the pipe to it; if the process ends, the next call starts a new one."""

    def __init__(self, memory_bytes: int) -> None:
        self._memory_bytes = memory_bytes
        self._changing = Lock()
        self._process: BaseProcess | None = None
        self._has_begun = False

    def ensure_started(self) -> None:
        """Starts the process if there is none; raises WorkerDied if it cannot be started."""
        with self._changing:
            # An idle worker sends nothing, so `poll` is True only if the process has ended.
            if self._process is None or self._connection.poll():
                self._start()

    def _start(self) -> None:
        self._connection, theirs = SPAWN.Pipe()
        arguments = (theirs, os.getpid(), self._memory_bytes)
        process = SPAWN.Process(target=_work, args=arguments, daemon=True)
        with theirs:
            try:
                process.start()
            except OSError as error:
                raise WorkerDied(f"no worker process could be started: {error}") from error
        self._process = process
        self._has_begun = False

    def call(self, call: _Call) -> Any:
        """The result of a call in the process; raises the exception of the call, or WorkerError."""
        self.ensure_started()
        try:
            self._connection.send_bytes(call.message)
            reply = self._begun()
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
        """Kills the process; a running call raises WorkerDied."""
        with self._changing:
            if self._process is not None:
                self._process.kill()
                self._process.join()
                self._process = None

    def _ended_by(self) -> int | None:
        """The number of the signal that ended the worker process; None if `kill` has ended it."""
        with self._changing:
            if self._process is None:
                return None
            self._process.join()
            return -(self._process.exitcode or 0)

    def _begun(self) -> Any:
        """Waits until a new process begins its first call; returns None, or the early reply."""
        if self._has_begun:
            return None
        if not self._connection.poll(START_TIMEOUT_S):
            raise WorkerTimeout(f"did not begin within {START_TIMEOUT_S:g} s")
        reply = self._connection.recv()
        self._has_begun = reply is None
        return reply

    def _awaited(self, call: _Call) -> Any:
        """The reply to `call`; raises WorkerTimeout if the process hangs, i.e. does not compute."""
        used_s = self._cpu_s()
        while not self._connection.poll(call.wall_s):
            before_s, used_s = used_s, self._cpu_s()
            if used_s - before_s < LEAST_PROGRESS * call.cpu_s:
                raise WorkerTimeout(f"gave no result within {call.wall_s:g} s, nor did it compute")
        return self._connection.recv()

    def _cpu_s(self) -> float:
        """The CPU time in seconds that the process has used so far; always 0 outside Linux."""
        with self._changing:
            if self._process is None or sys.platform != "linux":
                return 0
            # The id of the worker's CPU-time clock, made as by Linux's MAKE_PROCESS_CPUCLOCK.
            return time.clock_gettime((~(self._process.pid or 0) << 3) | 2)


_pools: WeakKeyDictionary[object, WorkerPool] = WeakKeyDictionary()


def shared_pool(owner: object, limits: Limits) -> WorkerPool:
    """The worker pool of the crawler `owner`; the first call makes it, with these `limits`."""
    if owner not in _pools:
        _pools[owner] = WorkerPool(limits)
    return _pools[owner]


def _work(connection: Connection, parent_pid: int, memory_bytes: int) -> None:
    """The main function of a worker process: runs one call after the other until the pipe closes.

    The worker answers each call with a pair when the call ends: (True, result) or (False,
    exception). When the first call begins, it sends None before.
    """
    _prepare_worker(parent_pid, memory_bytes)
    has_begun = False

    def begin() -> None:
        nonlocal has_begun
        if not has_begun:
            connection.send(None)
            has_begun = True

    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            connection.send(_outcome(connection.recv_bytes(), begin))


def _outcome(message: bytes, begin: Callable[[], None]) -> tuple[bool, Any]:
    try:
        cpu_s, function, args = ForkingPickler.loads(message)
        begin()
        # The timer sends SIGPROF when the CPU time is used up, which ends C code, too.
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        try:
            return True, function(*args)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except Exception as error:  # noqa: BLE001 - the caller gets it raised
        error.add_note(f"In the worker process:\n{traceback.format_exc()}")
        return False, error


def _prepare_worker(parent_pid: int, memory_bytes: int) -> None:
    """Sets limits and signal handlers in a new worker process, before numpy is imported."""
    prepare(parent_pid)
    # A page's objects seldom form cycles: fewer collections save 3 % of the time.
    gc.set_threshold(50_000)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
