"""How long tests wait for what surely comes."""

import time
from collections.abc import Callable

PATIENCE_S = 1200
"""A hang is found, and a busy machine is not taken for one."""


def wait_until(holds: Callable[[], object], limit_s: float = PATIENCE_S) -> None:
    """Return once `holds` is true; AssertionError after the limit.

    For conditions on rows, locks and other processes: these send no event that could be awaited,
    neither PostgreSQL for a row or a lock that changed, nor the kernel for what a process has done.
    """
    ends = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < ends, f"waited for {limit_s} s in vain"
        time.sleep(0.02)  # so that the condition is not asked about in a busy loop
