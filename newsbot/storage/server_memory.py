"""How much memory the embedded PostgreSQL keeps its tables in."""

import os
from collections.abc import Iterator
from pathlib import Path

MIB = 1024 * 1024
# PostgreSQL's manual advises a quarter of a machine that is the database's alone. What finds copies
# reads at random places: 2 kB an article of the last days, ten times as slow from files.
SHARE = 1 / 8
LEAST_MIB, MOST_MIB = 128, 4096

OWN_GROUP = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")


def shared_buffers() -> str:
    """An eighth of the memory that this process may use, as PostgreSQL's option takes it."""
    share_mib = int(memory_limit() * SHARE) // MIB
    return f"{min(max(share_mib, LEAST_MIB), MOST_MIB)}MB"


def memory_limit() -> int:
    """Bytes of memory that this process may use: the machine's, or what its control group has."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine, *_group_limits()])


def _group_limits() -> Iterator[int]:
    """Those of its control group (Linux, version 2) and of the groups around that."""
    if not OWN_GROUP.exists():
        return
    for line in OWN_GROUP.read_text(encoding="utf-8").splitlines():
        number, _, name = line.split(":", 2)
        own = GROUPS / name.lstrip("/")
        limits = [folder / "memory.max" for folder in (own, *own.parents)] if number == "0" else []
        for limit in filter(Path.is_file, limits):
            if (written := limit.read_text(encoding="ascii").strip()) != "max":
                yield int(written)
