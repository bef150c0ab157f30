"""Makes the WARC records (ISO 28500, WARC 1.1) of fetched pages, each compressed by itself.

Each record is one gzip member or zstd frame, so that a reader can begin at any record, and so that
a file that was cut off can be read up to the last whole record.
"""

import base64
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from fastwarc.stream_io import GzipWriter, ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from newsbot import __version__
from newsbot.archive.folder import Form
from newsbot.items import Exchange

# The compression levels of gzip and zstd. Higher levels take more CPU time, and save little.
# Measured with 1 172 pages of 211 KiB on average, as compressed size and CPU time of one page: gzip
# level 1: 58 KiB, 0.7 ms; level 2: 47 KiB, 1.2 ms; level 3: 44 KiB, 1.5 ms; level 6: 41 KiB,
# 2.3 ms; zstd level 3: 39 KiB, 1.2 ms.
GZIP_LEVEL = 3
ZSTD_LEVEL = 3
SAME_BYTES = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_RESPONSE = "application/http; msgtype=response"
_REQUEST = "application/http; msgtype=request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An archived fetch that gave the same bytes as a page that was fetched just now."""

    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """A fetch of a page, with all that is written about it to the archive."""

    url: str
    fetched_at: datetime
    payload_sha256: bytes
    exchange: Exchange
    body: bytes | None
    """The bytes of the page; None if the server answered only that they have not changed (304)."""
    is_partial: bool = False


def as_response(fetch: Fetch, form: Form) -> bytes:
    """The WARC records of a fetch: the response with all bytes of the page, and the request.

    `form` is the form in which they are compressed: gzip or zstd.
    """
    response = _record(WarcRecordType.response, fetch)
    response.headers["Content-Type"] = _RESPONSE
    if fetch.is_partial:
        response.headers["WARC-Truncated"] = "disconnect"
    response.set_bytes_content(fetch.exchange.response_head + (fetch.body or b""))
    return compressed([response, _request(fetch, response)], form)


def as_revisit(fetch: Fetch, earlier: Earlier, form: Form) -> bytes:
    """The WARC records of a fetch whose bytes are in the archive already, as those of `earlier`."""
    revisit = _record(WarcRecordType.revisit, fetch)
    revisit.headers["Content-Type"] = _RESPONSE
    is_sent = fetch.body is not None
    revisit.headers["WARC-Profile"] = SAME_BYTES if is_sent else NOT_MODIFIED
    revisit.headers["WARC-Refers-To-Target-URI"] = earlier.url
    revisit.headers["WARC-Refers-To-Date"] = _date(earlier.fetched_at)
    revisit.headers["WARC-Truncated"] = "length"
    revisit.set_bytes_content(fetch.exchange.response_head)
    return compressed([revisit, _request(fetch, revisit)], form)


def as_warcinfo(name: str, at: datetime, form: Form) -> bytes:
    """The first record of the WARC file called `name`, which says what program wrote the file."""
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.warcinfo)
    record.headers["WARC-Date"] = _date(at)
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(f"software: newsbot/{__version__}\r\nformat: WARC 1.1\r\n".encode())
    return compressed([record], form)


def compressed(records: Iterable[WarcRecord], form: Form) -> bytes:
    """The bytes of WARC records, each of which is compressed by itself."""
    found = io.BytesIO()
    writer = (
        GzipWriter(found, compression_level=GZIP_LEVEL)
        if form == "gzip"
        else ZstdWriter(found, compression_level=ZSTD_LEVEL)
    )
    for record in records:
        record.write(writer)
        writer.finish()
    writer.flush()
    return found.getvalue()


def digest_text(payload_sha256: bytes) -> str:
    """A SHA-256 as WARC files state it: "sha256:" and the hash in base 32 (RFC 4648)."""
    return f"sha256:{base64.b32encode(payload_sha256).decode('ascii')}"


def _record(kind: WarcRecordType, fetch: Fetch) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind, record_urn=f"uuid:{uuid.uuid4()}".encode())
    record.headers["WARC-Date"] = _date(fetch.fetched_at)
    record.headers["WARC-Target-URI"] = fetch.url
    record.headers["WARC-Payload-Digest"] = digest_text(fetch.payload_sha256)
    if fetch.exchange.ip is not None:
        record.headers["WARC-IP-Address"] = fetch.exchange.ip
    return record


def _request(fetch: Fetch, answer: WarcRecord) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.request)
    record.headers["WARC-Date"] = _date(fetch.fetched_at)
    record.headers["WARC-Target-URI"] = fetch.url
    record.headers["WARC-Concurrent-To"] = answer.headers["WARC-Record-ID"]
    record.headers["Content-Type"] = _REQUEST
    record.set_bytes_content(fetch.exchange.request_head)
    return record


def _date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
