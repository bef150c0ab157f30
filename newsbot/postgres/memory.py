"""How much memory the embedded PostgreSQL keeps its tables in."""

import os
import resource
from collections.abc import Iterator
from pathlib import Path

MIB = 1024 * 1024
# PostgreSQL's manual advises a quarter of a machine that is the database's alone. What finds copies
# reads at random places, 2 kB an article of the last days: from files that takes far longer.
SHARE = 1 / 8
LEAST_MIB, MOST_MIB = 128, 4096

OWN_GROUPS = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")


def shared_buffers() -> str:
    """An eighth of the memory that this process may use, as PostgreSQL's option takes it."""
    share_mib = int(memory_limit() * SHARE) // MIB
    return f"{min(max(share_mib, LEAST_MIB), MOST_MIB)}MB"


def memory_limit() -> int:
    """Bytes that this process may use: the machine's, its own limit's, its control groups'."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    own, _ = resource.getrlimit(resource.RLIMIT_AS)
    return min([machine, *([] if own == resource.RLIM_INFINITY else [own]), *_group_limits()])


def _group_limits() -> Iterator[int]:
    """The limits of its groups, and of those around them. Other systems than Linux have none.

    Lines are "0::/GROUP" in version 2, "NUMBER:memory:/GROUP" in version 1; inside a container the
    group may have another name than the folder that is mounted, so the outermost counts as well.
    """
    for line in _read(OWN_GROUPS).splitlines():
        _, controllers, group = line.split(":", 2)
        if not controllers:
            top, name = GROUPS, "memory.max"
        elif "memory" in controllers.split(","):
            top, name = GROUPS / "memory", "memory.limit_in_bytes"
        else:
            continue
        own = top / group.lstrip("/")
        for folder in (own, *own.parents):
            limit = _read(folder / name).strip()
            if limit.isdecimal():  # and not "max"
                yield int(limit)


def _read(file: Path) -> str:
    """Its text; empty where there is none to read, for then nothing is known of a limit."""
    try:
        return os.fsdecode(file.read_bytes())
    except OSError:
        return ""
