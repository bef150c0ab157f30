"""Copies parts of a WARC file to a new one, to leave out the records of some pages."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsbot.archive.open_file import OpenFile

STEP_BYTES = 2**20


def copy_parts(source: Path, parts: Iterable[tuple[int, int]], target: OpenFile) -> Iterator[int]:
    """Appends parts of the file `source` to `target`; yields the position of each part in `target`.

    Each of `parts` is a pair: the position of the part in `source`, and its length, both in bytes.
    The compressed bytes are copied unchanged.

    Raises:
        OSError: the file cannot be read, or the copy cannot be written.
    """
    with source.open("rb") as file:
        for start, length in parts:
            file.seek(start)
            data = file.read(length)
            if len(data) < length:
                raise OSError(0, os.strerror(0), f"{source} is shorter than {start + length} bytes")
            yield target.append(data)
