"""Whether all of a document came: decided by the bytes as they were sent, before they are decoded.

Its content encoding's end proves it, and nothing else does where there is such an encoding: proxies
keep half a gzip stream and state its length rightly. Without one the transfer's end does, as
RFC 9112, 8 has it; and where the transfer had no end of its own, the document's last tag.
"""

import re
import zlib
from collections.abc import Callable
from typing import Literal

import brotli  # type: ignore[import-untyped] # it ships no types
from backports import zstd

Ending = Literal["complete", "cut", "open"]
"""How a transfer ended: "complete" at its stated length or last chunk, "cut" before that; "open"
where nothing stated an end, so that the connection's end is the document's, or is not."""

CUT_OFF = "cut_off"
"""Flag of a response, and reason, for a document of which only a part came."""

# A bomb says nothing of its end within this; it is refused for its size when it is decoded.
MAX_SIZE_BYTES = 64 * 2**20
STEP_BYTES = 2**18
GZIP_MAGIC = b"\x1f\x8b"
# Scripts and comments may follow the tag, and scripts before it may spell it. Of 1 172 saved news
# pages 1 163 have it within this, and of 4 688 cuts of them 7.
TAIL_BYTES = 2**14
LAST_TAG = re.compile(
    rb"</(?:html|rss|feed|rdf:rdf|(?:\w+:)?urlset|(?:\w+:)?sitemapindex)\s*>", re.IGNORECASE
)


def is_whole(body: bytes, content_encoding: str | None, ending: Ending) -> bool:
    """Whether `body`, still encoded as its Content-Encoding header says, is a whole document."""
    encoding = (content_encoding or "").rpartition(",")[2].strip().lower()
    if not encoding and ending == "open" and body.startswith(GZIP_MAGIC):
        encoding = "gzip"  # a file such as sitemap.xml.gz
    if encoding in ENDS and body:
        try:
            return ENDS[encoding](body)
        except (zlib.error, brotli.error, zstd.ZstdError):
            pass  # not so encoded at all, whatever the header says
    return ending == "complete" or (ending == "open" and _has_last_tag(body))


def _gzip_ends(body: bytes) -> bool:
    """Whether the last of its members ends; what is no further member is padding (RFC 1952, 2.2).

    A wrong checksum stands at the end too, and browsers do not look at it; damage before the end
    leaves a part.
    """
    if not body.startswith(GZIP_MAGIC):
        raise zlib.error("no gzip")
    while body.startswith(GZIP_MAGIC):
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            if not _inflated_to_end(inflater, body):
                return False
        except zlib.error as error:
            return str(error).endswith(("incorrect data check", "incorrect length check"))
        body = inflater.unused_data
    return True


def _deflate_ends(body: bytes) -> bool:
    """With zlib's header (RFC 1950) or, as some servers have it, without."""
    try:
        return _inflated_to_end(zlib.decompressobj(), body)
    except zlib.error:
        return _inflated_to_end(zlib.decompressobj(wbits=-zlib.MAX_WBITS), body)


def _inflated_to_end(inflater: "zlib._Decompress", body: bytes) -> bool:
    size_bytes = 0
    while not inflater.eof and body and size_bytes < MAX_SIZE_BYTES:
        size_bytes += len(inflater.decompress(body, STEP_BYTES))
        body = inflater.unconsumed_tail
    return inflater.eof or size_bytes >= MAX_SIZE_BYTES


def _brotli_ends(body: bytes) -> bool:
    decompressor = brotli.Decompressor()
    size_bytes = len(decompressor.process(body, output_buffer_limit=STEP_BYTES))
    while not decompressor.is_finished() and size_bytes < MAX_SIZE_BYTES:
        piece = decompressor.process(b"", output_buffer_limit=STEP_BYTES)
        if not piece:
            return False
        size_bytes += len(piece)
    return True


def _zstd_ends(body: bytes) -> bool:
    """Whether the last of its frames ends (RFC 8878, 3)."""
    size_bytes = 0
    while body and size_bytes < MAX_SIZE_BYTES:
        decompressor = zstd.ZstdDecompressor()
        size_bytes += len(decompressor.decompress(body, STEP_BYTES))
        while not decompressor.eof and size_bytes < MAX_SIZE_BYTES:
            if decompressor.needs_input:
                return False
            size_bytes += len(decompressor.decompress(b"", STEP_BYTES))
        body = decompressor.unused_data
    return True


ENDS: dict[str, Callable[[bytes], bool]] = {
    "gzip": _gzip_ends,
    "x-gzip": _gzip_ends,
    "deflate": _deflate_ends,
    "br": _brotli_ends,
    "zstd": _zstd_ends,
}


def _has_last_tag(body: bytes) -> bool:
    tail = body[-TAIL_BYTES:].replace(b"\0", b"")  # UTF-16 has one beside each letter
    return LAST_TAG.search(tail) is not None
