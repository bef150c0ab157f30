"""Ends the local executor when one of its processes is killed, because it would wait for ever.

The executor has a pool of multiprocess, which starts another process in the place of a killed one,
but never gives out the lost task again (https://github.com/python/cpython/issues/66587). This can
go when the pool reports such a process.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import multiprocess

from newsbot.errors import ExitCode

POLL_S = 0.5


@contextmanager
def ended_by_killed_process() -> Iterator[None]:
    """While the block runs, a killed child process ends this process and all its children."""
    is_over = threading.Event()
    thread = threading.Thread(target=_watch, args=(is_over,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _watch(is_over: threading.Event) -> None:
    seen: set[Any] = set()
    while not is_over.wait(POLL_S):
        seen.update(multiprocess.active_children())
        for each in seen:
            # The pool ends its own processes by SIGTERM.
            if (each.exitcode or 0) < 0 and each.exitcode != -signal.SIGTERM:
                _end(seen, signal.Signals(-each.exitcode).name)


def _end(children: set[Any], name: str) -> None:
    """Ends everything at once: the pool may wait for a lock that the killed process had."""
    sys.stderr.write(
        f"error: a process of datatrove was killed ({name}). Give the same command again: files "
        "that are extracted are left out\n"
    )
    sys.stderr.flush()
    for each in children:
        each.kill()
    os._exit(ExitCode.CONFIGURATION)
