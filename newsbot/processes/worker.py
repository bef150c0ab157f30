"""One worker process, and the pipe through which it gets calls.

The time limit of a call is CPU time, which does not depend on how busy the machine is. A timer of
the kernel ends the process at the limit, whatever code is running. A call that only waits ends at a
wider limit of real time.
"""

import contextlib
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
from threading import Lock
from typing import TYPE_CHECKING, Any

from newsbot.errors import WorkerDied, WorkerTimeout
from newsbot.processes.spawned import SPAWN, prepare

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

# A call fails if a new worker has not begun it after this many seconds. Usually it takes 1.5 s.
START_TIMEOUT_S = 300
# A call that reaches its limit of real time is ended only if it does not compute, i.e. if it has
# used less than this share of its limit of CPU time. Otherwise it goes on.
LEAST_PROGRESS = 1 / 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of a function in a worker process."""

    message: bytes
    """The limit of CPU time, the function and its arguments, pickled as one tuple."""
    cpu_s: float
    """The limit of CPU time, in seconds."""
    wall_s: float
    """The limit of real time, in seconds, for a call that does not compute."""
    result: Future[Any] = field(default_factory=Future)


class Worker:
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

    def call(self, call: Call) -> Any:
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

    def _awaited(self, call: Call) -> Any:
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
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
