"""Computes the value of `shared_buffers`: the memory that PostgreSQL uses to cache tables."""

import os
import resource
from collections.abc import Iterator
from pathlib import Path

MIB = 1024 * 1024
# The share of the memory that PostgreSQL uses to cache tables. PostgreSQL's manual recommends a
# quarter for a machine that runs only the database, but here crawls run on the same machine. With a
# much smaller cache, the search for copies of articles would be slow, because it reads random parts
# of a large table.
SHARE = 1 / 8
LEAST_MIB, MOST_MIB = 128, 4096

OWN_GROUPS = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")


def shared_buffers() -> str:
    """The value of PostgreSQL's option `shared_buffers`, an eighth of the memory: e.g. "512MB"."""
    share_mib = int(memory_limit() * SHARE) // MIB
    return f"{min(max(share_mib, LEAST_MIB), MOST_MIB)}MB"


def memory_limit() -> int:
    """The memory in bytes that this process may use.

    This is the lowest of these values: the memory of the machine, the limit of the process, and the
    limits of its control groups.
    """
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    own, _ = resource.getrlimit(resource.RLIMIT_AS)
    return min([machine, *([] if own == resource.RLIM_INFINITY else [own]), *_group_limits()])


def _group_limits() -> Iterator[int]:
    """The memory limits, in bytes, of this process's control groups and all groups around them.

    The names of the groups are read from /proc/self/cgroup. A line of this file is "0::/GROUP" for
    control groups of version 2, and "NUMBER:memory:/GROUP" for those of version 1. Inside a
    container, there may be no folder with the group's name. So the folders around it are read as
    well, up to the outermost one. Systems other than Linux have no control groups.
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
            if limit.isdecimal():  # "max" means no limit
                yield int(limit)


def _read(file: Path) -> str:
    try:
        return os.fsdecode(file.read_bytes())
    except OSError:
        return ""
