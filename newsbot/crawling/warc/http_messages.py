"""Parses the HTTP responses in archives, and decodes their bodies (e.g. gzip, chunked).

The headers that name the encodings may be wrong. Many programs that write archives decode the body,
but keep these headers. Others remove the headers, but do not decode the body. So the first bytes of
the body are checked, too.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ZstdReader

from newsbot.crawling.warc.gzip_members import read_member
from newsbot.wholeness import GZIP_MAGIC, Ending, is_whole

STEP_BYTES = 4096
# Matches a status line, perhaps after blank lines, e.g. "HTTP/1.1 200 OK", "HTTP/2 200",
# "h3 200", "HTTP 200", "ICY 200 OK".
STATUS_LINE = re.compile(
    rb"\s*(?:HTTP(?:/\d+(?:\.\d+)?)?|ICY|h[23])[ \t]+(\d{3})(?!\d)[^\n]*\n?", re.IGNORECASE
)
# Matches the end of the HTTP headers, which is a blank line. Some archives have no blank line
# there. In these archives, the match is before the first line that begins with "<".
HEADER_END = re.compile(rb"(?<=\n)(?:[ \t\r]*\n|(?=[ \t]*<))")
# Matches the start of an HTML body that is not compressed or encoded. Before the first "<", there
# may be a byte order mark, blanks, and the zero bytes of UTF-16.
MARKUP_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
# Matches a tag with which an HTML page begins, e.g. <html>. The headers of a response may say
# wrongly that the body is compressed or chunked. If such a tag is found in the first kilobyte of
# the body, the body is used as it is.
PAGE_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
# Matches the line before a chunk (RFC 9112, 7.1), which states the size of the chunk.
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n", re.IGNORECASE)


def _gzip(body: bytes) -> Iterator[bytes]:
    rest = yield from read_member(BytesIO(), body)
    while rest.startswith(GZIP_MAGIC):
        rest = yield from read_member(BytesIO(), rest)


def _deflate(body: bytes) -> Iterator[bytes]:
    """Yields the content of a body with the encoding "deflate".

    The body may have a zlib header (RFC 1950, 2.2). Some servers send it without one.
    """
    has_header = body[:1] == b"\x78" and int.from_bytes(body[:2]) % 31 == 0
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    while piece := inflater.decompress(body, STEP_BYTES):
        yield piece
        body = inflater.unconsumed_tail


def _read_by(reader: type[BrotliReader | ZstdReader], body: bytes) -> Iterator[bytes]:
    with reader(BytesIO(body)) as content:
        while piece := content.read(STEP_BYTES):
            yield piece


DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": partial(_read_by, BrotliReader),
    "zstd": partial(_read_by, ZstdReader),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An HTTP response as an archive holds it."""

    status: int
    headers: dict[str, list[str]]
    """The values of each header field, by the name of the field in lower case."""
    body: bytes = field(repr=False)
    """The body as the archive holds it. It may be compressed, as the header fields tell."""

    def last(self, name: str) -> str | None:
        """The value of the last header field with this name; None if there is none."""
        return self.headers.get(name, [None])[-1]

    def all(self, name: str) -> str:
        """The values of all header fields with this name, as one text in lower case.

        There are commas between the values, and no spaces.
        """
        return ",".join(self.headers.get(name, [])).lower().replace(" ", "")


def read_message(block: bytes) -> Message | None:
    """Parses the HTTP response in a WARC record; None if it does not begin with a status line.

    `block` is the content of the record. If there are several responses, the last one counts. The
    others come from a proxy, or are preliminary, as "100 Continue".
    """
    message = None
    while found := STATUS_LINE.match(block):
        end = HEADER_END.search(block, found.end() - 1)
        lines = block[found.end() : end.start() if end else len(block)]
        block = block[end.end() :] if end else b""
        message = Message(status=int(found[1]), headers=_fields(lines), body=block)
    return message


def _fields(lines: bytes) -> dict[str, list[str]]:
    """Parses HTTP headers: name in lower case → values. Lines without ":" are left out."""
    fields: dict[str, list[str]] = {}
    for line in re.sub(rb"\r*\n[ \t]+", b" ", lines).decode("latin-1").split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), []).append(value.strip())
    return fields


