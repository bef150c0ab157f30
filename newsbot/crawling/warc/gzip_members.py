"""Decompresses single members of gzip files (RFC 1952, 2.3).

This module reads the header and the checksum of a member itself. Python's module zlib can do this,
too, but would not return the end of a member whose checksum is wrong.
"""

import re
import zlib
from collections.abc import Generator
from typing import BinaryIO

from newsbot.crawling.warc.pieces import STEP_BYTES, more
from newsbot.wholeness import GZIP_MAGIC

# Matches the start of a member: the magic number, the method "deflate", and flags without the three
# reserved bits.
MEMBER_START = re.compile(re.escape(GZIP_MAGIC) + rb"\x08[\x00-\x1f]")
# Sizes of the fixed part of a member's header, and of the checksum and length at the end of a
# member.
HEADER_BYTES = 10
TRAILER_BYTES = 8
# A member's header with more bytes than this counts as damaged. The header may have a file name, a
# comment and an extra field in it, but all of them together are never this long.
LONGEST_HEADER_BYTES = 2**17
HEADER_CHECK, EXTRA, NAME, COMMENT = 2, 4, 8, 16  # the flags of a member's header


def read_member(file: BinaryIO, start: bytes) -> Generator[bytes, None, bytes]:
    """Yields the content of a member of a gzip file, decompressed.

    Returns the bytes that were read after the end of the member. `start` are the bytes of the
    member that were read already.

    Raises:
        zlib.error, EOFError: the member is damaged or cut off.
    """
    header_bytes = _header_size(start)
    while header_bytes is None:
        start += more(file)
        header_bytes = _header_size(start)
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    rest, checksum = start[header_bytes:], 0
    while not inflater.eof:
        piece = inflater.decompress(rest, STEP_BYTES)
        checksum = zlib.crc32(piece, checksum)
        if piece:
            yield piece
        rest = inflater.unconsumed_tail
        if not rest and not inflater.eof and len(piece) < STEP_BYTES:
            rest = more(file)
    rest = inflater.unused_data
    while len(rest) < TRAILER_BYTES:
        rest += more(file)
    if int.from_bytes(rest[:4], "little") != checksum:
        raise zlib.error("a checksum is wrong")
    return rest[TRAILER_BYTES:]


def _header_size(start: bytes) -> int | None:
    """The size of the header of a gzip member; None if `start` ends within the header.

    `start` are the first bytes of the member.
    """
    if len(start) < HEADER_BYTES:
        return None
    if MEMBER_START.match(start) is None or len(start) > LONGEST_HEADER_BYTES:
        raise zlib.error("there are bytes that are no gzip")
    flags, end = start[3], HEADER_BYTES
    if flags & EXTRA:
        end += 2 + int.from_bytes(start[end : end + 2], "little")
    for text in (NAME, COMMENT):
        if flags & text:
            zero = start.find(b"\0", end)
            if zero < 0:
                return None
            end = zero + 1
    end += 2 if flags & HEADER_CHECK else 0
    return end if end <= len(start) else None
