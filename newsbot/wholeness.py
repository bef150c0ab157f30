"""Tells whether a document arrived completely, from the bytes as they were sent.

For a compressed document only the end of the compressed stream proves it: some proxies store half a
stream, and send it with a Content-Length that fits the half. For other documents the end of the
HTTP transfer counts (RFC 9112, 8), or, if the transfer had no stated end, the last tag of the
document.
"""

import re
import zlib
from collections.abc import Callable
from typing import Literal

import brotli  # type: ignore[import-untyped] # it ships no types
from backports import zstd

Ending = Literal["complete", "cut", "open"]
"""How an HTTP transfer ended: "complete" at the stated length or the last chunk, "cut" before that,
or "open" if no length was stated, so that a closed connection may mean the one or the other."""

CUT_OFF = "cut_off"
"""The flag of a response, and the reason of a rejection, for an incomplete document."""

# Decompression stops at this size, and the document counts as complete. A decompression bomb is
# refused later, because it is too large.
MAX_SIZE_BYTES = 64 * 2**20
STEP_BYTES = 2**18
GZIP_MAGIC = b"\x1f\x8b"
# The number of bytes at the end of a document in which its last tag is searched: scripts and
# comments may follow the tag. Of 1 172 saved news pages, 1 162 have the tag in this part; of 4 688
# incomplete copies of these pages, 4 have it.
TAIL_BYTES = 2**14
# The last tag as a group. Comments, scripts, styles, CDATA sections and other tags match as a
# whole, so that a last tag that they only mention, in a template or an attribute, is not found.
LAST_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<(script|style)\b.*?(?:</\1|\Z)"
    rb"|(?P<last></(?:html|rss|feed|rdf:rdf|(?:\w+:)?urlset|(?:\w+:)?sitemapindex)\s*>)"
    rb"|<[a-z](?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>",
    re.IGNORECASE | re.DOTALL,
)
# What a tail may begin in the middle of: the end comes before any beginning.
BEGUN = re.compile(
    rb"(?:(?!<script\b|<style\b|<!--).)*?(?:</(?:script|style)\s*>|-->)", re.IGNORECASE | re.DOTALL
)
RANGE = re.compile(r"\s*bytes\s+0-(\d+)/(\d+)\s*", re.ASCII | re.IGNORECASE)


def covers_all(content_range: str) -> bool:
    """Whether a header Content-Range (RFC 9110, 14.4) states a range that is the whole document."""
    stated = RANGE.fullmatch(content_range)
    return stated is not None and int(stated[1]) + 1 == int(stated[2])


def is_whole(body: bytes, content_encoding: str | None, ending: Ending) -> bool:
    """Whether a document is complete.

    Args:
        body: the document as it was sent, still compressed.
        content_encoding: the header Content-Encoding; None without one.
        ending: how the transfer ended.
    """
    encoding = (content_encoding or "").rpartition(",")[2].strip().lower()
    if not encoding and ending == "open" and body.startswith(GZIP_MAGIC):
        encoding = "gzip"  # a file such as sitemap.xml.gz
    if encoding in ENDS and body:
        try:
            return ENDS[encoding](body)
        except (zlib.error, brotli.error, zstd.ZstdError):
            pass  # not compressed as the header says
    return ending == "complete" or (ending == "open" and _has_last_tag(body))


def _has_last_tag(body: bytes) -> bool:
    # UTF-16 has a zero byte beside each letter of a tag.
    tail = body[-TAIL_BYTES:].replace(b"\0", b"")
    begun = BEGUN.match(tail) if len(body) > TAIL_BYTES else None
    found = LAST_TAG.finditer(tail, begun.end() if begun else 0)
    return any(each["last"] for each in found)


def _gzip_ends(body: bytes) -> bool:
    """Whether the last member of a gzip file is complete; other bytes after it are ignored.

    A wrong checksum or length at the end is ignored, as browsers do; other damage means that the
    rest is missing (RFC 1952, 2.2).
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
    """Whether a deflate stream is complete, with zlib's header (RFC 1950) or without.

    Some servers leave the header out.
    """
    try:
        return _inflated_to_end(zlib.decompressobj(), body)
    except zlib.error:
        return _inflated_to_end(zlib.decompressobj(wbits=-zlib.MAX_WBITS), body)


def _inflated_to_end(inflater: "zlib._Decompress", body: bytes) -> bool:
    """Whether `body` contains the end of the stream, or more than MAX_SIZE_BYTES of content."""
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
    """Whether the last frame of a zstd stream is complete (RFC 8878, 3)."""
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