def is_markup(body: bytes) -> bool:
    """Whether a body begins with "<", so that it is HTML or XML, and not e.g. compressed data."""
    return MARKUP_START.match(body) is not None


def decode(message: Message, max_size_bytes: int) -> tuple[bytes, bool]:
    """Decodes the body of a response. Returns the result, and whether the body is complete.

    If the body is cut off, the part that can be decoded is returned. Decoding stops when the result
    is larger than `max_size_bytes`.

    Raises:
        ValueError: the body cannot be decoded.
    """
    sent, ending = _sent(message)
    encodings = _encodings(message, sent)
    try:
        body = _decoded(sent, encodings, max_size_bytes)
    except ValueError:
        if PAGE_START.search(sent[:1024]) is None:
            raise
        return sent, is_whole(sent, None, "complete")
    return body, is_whole(sent, None if body is sent else encodings[0], ending)


def _sent(message: Message) -> tuple[bytes, Ending]:
    """Undoes the transfer encoding (chunks) of a body; tells also how the transfer ended.

    The transfer ended as "complete", or as "cut" if the end of the body is missing. It ended as
    "open" if the headers announce neither chunks nor the length of the body, so that nobody can
    tell. A body that begins with "<" is taken for plain HTML, even if the headers name an encoding.
    Such a body counts as complete.
    """
    raw = message.body
    is_chunked = "chunked" in message.all("transfer-encoding")
    if is_markup(raw) and (is_chunked or message.all("content-encoding")):
        return raw, "complete"
    if CHUNK_SIZE.match(raw):
        content, ending = _dechunked(raw)
        if is_chunked or ending == "complete":
            return content, ending
    if is_chunked and PAGE_START.search(raw[:1024]):
        return raw, "complete"
    if is_chunked and raw and not raw.startswith(GZIP_MAGIC):
        raise ValueError("the body is not chunked as its header says")
    length = (message.last("content-length") or "").strip()
    if not length.isdecimal():
        return raw, "complete" if is_chunked else "open"
    return raw, "cut" if int(length) > len(raw) else "complete"


def _dechunked(body: bytes) -> tuple[bytes, Ending]:
    """Joins the chunks of a chunked body (RFC 9112, 7.1), and tells how the transfer ended.

    It ended as "complete" if there is a last chunk of size 0, and otherwise as "cut". The library
    FastWARC can join chunks, too, but raises an error if the body has chunk extensions.
    """
    chunks: list[bytes] = []
    position = 0
    while line := CHUNK_SIZE.match(body, position):
        size = int(line[1], 16)
        if size == 0:
            return b"".join(chunks), "complete"
        chunks.append(body[line.end() : line.end() + size])
        position = line.end() + size
        position += 2 if body[position : position + 2] == b"\r\n" else 1
    return b"".join(chunks), "cut"


def _encodings(message: Message, sent: bytes) -> list[str]:
    """The names of the content encodings to undo, e.g. "gzip", in the order in which to undo them.

    `sent` is the body without transfer encoding. If it begins like a gzip file, it is decoded as
    gzip, whatever the headers say.
    """
    if is_markup(sent):
        return []
    stated = message.all("content-encoding").split(",")
    encodings = [each for each in reversed(stated) if each in DECODERS]
    if sent.startswith(GZIP_MAGIC) and (not encodings or encodings[0] not in {"gzip", "x-gzip"}):
        return ["gzip"]
    return encodings


def _decoded(body: bytes, encodings: list[str], max_size_bytes: int) -> bytes:
    for encoding in encodings:
        if not is_markup(body):
            body = _as_far_as_it_goes(DECODERS[encoding](body), max_size_bytes)
    return body


def _as_far_as_it_goes(content: Iterator[bytes], max_size_bytes: int) -> bytes:
    pieces: list[bytes] = []
    size_bytes = 0
    try:
        for piece in content:
            pieces.append(piece)
            size_bytes += len(piece)
            if size_bytes > max_size_bytes:
                break
    except (OSError, EOFError, zlib.error) as error:
        if not pieces:
            raise ValueError(f"the body cannot be decoded: {error}") from error
    return b"".join(pieces)
