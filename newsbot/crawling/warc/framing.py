"""Splits the content of a WARC file into records (ISO 28500, 4), and reads on after damage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from newsbot.crawling.warc.containers import Damage
from newsbot.crawling.warc.stream import LOOK_AHEAD_BYTES, DamagedError, Place, Stream

# Matches the first line of a record, e.g. "WARC/1.0". Other bytes may stand before it on the line.
VERSION = re.compile(rb"WARC/\d{1,2}\.\d{1,3}[ \t]*\r?\n\Z", re.IGNORECASE)
# Matches the start of a record. It is searched for in the content of each record, too: if a record
# states a size that is too large, its content seems to contain the start of the next record.
NEXT_RECORD = re.compile(rb"(?=WARC/\d{1,2}\.\d{1,3}[ \t]*\r?\nWARC-[A-Za-z-]+:)")
# Bytes that are ignored between records: blanks, line breaks, zero bytes, and a byte order mark.
PADDING = b" \t\r\n\0\xef\xbb\xbf"
LONGEST_LINE_BYTES = 2**16
# The search for the start of the next record, after a damaged place, is done in steps of at most
# this many bytes. Between two steps, the crawl can do other work.
LONGEST_SEARCH_BYTES = 2**20
MOST_HEADER_LINES = 1000
ASCII = "".join(map(chr, range(128)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of a WARC file."""

    headers: dict[str, str]
    """Name of a field of the record's header, in lower case → the value of the field."""
    block: bytes | None
    """The content block of the record; None if the block was skipped because it is too large."""
    place: Place
    """Where the record begins in the file."""


def records_in(stream: Stream, max_size_bytes: int) -> Iterator[Record | Damage]:
    """Yields the records of a WARC file, and a Damage for each place where records may be missing.

    After a damaged place, reading goes on where the next record begins. Blocks larger than
    `max_size_bytes` are skipped.
    """
    while stream.peek(1) or stream.is_damaged:
        try:
            lost, place = _to_next_record(stream)
            if lost:
                yield Damage(f"{lost} bytes belong to no record", lost)
            record = None if place is None else _record(stream, max_size_bytes, place)
        except DamagedError as error:
            yield Damage(str(error))
        else:
            if record is not None:
                yield record


def _to_next_record(stream: Stream) -> tuple[int, Place | None]:
    """Reads on to the next record, and reads the first line of it.

    The search ends after LONGEST_SEARCH_BYTES bytes. Returns how many of the bytes that were read
    belong to no record, and where the record begins; None if none was found.
    """
    lost = 0
    while lost < LONGEST_SEARCH_BYTES and (line := stream.readline(LONGEST_LINE_BYTES)):
        found = VERSION.search(line)
        before = line[: found.start()] if found else line
        lost += len(before) if before.strip(PADDING) else 0
        if found:
            return lost, stream.place(len(line) - found.start())
    return lost, None


def _record(stream: Stream, max_size_bytes: int, place: Place) -> Record:
    headers = _headers(stream)
    stated = headers.get("content-length", "")
    if not re.fullmatch(r"[0-9]{1,11}", stated):
        raise DamagedError("a record's header has no Content-Length")
    size = int(stated)
    if size > max_size_bytes:
        # The stated size may be wrong. A compressed part that begins as a record does is one.
        if stream.skip(size, until=NEXT_RECORD) < size:
            raise DamagedError("a record's body ends early")
        return Record(headers=headers, block=None, place=place)
    return Record(headers=headers, block=_block(stream, size), place=place)


def _headers(stream: Stream) -> dict[str, str]:
    """The fields of a record's header, up to the blank line after them.

    A line that begins with a blank belongs to the field before it.
    """
    lines: list[bytes] = []
    for _ in range(MOST_HEADER_LINES):
        line = stream.readline(LONGEST_LINE_BYTES)
        if not line.endswith(b"\n"):
            break
        if not line.strip():
            fields = (each.partition(b":") for each in lines)
            return {_text(name).strip().lower(): _text(value).strip() for name, _, value in fields}
        if lines and line[:1] in b" \t":
            lines[-1] += b" " + line.strip()
        else:
            lines.append(line.rstrip(b"\r\n"))
    raise DamagedError("a record's header ends early")


def _text(value: bytes) -> str:
    """The name or value of a field as text. Bytes that are not UTF-8 become percent escapes."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return quote(value, safe=ASCII)


def _block(stream: Stream, size: int) -> bytes:
    """Reads the content block of a record.

    `size` is the size that the record states, in bytes. It may be too large, so that `size` bytes
    contain the start of the next record. Then the block ends before this start.

    Raises:
        DamagedError: the block is cut off.
    """
    block = stream.read(size)
    after = stream.peek(2)
    if len(block) == size and after.strip(PADDING) in {b"", b"W", b"WA"}:
        return block
    # So a match is found, too, that begins in the last bytes of the block.
    found = NEXT_RECORD.search(block + stream.peek(LOOK_AHEAD_BYTES))
    if found is not None and found.start() < len(block):
        stream.put_back(block[found.start() :])
        return block[: found.start()].rstrip(b"\r\n")
    if len(block) < size:
        raise DamagedError("a record's body ends early")
    return block
