"""A folder for databases that nobody needs after the tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

MEMORY = Path("/dev/shm")  # noqa: S108 - the folder inside it has a name that nobody can foresee
ROOM_BYTES = 2_000_000_000


@contextmanager
def folder_in_memory(prefix: str) -> Iterator[Path]:
    """An empty folder, in memory where Linux has room for that; it is removed at the end.

    A database has 430 files. To create and drop one takes 23 ms of CPU time in memory, and 80 ms
    or more on a disk, for which the test waits besides.
    """
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    has_room = is_there and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    with TemporaryDirectory(prefix=prefix, dir=MEMORY if has_room else None) as name:
        yield Path(name)
