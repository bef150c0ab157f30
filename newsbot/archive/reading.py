"""Reads pages out of WARC files of the archive, each at its place."""

import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from newsbot.errors import NewsbotError

# Crawls read responses with headers of up to 256 KiB.
LONGEST_HEADERS = 2**20


class NotInArchive(NewsbotError):
    """The error that a page is not at its place in the archive, or is damaged there."""


class Unreadable(NotInArchive):
    """The error that a file of the archive is missing, or cannot be opened or read now.

    This may pass, e.g. when a disk is mounted again. A page that is damaged stays damaged.
    """


class Pruned(NotInArchive):
    """The error that a page was deleted from the archive after it was chosen to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page as the archive has it."""

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
    """The records in a part of a WARC file: pairs of a record, and the bytes of the body in it.

    Raises:
        Unreadable: the file is missing, or cannot be read.
        NotInArchive: the part is not whole.
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
        # A record that is damaged ends in an OSError.
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
    # Of several headers with one name Scrapy takes the last, and so did the crawl.
    return values[-1].decode("latin-1") if values else None
