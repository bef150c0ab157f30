"""Makes the processes that a warm command starts by multiprocessing warm, too.

A worker process imports the extraction for more than a second of CPU time. A command cannot fork,
because it has threads. So it gets a helper process, a fork of itself from before the first thread,
which forks for each process that multiprocessing would start as `python -c CODE`.

To the command such a process is what it would be otherwise: a child that it waits for, which gets a
signal when the command ends, with the open files and the environment of that moment. It becomes the
command's child because the process that forked it ends, while the command is the one that Linux
gives orphans to.
"""

import contextlib
import ctypes
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from fcntl import F_DUPFD_CLOEXEC, fcntl
from multiprocessing import util
from pathlib import Path
from threading import Lock

MOST_BYTES = 200_000
"""No order has more. The socket keeps orders apart."""
MOST_FILES = 200
PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>
STANDARD = (0, 1, 2)

Code = Callable[[], None]


def become(environment: Mapping[str, str], files: Mapping[int, int]) -> None:
    """Gives this process an environment, and open files, each by the number that it shall have."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    above = max(files) + 1
    moved = {number: fcntl(file, F_DUPFD_CLOEXEC, above) for number, file in files.items()}
    for file in files.values():
        os.close(file)
    for number, file in moved.items():
        os.dup2(file, number)
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def with_warm_children() -> Code | None:
    """Has this process, which has no threads, start warm processes by multiprocessing.

    Returns None to this process. In each process that is started, returns what it has to run.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = os.getpid()
    if os.fork() == 0:
        ours.close()
        return _next_code(theirs, command)
    theirs.close()
    starting = Lock()

    def start(_path: object, arguments: Sequence[str | bytes], files: Sequence[int]) -> int:
        numbers = [*STANDARD, *sorted({int(file) for file in files} - {*STANDARD})]
        order = [[os.fsdecode(each) for each in arguments[1:]], numbers, dict(os.environ)]
        with starting, _adopting():
            socket.send_fds(ours, [json.dumps(order).encode()], numbers)
            return int(ours.recv(MOST_BYTES))

    util.spawnv_passfds = start
    return None


@contextlib.contextmanager
def _adopting() -> Iterator[None]:
    """Meanwhile, this process becomes the parent of processes below it whose parent ends."""
    linux = ctypes.CDLL(None)
    linux.prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        linux.prctl(PR_SET_CHILD_SUBREAPER, 0)


def _next_code(orders: socket.socket, command: int) -> Code:
    """Forks for each order; returns, in the new process alone, what it has to run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # newsbot.commands has set it
    for number in STANDARD:
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    while True:
        order, files, *_ = socket.recv_fds(orders, MOST_BYTES, MOST_FILES)
        if not order:  # the command has ended
            os._exit(0)
        adopted, parent_ended = os.pipe()
        if (between := os.fork()) == 0:
            if os.fork():
                os._exit(0)
            os.close(parent_ended)
            break
        os.waitpid(between, 0)
        for file in (adopted, parent_ended, *files):
            os.close(file)
    os.read(adopted, 1)
    os.close(adopted)
    if os.getppid() != command:
        os._exit(1)
    orders.send(str(os.getpid()).encode())
    orders.close()
    arguments, numbers, environment = json.loads(order)
    become(environment, dict(zip(numbers, files, strict=True)))
    return _code(arguments)


def _code(arguments: list[str]) -> Code:
    """What `python ARGUMENTS` runs, where these are options and `-c CODE ...`."""
    code, *further = arguments[arguments.index("-c") + 1 :]
    sys.argv = ["-c", *further]
    sys.orig_argv = [sys.executable, *arguments]
    _show(sys.orig_argv)
    return lambda: exec(code, {"__name__": "__main__"})  # noqa: S102 - as `python -c` does


def _show(arguments: Sequence[str]) -> None:
    """Makes `ps` show these arguments, as far as there is room in the place of the old ones."""
    fields = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    start, end = (int(fields[number - 3]) for number in (48, 49))  # arg_start, arg_end: proc(5)
    text = "\0".join(arguments).encode()[: end - start - 1]
    ctypes.memmove(start, text.ljust(end - start, b"\0"), end - start)
