"""Decompresses single frames of zstd files (RFC 8878, 3.1).

A WARC file may have a dictionary for the decompression. It is in a skippable frame at the start of
the file, as "Zstandard compression for WARC files 1.0" (IIPC) says.
"""

import re
from collections.abc import Generator
from typing import BinaryIO

from backports import zstd

from newsbot.crawling.warc.pieces import STEP_BYTES, more

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# The magic number of a skippable frame without the first byte, which may differ.
SKIPPABLE_MAGIC = b"\x2a\x4d\x18"
DICTIONARY_MAGIC = b"\x5d" + SKIPPABLE_MAGIC
# Matches the start of a frame: the magic number of a frame with content, or of a skippable frame.
FRAME_START = re.compile(re.escape(ZSTD_MAGIC) + rb"|[\x50-\x5f]" + re.escape(SKIPPABLE_MAGIC))
# A skippable frame begins with 4 bytes for the magic number, and 4 bytes for the size of the
# content.
SKIPPABLE_HEADER_BYTES = 8
# At most this many bytes of a dictionary are read. No real dictionary is larger.
LARGEST_DICTIONARY_BYTES = 2**27


def dictionary_at(file: BinaryIO) -> zstd.ZstdDict | None:
    """The dictionary in the first frame of a file; None if there is no dictionary.

    Afterwards, the position in the file is 0 again.
    """
    header = file.read(SKIPPABLE_HEADER_BYTES)
    size_bytes = int.from_bytes(header[4:], "little")
    content = file.read(min(size_bytes, LARGEST_DICTIONARY_BYTES))
    file.seek(0)
    if not header.startswith(DICTIONARY_MAGIC):
        return None
    try:
        if content.startswith(ZSTD_MAGIC):
            content = zstd.decompress(content)
        return zstd.ZstdDict(content)
    except (zstd.ZstdError, ValueError):
        return None


def read_frame(
    dictionary: zstd.ZstdDict | None, file: BinaryIO, start: bytes
) -> Generator[bytes, None, bytes]:
    """Yields the content of a frame of a zstd file, decompressed; nothing for a skippable frame.

    Returns the bytes that were read after the end of the frame.

    Args:
        dictionary: the dictionary of the file; None if it has none.
        file: the file.
        start: the bytes of the frame that were read already.

    Raises:
        zstd.ZstdError, EOFError: the frame is damaged or cut off.
    """
    while len(start) < SKIPPABLE_HEADER_BYTES:
        start += more(file)
    if FRAME_START.match(start) and not start.startswith(ZSTD_MAGIC):
        end = SKIPPABLE_HEADER_BYTES + int.from_bytes(start[4:SKIPPABLE_HEADER_BYTES], "little")
        while len(start) < end:
            end -= len(start)
            start = more(file)
        return start[end:]
    decompressor = zstd.ZstdDecompressor(zstd_dict=dictionary)
    rest = start
    while not decompressor.eof:
        piece = decompressor.decompress(rest, STEP_BYTES)
        if piece:
            yield piece
        rest = more(file) if decompressor.needs_input and not decompressor.eof else b""
    return decompressor.unused_data
