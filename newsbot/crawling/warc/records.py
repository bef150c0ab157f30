"""Reads the HTML pages in a WARC file, with one record in memory at a time.

The format is ISO 28500 (WARC 1.0 and 1.1, and the drafts before), uncompressed or compressed with
gzip, zstd or LZ4. Common Crawl's CC-NEWS archives are such files.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import Literal

from newsbot import clock
from newsbot.crawling.media_type import is_html
from newsbot.crawling.warc.choice import ALL_PAGES, Choice
from newsbot.crawling.warc.containers import content_of
from newsbot.crawling.warc.dates import http_date, warc_date
from newsbot.crawling.warc.framing import LONGEST_SEARCH_BYTES, Record, records_in
from newsbot.crawling.warc.http_messages import Message, decode, is_markup, read_message
from newsbot.crawling.warc.stream import Place, Stream
from newsbot.errors import SourceError
from newsbot.items import FetchedPage
from newsbot.urls import requested_url

OK = 200
# The types of WARC records that may have a page in them: an HTTP response, a file without HTTP
# headers ("resource", as the program warcit writes it), or a page that was converted to another
# format.
PAGES = frozenset({"response", "resource", "conversion"})
# Matches the start of an ARC file (the format before WARC), so that it can be refused.
ARC_START = re.compile(rb"\s*(?:filedesc:|[a-z]+:\S+ [0-9a-f.:]+ \d{14} \S+ \d+\s)", re.IGNORECASE)
ZIP_MAGIC = b"PK\x03\x04"
START_BYTES = 4096
DAMAGED = "damaged"
"""The reason of a SourceError for a file that is damaged, but of which some records were read."""

DatedBy = Literal["record", "http_date", "file_time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """An HTML page that a WARC file holds."""

    url: str
    fetched_at: datetime
    """The time of the fetch, as the archive states it, but never later than the present time."""
    content_type: str | None
    body: bytes
    """The bytes of the page's HTML, without the compression and chunks in which they were sent."""
    is_partial: bool = False
    """Whether the end of the page is missing, as the headers or the body show."""
    dated_by: DatedBy = "record"
    """Where `fetched_at` comes from. "record": from the WARC-Date of the record. "http_date": from
    the HTTP header Date, because there is no WARC-Date. "file_time": there is neither, and
    `fetched_at` is the time at which the WARC file was last modified. Times in the future count as
    missing."""
    place: Place = field(default=Place(0), compare=False)
    """Where the record of the page begins in the WARC file."""

    def as_fetched(self, site: str) -> FetchedPage:
        """The page in the form in which pages are extracted. `site` is the key of its site."""
        return FetchedPage(
            url=self.url,
            requested_url=self.url,
            site=site,
            body=self.body,
            content_type=self.content_type,
            fetched_at=self.fetched_at,
            is_partial=self.is_partial,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedRecord:
    """A record of a WARC file that is skipped, because it holds no page that can be extracted."""

    reason: str
    """Why the record is skipped: a name in snake case, e.g. "status_404", "too_large". The name
    "damaged" stands for a damaged place in the file, where records may be missing."""


def read_warc(
    path: Path, max_size_bytes: int, choice: Choice = ALL_PAGES
) -> Generator[ArchivedPage | SkippedRecord, None, None]:
    """Yields the page of each record of a WARC file, or a SkippedRecord.

    A record is skipped if it has no page in it, or if the page is larger than `max_size_bytes` or
    not wanted according to `choice`.

    Raises:
        SourceError: the file is damaged, cut off, or no WARC file. This is raised at the end, after
            all records that can be read, even those after a damaged place.
    """
    try:
        with path.open("rb") as file:
            warc = WarcFile(name=str(path), file=file, modified_s=path.stat().st_mtime)
            yield from read_pages(warc, max_size_bytes, choice)
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcFile:
    """A WARC file that is open for reading. It may be on this machine or elsewhere."""

    name: str
    """The path or URL of the file, for messages."""
    file: BufferedReader
    modified_s: float
    """When the file was last modified, in seconds since 1970."""


def read_pages(
    warc: WarcFile, max_size_bytes: int, choice: Choice = ALL_PAGES
) -> Generator[ArchivedPage | SkippedRecord, None, None]:
    """Does the same as `read_warc` for an open file.

    Raises:
        SourceError: as for `read_warc`. The reason is DAMAGED if records were read.
        OSError: the file cannot be read.
    """
    pages = _Pages(max_size_bytes, choice, warc.modified_s)
    _refuse_other_files(warc.name, warc.file.peek(START_BYTES))
    stream = Stream(content_of(warc.file))
    _refuse_other_files(warc.name, stream.peek(START_BYTES))
    yield from _outcomes(warc.name, stream, pages)


def read_page_at(warc: WarcFile, place: Place, max_size_bytes: int) -> ArchivedPage:
    """The page whose record begins at `place`, as `read_pages` has found it before.

    Raises:
        SourceError: there is no such page at this place; the file has probably changed.
        OSError: the file cannot be read.
    """
    stream = Stream(content_of(warc.file, place.start))
    stream.skip(place.within)
    found = next(records_in(stream, max_size_bytes), None)
    page = None
    if isinstance(found, Record):
        page = _Pages(max_size_bytes, ALL_PAGES, warc.modified_s).outcome(found)
    if not isinstance(page, ArchivedPage):
        raise SourceError(f"{warc.name} has no page at byte {place.start} any more")
    return replace(page, place=place)


def _refuse_other_files(path: str, start: bytes) -> None:
    if ARC_START.match(start):
        raise SourceError(
            f"{path} is an ARC file, the format before WARC: "
            "convert it, e.g. with `warcio recompress`"
        )
    if start.startswith(ZIP_MAGIC):
        raise SourceError(
            f"{path} is a ZIP file (WACZ files are): unpack it, and name the WARC files in it"
        )


def _outcomes(
    path: str, stream: Stream, pages: "_Pages"
) -> Generator[ArchivedPage | SkippedRecord, None, None]:
    count, damage, is_warc = 0, "", False
    for found in records_in(stream, pages.max_size_bytes):
        if isinstance(found, Record):
            yield pages.outcome(found)
            count += 1
            continue
        is_warc = is_warc or count > 0 or not found.lost_bytes
        if not is_warc and found.lost_bytes >= LONGEST_SEARCH_BYTES:
            break
        damage = damage or f"damaged after {count} records: {found.reason}"
        if is_warc:
            yield SkippedRecord(reason="damaged")
    if not count and not is_warc:
        raise SourceError(f"{path} is {'no WARC file' if stream.has_content else 'empty'}")
    if damage:
        text = f"{path} is {damage}; {count} records were read in all"
        raise SourceError(text, DAMAGED if count else "unreadable")


class _Pages:
    """Takes the HTML pages out of the records of one WARC file."""

    def __init__(self, max_size_bytes: int, choice: Choice, modified_s: float) -> None:
        self.max_size_bytes = max_size_bytes
        self._choice = choice
        self._modified_at = datetime.fromtimestamp(modified_s, UTC)

    def outcome(self, record: Record) -> ArchivedPage | SkippedRecord:
        """The page in a record, or a SkippedRecord that says why there is none."""
        url = _url(record)
        reason = self._unfit(record, url)
        if reason is not None:
            return SkippedRecord(reason=reason)
        message = _message(record)
        if message is None:
            return SkippedRecord(reason="bad_http")
        if message.status != OK:
            return SkippedRecord(reason=f"status_{message.status}")
        return self._page(record, url, message)

    def _unfit(self, record: Record, url: str) -> str | None:
        """The reason to skip a record without parsing its content; None if there is no such reason.

        The type, the size and the URL of the record are checked.
        """
        kind = _kind(record)
        if kind not in PAGES:
            return kind if kind.isidentifier() else "unknown"
        if record.block is None:
            return "too_large"
        if not url:
            return "bad_url"
        return None if self._choice.has_host_of(url) else "other_host"

    def _page(self, record: Record, url: str, message: Message) -> ArchivedPage | SkippedRecord:
        fetched_at, dated_by = self._date(record, message)
        if not self._choice.has_time(fetched_at):
            return SkippedRecord(reason="other_date")
        try:
            body, is_whole = decode(message, self.max_size_bytes)
        except ValueError:
            return SkippedRecord(reason="bad_encoding")
        if len(body) > self.max_size_bytes:
            return SkippedRecord(reason="too_large")
        content_type = message.last("content-type")
        if not is_html(content_type, body):
            return SkippedRecord(reason="not_html")
        return ArchivedPage(
            url=url,
            fetched_at=fetched_at,
            content_type=content_type,
            body=body,
            is_partial=not is_whole or _is_part(record),
            dated_by=dated_by,
            place=record.place,
        )

    def _date(self, record: Record, message: Message) -> tuple[datetime, DatedBy]:
        """When a page was fetched, and where this time comes from (see ArchivedPage.dated_by).

        A time in the future counts as missing. Otherwise, a real fetch of the page by newsbot would
        seem to be older than the page in the archive. The present time would be another one each
        time the file is read.
        """
        now = clock.now()
        found: tuple[tuple[datetime | None, DatedBy], ...] = (
            (warc_date(record.headers.get("warc-date")), "record"),
            (http_date(message.last("date")), "http_date"),
        )
        moment, by = next(
            ((moment, by) for moment, by in found if moment is not None and moment <= now),
            (self._modified_at, "file_time"),
        )
        return min(moment, now), by


def _url(record: Record) -> str:
    """The URL of a record, in the form in which newsbot requests URLs; "" if it is no web URL.

    Angle brackets around the URL, as some programs write them by the grammar of WARC 1.0, are
    removed.
    """
    return requested_url(record.headers.get("warc-target-uri", "").strip("<> ")) or ""


def _kind(record: Record) -> str:
    return record.headers.get("warc-type", "").lower()


def _message(record: Record) -> Message | None:
    """The HTTP response in a record; None if it is missing.

    Some records have only the body of a page, without HTTP headers: resources, conversions, and
    responses that begin with "<". For these, a response is made. Its media type is the one that the
    record states.
    """
    block = record.block or b""
    media_type = record.headers.get("content-type", "")
    is_of_http = media_type.lower().startswith("application/http")
    if _kind(record) == "response" or is_of_http:
        message = read_message(block)
        if message is not None or not is_markup(block):
            return message
    headers = {"content-length": [str(len(block))]}
    if media_type and not is_of_http:
        headers["content-type"] = [media_type]
    return Message(status=OK, headers=headers, body=block)


def _is_part(record: Record) -> bool:
    """Whether a record holds only a part of a page (ISO 28500, 5.13 and 5.16)."""
    return bool(record.headers.get("warc-truncated") or record.headers.get("warc-segment-number"))
