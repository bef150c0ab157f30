"""Reads HTTP responses as archives hold them, and undoes their encodings where that is to be done.

Many programs that write archives decode the bodies of responses, but keep the headers that name the
encodings. Others leave these headers out, but keep the bodies encoded. So the headers are believed
only as far as the body agrees.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ZstdReader

from newsbot.crawling.warc.gzip_members import read_member
from newsbot.wholeness import Ending, is_whole

STEP_BYTES = 4096
GZIP_MAGIC = b"\x1f\x8b"
# Matches a status line, perhaps after blank lines, e.g. "HTTP/1.1 200 OK", "HTTP/2 200",
# "h3 200", "HTTP 200", "ICY 200 OK".
STATUS_LINE = re.compile(
    rb"\s*(?:HTTP(?:/\d+(?:\.\d+)?)?|ICY|h[23])[ \t]+(\d{3})(?!\d)[^\n]*\n?", re.IGNORECASE
)
# Matches the end of an HTTP header: a blank line. In some archives the blank line is missing, and a
# line with markup follows the header.
HEADER_END = re.compile(rb"(?<=\n)(?:[ \t\r]*\n|(?=[ \t]*<))")
# Matches the start of an HTML body that is not encoded: "<", perhaps after a byte order mark and
# blank bytes. In UTF-16, a zero byte is before or after the "<".
MARKUP_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
# Matches a tag that shows that a body is HTML and not encoded. It is searched for in the body's
# first kilobyte, if the body cannot be decoded as its headers say.
PAGE_START = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
# Matches the line before a chunk (RFC 9112, 7.1), which states the size of the chunk.
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n", re.IGNORECASE)


def _gzip(body: bytes) -> Iterator[bytes]:
    """The content of a gzip file. What comes after the last member is left out, as in browsers."""
    rest = yield from read_member(BytesIO(), body)
    while rest.startswith(GZIP_MAGIC):
        rest = yield from read_member(BytesIO(), rest)


def _deflate(body: bytes) -> Iterator[bytes]:
    """The content of a deflate stream, which may have zlib's header (RFC 1950, 2.2) or not."""
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
    """The body as the archive holds it, perhaps encoded."""

    def last(self, name: str) -> str | None:
        """The value of a header field; of several fields with this name, the last counts."""
        return self.headers.get(name, [None])[-1]

    def all(self, name: str) -> str:
        """The values of all header fields with a name, with commas between them, in lower case."""
        return ",".join(self.headers.get(name, [])).lower().replace(" ", "")


def read_message(block: bytes) -> Message | None:
    """The HTTP response in a record's block; None if the block has no status line.

    Of several responses, the last counts. Before it there may be one of a proxy, or one such as
    "100 Continue".
    """
    message = None
    while found := STATUS_LINE.match(block):
        end = HEADER_END.search(block, found.end() - 1)
        lines = block[found.end() : end.start() if end else len(block)]
        block = block[end.end() :] if end else b""
        message = Message(status=int(found[1]), headers=_fields(lines), body=block)
    return message


def _fields(lines: bytes) -> dict[str, list[str]]:
    """The header fields in the lines of an HTTP header; lines without a colon are left out."""
    fields: dict[str, list[str]] = {}
    for line in re.sub(rb"\r*\n[ \t]+", b" ", lines).decode("latin-1").split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), []).append(value.strip())
    return fields


def is_markup(body: bytes) -> bool:
    """Whether a body begins with markup, so that it is not encoded."""
    return MARKUP_START.match(body) is not None


def decode(message: Message, max_size_bytes: int) -> tuple[bytes, bool]:
    """The body of a response with its encodings undone, and whether the body is complete.

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
    """The body of a response without transfer encoding, and how the transfer ended.

    If the headers name an encoding, but the body begins with markup, the body counts as decoded
    already, and as complete.
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
    """The content of a chunked body (RFC 9112, 7.1), and how the transfer ended.

    FastWARC's reader of chunked bodies is not used, because it raises an error for chunk
    extensions.
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
    """The content encodings to undo, in this order.

    A body that begins with the magic number of gzip is gzip, whatever the headers say.
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
