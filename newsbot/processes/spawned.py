"""What all processes that a crawl starts have in common: how they are started, and how they end."""

import ctypes
import gc
import multiprocessing
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # <linux/prctl.h>
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Environment variables that limit numpy's linear algebra to one thread, if set before its import.

By default there is one thread for each core. On two cores, the busy waiting of these threads takes
a quarter of the CPU time for a page. Each thread takes 40 MB of address space.
"""
# How many new objects Python's garbage collector waits for. A page's objects seldom form cycles,
# and nearly all of them are freed without the collector. With Python's threshold of 700, the
# collector takes up to 7 % of the time of extraction: it looks through all loaded modules again and
# again.
COLLECTED_AT = 50_000
# The method "spawn" is used, because "fork" is unsafe in a process with threads.
SPAWN = multiprocessing.get_context("spawn")


def prepare(parent_pid: int) -> None:
    """Makes a new process end with its parent, and not by Ctrl-C.

    The process ends as soon as the thread that started it ends, even if it is in an endless loop.
    This works only on Linux. Must be called before numpy is imported. `parent_pid` is the id of the
    parent's process.
    """
    os.environ.update(ONE_THREAD)
    collect_seldom()
    # Ctrl-C sends SIGINT to all processes of a terminal. A crawler ends the processes that it
    # started by itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent_pid:
            os._exit(1)


def collect_seldom() -> None:
    """Makes the garbage collector of this process run as seldom as in worker processes."""
    gc.set_threshold(COLLECTED_AT)


def show_name(name: str) -> None:
    """Makes tools like `top` show `name` for this process, on Linux; at most 15 characters."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_NAME, name.encode())
