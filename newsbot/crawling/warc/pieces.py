"""Reads compressed archive files in pieces of a few kilobytes, so that they need little memory."""

from typing import BinaryIO

STEP_BYTES = 2**16


def more(file: BinaryIO) -> bytes:
    """The next piece of a file, which belongs to a compressed part that has not ended yet.

    Raises:
        EOFError: the file has ended.
    """
    piece = file.read(STEP_BYTES)
    if not piece:
        raise EOFError("it ends early")
    return piece
