"""Reads the content of archive files: uncompressed, or compressed with gzip, zstd or LZ4.

A compressed archive has many parts, mostly one for each record: gzip's members (RFC 1952, 2.2) and
zstd's frames (RFC 8878, 3). After a damaged part, reading goes on with the next part.
"""

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from backports import zstd
from fastwarc.stream_io import Lz4Reader

from newsbot.crawling.warc.gzip_members import MEMBER_START, read_member
from newsbot.crawling.warc.zstd_frames import FRAME_START, dictionary_at, read_frame

STEP_BYTES = 2**16
# The magic numbers with which gzip members and zstd or LZ4 frames begin.
GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
LZ4 = b"\x04\x22\x4d\x18"
# Bytes 1 to 3 of the magic number of a skippable zstd frame, which may hold a dictionary.
SKIPPABLE = b"\x2a\x4d\x18"
# The number of bytes in which a part of a compressed file is recognised.
MAGIC_BYTES = 4

ReadPart = Callable[[BinaryIO, bytes], Generator[bytes, None, bytes]]
"""A function that yields the content of the part of a compressed file that begins with the given
bytes, which were read last. It returns the bytes that it has read after the part."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in an archive at which bytes are missing or wrong."""

    reason: str
    lost_bytes: int = 0
    """How many bytes of the content were passed over because they belong to no record."""


def content_of(file: BinaryIO) -> Iterator[bytes | Damage]:
    """The decompressed content of a file, in pieces, with a Damage where some of it is missing.

    How the file is compressed is found by its first bytes.
    """
    start = file.read(MAGIC_BYTES)
    file.seek(0)
    if start.startswith(GZIP):
        return _parts(file, MEMBER_START, read_member)
    if start == ZSTD or start[1:] == SKIPPABLE:
        dictionary = dictionary_at(file)
        return _parts(file, FRAME_START, partial(read_frame, dictionary))
    if start == LZ4:
        return _lz4(file)
    return _plain(file)


def _plain(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(STEP_BYTES):
        yield piece


def _lz4(file: BinaryIO) -> Iterator[bytes | Damage]:
    reader = Lz4Reader(file)
    try:
        while piece := reader.read(STEP_BYTES):
            yield piece
    except OSError as error:
        yield Damage(str(error))


def _parts(
    file: BinaryIO, part_start: re.Pattern[bytes], read_part: ReadPart
) -> Iterator[bytes | Damage]:
    """The content of a file of many compressed parts. Zero bytes between them are left out."""
    rest = b""
    while rest := (rest or file.read(STEP_BYTES)):
        rest = rest.lstrip(b"\0")
        if not rest:
            continue
        start = file.tell() - len(rest)
        try:
            rest = yield from read_part(file, rest)
        except (zlib.error, zstd.ZstdError, EOFError) as error:
            yield Damage(str(error))
            rest = _from_next(part_start, file, start + 1)


def _from_next(part_start: re.Pattern[bytes], file: BinaryIO, position: int) -> bytes:
    """What was read of a file from the next part on that begins at `position` or later.

    If there is none, the result is empty, and the file is read to its end.
    """
    file.seek(position)
    rest = b""
    while more := file.read(STEP_BYTES):
        rest += more
        found = part_start.search(rest)
        if found is not None:
            return rest[found.start() :]
        rest = rest[1 - MAGIC_BYTES :]
    return b""
