"""Reads compressed archive files in pieces of a few kilobytes, so that they need little memory."""

from typing import BinaryIO

STEP_BYTES = 2**16


def more(file: BinaryIO) -> bytes:
    """The next bytes of a file in which a gzip member or zstd frame has begun, but not ended.

    Raises:
        EOFError: the file has ended.
    """
    piece = file.read(STEP_BYTES)
    if not piece:
        raise EOFError("it ends early")
    return piece
