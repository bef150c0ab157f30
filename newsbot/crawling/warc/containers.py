"""Reads and decompresses archive files. They may be compressed with gzip, zstd or LZ4.

A compressed archive has many parts, usually one for each record. In gzip files they are members
(RFC 1952, 2.2), in zstd files frames (RFC 8878, 3). After a damaged part, reading goes on with the
next part.
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
from newsbot.crawling.warc.pieces import STEP_BYTES
from newsbot.crawling.warc.zstd_frames import (
    FRAME_START,
    SKIPPABLE_MAGIC,
    ZSTD_MAGIC,
    dictionary_at,
    read_frame,
)
from newsbot.wholeness import GZIP_MAGIC

LZ4_MAGIC = b"\x04\x22\x4d\x18"
# The number of bytes at the start of a file that show how the file is compressed.
MAGIC_BYTES = 4


@dataclass(frozen=True, slots=True)
class PartStart:
    """A place in an archive from which its content can be decompressed without what precedes."""

    offset: int
    """The position of the place in the compressed file, in bytes."""


ReadPart = Callable[[BinaryIO, bytes], Generator[bytes, None, bytes]]
"""A function that decompresses one part (e.g. a gzip member) of a compressed file, and yields the
content. Its arguments are the file, and the bytes of the part that were read already. When the part
ends, the function has usually read too far. It returns the bytes that it has read after the end."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in an archive at which bytes are missing or cannot be decompressed."""

    reason: str
    lost_bytes: int = 0
    """The number of bytes that were skipped at this place, because they belong to no record."""


def content_of(file: BinaryIO, offset: int = 0) -> Iterator[bytes | Damage | PartStart]:
    """Yields the decompressed content of a file in pieces, and a Damage where content is missing.

    The first bytes of the file show how it is compressed. Before the content of each part, a
    PartStart is yielded. With an `offset` that a PartStart had, the content begins at its part.
    """
    start = file.read(MAGIC_BYTES)
    content = _decompressed(file, start)
    file.seek(offset)
    return content


def _decompressed(file: BinaryIO, start: bytes) -> Iterator[bytes | Damage | PartStart]:
    """Decompresses `file` from its position on. `start` are the first bytes of the whole file."""
    file.seek(0)
    if start.startswith(GZIP_MAGIC):
        return _parts(file, MEMBER_START, read_member)
    if start == ZSTD_MAGIC or start[1:] == SKIPPABLE_MAGIC:
        dictionary = dictionary_at(file)
        return _parts(file, FRAME_START, partial(read_frame, dictionary))
    if start == LZ4_MAGIC:
        return _lz4(file)
    return _plain(file)


def _plain(file: BinaryIO) -> Iterator[bytes | PartStart]:
    offset = file.tell()
    while piece := file.read(STEP_BYTES):
        yield PartStart(offset)
        yield piece
        offset += len(piece)


def _lz4(file: BinaryIO) -> Iterator[bytes | Damage | PartStart]:
    yield PartStart(file.tell())
    reader = Lz4Reader(file)
    try:
        while piece := reader.read(STEP_BYTES):
            yield piece
    except OSError as error:
        yield Damage(str(error))


def _parts(
    file: BinaryIO, part_start: re.Pattern[bytes], read_part: ReadPart
) -> Iterator[bytes | Damage | PartStart]:
    """Yields the content of a file that consists of many compressed parts, e.g. gzip members.

    Zero bytes between parts are skipped. A Damage is yielded where a part cannot be decompressed.

    Args:
        file: the file, opened at its start.
        part_start: matches the start of a part.
        read_part: decompresses one part.
    """
    rest = b""
    while rest := (rest or file.read(STEP_BYTES)):
        rest = rest.lstrip(b"\0")
        if not rest:
            continue
        start = file.tell() - len(rest)
        yield PartStart(start)
        try:
            rest = yield from read_part(file, rest)
        except (zlib.error, zstd.ZstdError, EOFError) as error:
            yield Damage(str(error))
            rest = _from_next(part_start, file, start + 1)


def _from_next(part_start: re.Pattern[bytes], file: BinaryIO, position: int) -> bytes:
    """Searches a compressed file, from `position` on, for the start of the next part.

    A part is a member of a gzip file, or a frame of a zstd file. `part_start` matches the first
    bytes of a part. The file is read in pieces of STEP_BYTES bytes. The result begins with the
    first bytes of the part, and ends with the piece in which they were found. The result is
    empty if no further part begins.
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
