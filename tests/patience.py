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
        # There is no event to wait for, as said above. Without a pause, the loop would take the
        # processor from the very process that the condition is about.
        time.sleep(0.02)
