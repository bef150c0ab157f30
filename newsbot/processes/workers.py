"""Runs functions in worker processes that can be killed, with limits of time and memory.

For each worker a thread of the crawler sends calls through a pipe, one at a time. Workers share
nothing, so a dying worker cannot harm another.
"""

import asyncio
import atexit
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

from newsbot.errors import WorkerDied, WorkerTimeout
from newsbot.processes.worker import Call, Worker

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
Args = TypeVarTuple("Args")

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


class WorkerPool:
    """Runs functions in worker processes; a call that hangs or crashes affects no other call.

    A further worker is started when a call comes and all started workers are busy.
    """

    def __init__(self, limits: Limits) -> None:
        self._timeout_s = limits.timeout_s
        self._wall_factor = limits.wall_factor
        self._workers = [Worker(limits.memory_mb * 2**20) for _ in range(limits.processes)]
        self._threads: list[Thread] = []
        self._results: set[Future[Any]] = set()
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
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
        call = Call(message=message, cpu_s=cpu_s, wall_s=cpu_s * self._wall_factor)
        self._results = {each for each in self._results if not each.done()} | {call.result}
        if len(self._threads) < min(len(self._results), len(self._workers)):
            worker = self._workers[len(self._threads)]
            self._threads.append(Thread(target=self._serve, args=(worker,), daemon=True))
            self._threads[-1].start()
        self._calls.put(call)
        return await asyncio.wrap_future(call.result)

    def _serve(self, worker: Worker) -> None:
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

    def _answer(self, call: Call, worker: Worker) -> None:
        try:
            result = worker.call(call)
        except (WorkerDied, WorkerTimeout, MemoryError) as error:
            worker.kill()
            call.result.set_exception(error)
        except BaseException as error:  # noqa: BLE001 - the caller gets it raised
            call.result.set_exception(error)
        else:
            call.result.set_result(result)


_pools: WeakKeyDictionary[object, WorkerPool] = WeakKeyDictionary()


def shared_pool(owner: object, limits: Limits) -> WorkerPool:
    """The worker pool of the crawler `owner`; the first call makes it, with these `limits`."""
    if owner not in _pools:
        _pools[owner] = WorkerPool(limits)
    return _pools[owner]
