"""Reads single pages from WARC files of the archive."""

import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newsbot.errors import NewsbotError

# The maximum length, in bytes, of the headers of a record. Crawls accept responses with headers of
# up to 256 KiB, so this is more than enough.
LONGEST_HEADERS = 2**20


class NotInArchive(NewsbotError):
    """The error that a page cannot be read from the archive, e.g. because its bytes are damaged."""


class Unreadable(NotInArchive):
    """The error that a file of the archive is missing, or cannot be opened or read now.

    A later try may succeed, e.g. after the disk was mounted again. That distinguishes this error
    from the other cases of NotInArchive, such as a damaged page.
    """


class Pruned(NotInArchive):
    """The error that a page was deleted from the archive after it was chosen to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """The body of an archived page, with its headers Content-Type, ETag and Last-Modified."""

    body: bytes
    content_type: str | None
    etag: str | None
    last_modified: str | None


def read_page(path: Path, start: int, length: int, payload_sha256: bytes) -> KeptPage:
    """The page whose records begin at the byte `start` of a WARC file, and have `length` bytes.

    Raises:
        NotInArchive: the file is missing or damaged, or has another page at this place.
    """
    record, body = read_records(path, start, length)[0]
    if record.record_type != WarcRecordType.response or sha256(body).digest() != payload_sha256:
        raise NotInArchive(f"{path.name} at byte {start}: another page is there")
    return KeptPage(
        body=body,
        content_type=_header(record, b"Content-Type"),
        etag=_header(record, b"ETag"),
        last_modified=_header(record, b"Last-Modified"),
    )


def read_records(path: Path, start: int, length: int) -> list[tuple[WarcRecord, bytes]]:
    """The WARC records in a part of a file: pairs of a record and the body of its HTTP message.

    `start` is the position of the part in the file, and `length` is its length, in bytes.

    Raises:
        Unreadable: the file is missing, or cannot be read.
        NotInArchive: the part is damaged, or the file is too short to have the whole part.
    """
    try:
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(length)
    except OSError as error:
        raise Unreadable(f"{path.name} at byte {start}: {error.strerror or error}") from error
    if len(data) < length:
        raise NotInArchive(f"{path.name} at byte {start}: the file ends there")
    try:
        # `data` is in memory. So an OSError means here that a record is damaged.
        found = [
            (record, record.reader.read())
            for record in ArchiveIterator(
                io.BytesIO(data), strict_mode=False, max_header_len=LONGEST_HEADERS
            )
        ]
    except (OSError, ValueError) as error:
        raise NotInArchive(f"{path.name} at byte {start}: {error}") from error
    if not found:
        raise NotInArchive(f"{path.name} at byte {start}: no record is there")
    return found


def _header(record: WarcRecord, name: bytes) -> str | None:
    values = record.http_headers.get_bytes_multiple(name)
    # If several headers have the name, the last one is taken, as Scrapy did during the crawl.
    return values[-1].decode("latin-1") if values else None
