"""Reads the HTML pages in a WARC file, with one record in memory at a time.

The format is ISO 28500 (WARC 1.0 and 1.1), uncompressed or compressed with gzip or zstd. Common
Crawl's CC-NEWS archives are such files.
"""

import gzip
import re
import zlib
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from fastwarc.stream_io import BrotliReader, GzipReader, WarcReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newsbot import clock
from newsbot.crawling.media_type import is_html
from newsbot.errors import SourceError
from newsbot.urls import requested_url
from newsbot.wholeness import Ending, is_whole

OK = 200
STEP_BYTES = 4096
# Records with dates before this year are skipped, because no page is older than the web.
FIRST_YEAR = 1990
# Matches the start of an HTML body that is not compressed: "<", perhaps after a byte order mark and
# blank lines.
MARKUP_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
GZIP_MAGIC = b"\x1f\x8b"
DECODERS: dict[str, Callable[[BytesIO], WarcReader]] = {
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "deflate": lambda body: GzipReader(body, zlib=True),
    "br": BrotliReader,
    "zstd": ZstdReader,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """An HTML page that a WARC file holds."""

    url: str
    fetched_at: datetime
    """The time of the fetch, as the archive states it. If the stated time is in the future, this is
    the time at which the archive was read."""
    content_type: str | None
    body: bytes
    """The HTML of the page, after transfer and content encodings are undone."""
    is_partial: bool = False
    """Whether the end of the page is missing, as the archive's headers or the body itself show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRecord:
    """A record of a WARC file that is skipped, because it holds no page that can be extracted."""

    reason: str
    """Why the record is skipped: a name in snake case, e.g. "status_404", "too_large"."""


def read_warc(
    path: Path, max_size_bytes: int
) -> Generator[ArchivedPage | SkippedRecord, None, None]:
    """The records of a WARC file, in order.

    A record without a page, or with a page larger than `max_size_bytes`, gives a SkippedRecord.

    Raises:
        SourceError: the file is damaged, cut off or no WARC file. The records before the damage
            are given first.
    """
    count = 0
    try:
        with _opened(path) as stream:
            for record in ArchiveIterator(stream, parse_http=False, fsspec_args=False):
                yield _outcome(record, max_size_bytes)
                count += 1
    except (OSError, EOFError, zlib.error, _CutOffError) as error:
        raise SourceError(f"{path} is damaged after {count} records: {error}") from error
    if not count:
        raise SourceError(f"{path} is empty")


class _CutOffError(Exception):
    """A record of a WARC file is cut off: its header or its body is shorter than it should be."""


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    """The bytes of a file, inflated if it is a gzip file.

    FastWARC can inflate gzip files too, but it reports no error for a file that was cut off near
    the start of a gzip member.
    """
    with path.open("rb") as start:
        is_gzip = start.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    return closing(cast("BinaryIO", _Inflated(path))) if is_gzip else path.open("rb")


class _Inflated(gzip.GzipFile):
    """Reads a gzip file; if it is damaged, gives all bytes before the damage and then raises."""

    def read(self, size: int | None = -1) -> bytes:
        return self.read1(-1 if size is None else size)


def _outcome(record: WarcRecord, max_size_bytes: int) -> ArchivedPage | SkippedRecord:
    if "Content-Length" not in record.headers:
        raise _CutOffError("a record's header ends early")
    reason = _unfit(record, max_size_bytes)
    if reason is not None:
        if record.consume() < record.content_length:
            raise _CutOffError("a record's body ends early")
        return SkippedRecord(reason=reason)
    body = record.reader.read()
    if len(body) < record.content_length:
        raise _CutOffError("a record's body ends early")
    return _page(record, body, max_size_bytes)


def _unfit(record: WarcRecord, max_size_bytes: int) -> str | None:
    """Why a record holds no page, by its WARC and HTTP headers; None if it may hold one."""
    if record.record_type != WarcRecordType.response:
        return str(record.record_type)
    if record.content_length > max_size_bytes:
        return "too_large"
    if not _url(record):
        return "bad_url"
    date = cast("datetime | None", record.record_date)  # FastWARC's types leave None out
    if date is None or date.year < FIRST_YEAR:
        return "bad_date"
    return _unfit_response(record)


def _unfit_response(record: WarcRecord) -> str | None:
    """Why an archived response holds no page, by its HTTP headers; None if it may hold one."""
    try:
        record.parse_http()
    except OSError:  # FastWARC's error for HTTP headers longer than 32 KB
        return "bad_http"
    status = record.http_headers.status_code if record.is_http_parsed else None
    if status is None:
        return "bad_http"
    return None if status == OK else f"status_{status}"


def _page(record: WarcRecord, raw: bytes, max_size_bytes: int) -> ArchivedPage | SkippedRecord:
    content_type = record.http_headers.get("Content-Type")
    try:
        sent, ending = _sent(record, raw)
        body = _decoded(record, sent, max_size_bytes)
    except (OSError, ValueError):
        return SkippedRecord(reason="bad_encoding")
    if len(body) > max_size_bytes:
        return SkippedRecord(reason="too_large")
    if not is_html(content_type, body):
        return SkippedRecord(reason="not_html")
    return ArchivedPage(
        url=_url(record),
        fetched_at=_fetched_at(record.record_date),
        content_type=content_type,
        body=body,
        is_partial=_is_partial(record, sent, ending),
    )


def _fetched_at(stated: datetime) -> datetime:
    """The time of a fetch, as an archive states it; the present time if the stated one is later.

    Otherwise a later fetch of the page might have an earlier time than this fetch.
    """
    now = clock.now()
    return now if stated > now else stated.astimezone(UTC)


def _is_partial(record: WarcRecord, sent: bytes, ending: Ending) -> bool:
    if record.headers.get("WARC-Truncated"):  # ISO 28500, 5.13
        return True
    encoding = record.http_headers.get("Content-Encoding")
    return not is_whole(sent, None if _is_markup(sent) else encoding, ending)


def _url(record: WarcRecord) -> str:
    """The URL of a record, in the form in which newsbot requests URLs; "" if it is no web URL.

    Some programs write the URL between angle brackets, as in the grammar of WARC 1.0.
    """
    return requested_url((record.headers.get("WARC-Target-URI") or "").strip("<> ")) or ""


def _sent(record: WarcRecord, raw: bytes) -> tuple[bytes, Ending]:
    """The body of a response without transfer encoding, and how the transfer ended.

    `raw` is the body as the archive holds it. Some archives store decoded bodies, but keep the
    headers that name the encodings. So if the headers name an encoding, but the body begins with
    markup, it counts as decoded already, and as complete.
    """
    headers = record.http_headers
    is_chunked = "chunked" in (headers.get("Transfer-Encoding") or "").lower()
    if _is_markup(raw) and (is_chunked or _encodings(record)):
        return raw, "complete"
    if is_chunked:
        return _dechunked(raw)
    length = (headers.get("Content-Length") or "").strip()
    if not length.isdecimal():
        return raw, "open"
    return raw, "cut" if int(length) > len(raw) else "complete"


def _decoded(record: WarcRecord, body: bytes, max_size_bytes: int) -> bytes:
    """The body of a response, with its content encodings undone.

    If the body is cut off, the part that can be decoded is returned. Decoding stops when the result
    is larger than `max_size_bytes`.
    """
    for encoding in _encodings(record):
        if not _is_markup(body):
            body = _read_as_far_as_it_goes(DECODERS[encoding](BytesIO(body)), max_size_bytes)
    return body


def _encodings(record: WarcRecord) -> list[str]:
    """The content encodings of a response, in the order in which they are undone."""
    stated = (record.http_headers.get("Content-Encoding") or "").lower().replace(" ", "")
    return [encoding for encoding in reversed(stated.split(",")) if encoding in DECODERS]


def _read_as_far_as_it_goes(reader: WarcReader, max_size_bytes: int) -> bytes:
    pieces: list[bytes] = []
    size_bytes = 0
    try:
        while size_bytes <= max_size_bytes and (piece := reader.read(STEP_BYTES)):
            pieces.append(piece)
            size_bytes += len(piece)
    except OSError:
        if not pieces:
            raise
    return b"".join(pieces)


def _is_markup(body: bytes) -> bool:
    return MARKUP_START.match(body) is not None


def _dechunked(body: bytes) -> tuple[bytes, Ending]:
    """The content of a chunked body (RFC 9112, 7.1), and how the transfer ended.

    FastWARC's reader of chunked bodies is not used, because it raises an error for chunk
    extensions.
    """
    chunks: list[bytes] = []
    position = 0
    while (line_end := body.find(b"\n", position)) >= 0:
        size = int(body[position:line_end].partition(b";")[0], 16)
        if size == 0:
            return b"".join(chunks), "complete"
        chunks.append(body[line_end + 1 : line_end + 1 + size])
        position = line_end + 1 + size + len(b"\r\n")
    return b"".join(chunks), "cut"
