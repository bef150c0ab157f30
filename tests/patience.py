"""How long tests wait for what surely comes."""

import time
from collections.abc import Callable

PATIENCE_S = 1200
"""A hang is found, and a busy machine is not taken for one."""


def wait_until(holds: Callable[[], object], limit_s: float = PATIENCE_S) -> None:
    """Return once `holds` says so, for what nothing tells; AssertionError after the limit."""
    ends = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < ends, f"waited for {limit_s} s in vain"
        time.sleep(0.01)
