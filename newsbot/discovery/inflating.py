"""Decompresses sitemaps and feeds that are gzip files.

If a file is damaged, the content before the damage is returned.
"""

import zlib
from contextlib import suppress
from dataclasses import dataclass, field

from newsbot.errors import SourceError
from newsbot.wholeness import GZIP_MAGIC, is_whole

# The largest uncompressed size that sitemaps.org/protocol.html allows for one sitemap. A sitemap
# that inflates to more, such as a gzip bomb, is refused.
MAX_SIZE_BYTES = 50 * 2**20
# The maximum number of gzip files, one within the other, that are decompressed. There may be two or
# more, because some servers compress a .gz file once more.
MAX_DEPTH = 3
STEP_BYTES = 2**14
# Bytes that are ignored before a gzip file: some scripts send a byte order mark and blank lines.
BEFORE_GZIP = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflated:
    """The content of the response for a source, after decompression if it was a gzip file."""

    content: bytes = field(repr=False)
    is_cut_off: bool
    """Whether the end of a gzip file is missing, so that entries may be missing too."""


def inflated(body: bytes) -> Inflated:
    """The content of a sitemap or feed. If `body` is a gzip file, it is decompressed.

    Bytes after the gzip file are ignored. If the file is damaged, the content before the damage is
    returned.

    Raises:
        SourceError: nothing can be read, or the content is larger than MAX_SIZE_BYTES.
    """
    is_cut_off = False
    for _ in range(MAX_DEPTH):
        if not body[:1024].lstrip(BEFORE_GZIP).startswith(GZIP_MAGIC):
            break
        compressed = body[body.index(GZIP_MAGIC) :]
        body, is_damaged = _content(compressed)
        is_cut_off |= not is_whole(compressed, "gzip", "cut")
        # If the gzip file is damaged in the middle, `body` has only the content before the damage,
        # even if the end of the gzip file is there. So such a `body` counts as cut off if it lacks
        # the last tag of a feed or sitemap.
        is_cut_off |= is_damaged and not is_whole(body, None, "open")
    if len(body) > MAX_SIZE_BYTES:
        raise SourceError(f"the source has more than {MAX_SIZE_BYTES >> 20} MB")
    return Inflated(content=body, is_cut_off=is_cut_off)


def _content(compressed: bytes) -> tuple[bytes, bool]:
    """The content of a gzip file up to the first damage, and whether there is damage.

    The file may have several members (RFC 1952, 2.2).
    """
    content, error = bytearray(), None
    while compressed.startswith(GZIP_MAGIC) and error is None:
        compressed, error = _add_member(compressed, content)
    if not content:
        raise SourceError(f"not a sitemap or feed: broken gzip ({error or 'it is empty'})")
    return bytes(content), error is not None


def _add_member(compressed: bytes, content: bytearray) -> tuple[bytes, zlib.error | None]:
    """Adds the content of a gzip file's first member to `content`.

    Returns the bytes after the member, and the error if the member is damaged.
    """
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    for at in range(0, len(compressed), STEP_BYTES):
        before, piece = inflater.copy(), compressed[at : at + STEP_BYTES]
        try:
            content += inflater.decompress(piece)
        except zlib.error as error:
            _add_bytes(before, piece, content)
            return b"", error
        if len(content) > MAX_SIZE_BYTES:
            raise SourceError(f"the source inflates to more than {MAX_SIZE_BYTES >> 20} MB")
        if inflater.eof:
            return inflater.unused_data + compressed[at + STEP_BYTES :], None
    return b"", None


def _add_bytes(inflater: "zlib._Decompress", piece: bytes, content: bytearray) -> None:
    """Decompresses a damaged piece byte by byte, and adds the bytes before the damage to `content`.

    `inflater` has decompressed all earlier pieces of the file.
    """
    with suppress(zlib.error):
        for at in range(len(piece)):
            content += inflater.decompress(piece[at : at + 1])
