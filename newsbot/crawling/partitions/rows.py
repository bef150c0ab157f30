"""Writes what was read on pages as rows of a table, and reads such rows.

A row has all fields of the article or of the rejection, the blocks of the page that may be
boilerplate, the fingerprint, and where the page is, so that it can be extracted again. A checksum
of all this tells whether the row was changed since, e.g. by a faulty disk.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, get_type_hints

from newsbot.crawling.warc.stream import Place
from newsbot.crawling.waves.first import FirstRead
from newsbot.errors import NewsbotError
from newsbot.items import Article, Fingerprint, Rejection

if TYPE_CHECKING:
    from arro3.core import Array, DataType, RecordBatch, Schema

EPOCH = datetime.fromtimestamp(0, UTC)
MICROSECOND = timedelta(microseconds=1)

# The fields of an article or rejection that are columns by another name, or that a page from an
# archive does not have.
_OF_PAGE = frozenset({"url", "requested_url", "site", "fetched_at", "at"})
_NOT_KEPT = frozenset({"validators", "archived", "reread"})


def _kept(kind: type) -> dict[str, str]:
    """The fields of a class that are columns: name → "text", "texts", "time" and so on."""
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind) if each.name not in _OF_PAGE | _NOT_KEPT]
    return {name: _kind(hints[name]) for name in names}


def _kind(hint: Any) -> str:
    shown = str(hint)
    for name, kind in _KINDS.items():
        if name in shown:
            return kind
    return {bool: "flag", int: "number", float: "real", bytes: "bytes"}.get(hint, "text")


# In the order in which the text of a type hint is searched for them.
_KINDS = {
    "tuple[str": "texts",
    "tuple[int": "numbers",
    "datetime": "time",
    "bool |": "flag",
    "int |": "number",
    "float |": "real",
    "bytes |": "bytes",
}
_ARTICLE, _REJECTION = _kept(Article), _kept(Rejection)
COLUMNS: dict[str, str] = {
    "file": "text",
    "start": "number",
    "within": "number",
    "url": "text",
    "requested_url": "text",
    "site": "text",
    "fetched_at": "time",
    **_ARTICLE,
    **_REJECTION,
    "block_probabilities": "reals",
    "asked_blocks": "numbers",
    "content_sha256": "bytes",
    "sketch": "numbers",
    "fingerprint_words": "number",
}
"""The columns of the table but the last one, and the kind of each."""
# The formats of Parquet and zstd find few changes: of 300 changes of one bit in a file of results,
# 206 gave rows with another text.
CHECKSUM = "checksum"
"""The last column of the table. It has a checksum of all other values of the row."""
CHECKSUM_BYTES = 8


class ChangedRow(NewsbotError):
    """The error that a row does not have the values with which it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRead:
    """What was read on a page, and where the page is."""

    read: FirstRead
    file: str
    """The path or URL of the WARC file."""
    place: Place

    @property
    def order(self) -> tuple[datetime, str, str, int, int]:
        """Pages are settled in the order of these values: by the time of fetching first."""
        return (
            self.read.fetched_at,
            self.read.url,
            self.file,
            self.place.start,
            self.place.within,
        )


def batch_of(placed: Sequence[PlacedRead]) -> "RecordBatch":
    """The rows for some pages, as an Arrow record batch."""
    from arro3.core import RecordBatch  # noqa: PLC0415 - the package is optional

    rows = [_row(each) for each in placed]
    columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
    arrays = [_array(kind, columns[name]) for name, kind in COLUMNS.items()]
    # The checksums are of the values as they are read, e.g. times without their time zones.
    checksums = _checksums(
        [_values(kind, each) for kind, each in zip(COLUMNS.values(), arrays, strict=True)]
    )
    return RecordBatch.from_arrays([*arrays, _array("bytes", checksums)], schema=schema())


def schema() -> "Schema":
    """The columns with their types."""
    from arro3.core import Field, Schema  # noqa: PLC0415 - as above

    columns = {**COLUMNS, CHECKSUM: "bytes"}
    return Schema(
        [Field(name, _type(kind), nullable=kind not in _LISTS) for name, kind in columns.items()]
    )


def reads_in(batch: "RecordBatch") -> list[PlacedRead]:
    """The pages that the rows of an Arrow record batch describe.

    Raises:
        ChangedRow: a row does not have the values with which it was written.
    """
    if CHECKSUM not in batch.schema.names:
        raise ChangedRow("the rows have no checksums")
    columns = [_values(kind, batch.column(name)) for name, kind in COLUMNS.items()]
    if _checksums(columns) != _values("bytes", batch.column(CHECKSUM)):
        raise ChangedRow("a row has another checksum than its values")
    return [_placed(dict(zip(COLUMNS, row, strict=True))) for row in zip(*columns, strict=True)]


def _checksums(columns: Sequence[Sequence[Any]]) -> list[bytes]:
    """A checksum of the values in each row. `columns` has the values of each column."""
    rows = zip(*columns, strict=True)
    return [blake2b(repr(row).encode(), digest_size=CHECKSUM_BYTES).digest() for row in rows]


def fetch_times(batch: "RecordBatch") -> list[datetime]:
    """The times of fetching of the pages in a record batch."""
    times: list[datetime] = _values("time", batch.column("fetched_at"))
    return times


def _row(placed: PlacedRead) -> dict[str, Any]:
    read = placed.read
    kept = _ARTICLE if isinstance(read.result, Article) else _REJECTION
    row: dict[str, Any] = {
        "file": placed.file,
        "start": placed.place.start,
        "within": placed.place.within,
        "url": read.url,
        "requested_url": read.requested_url,
        "site": read.site,
        "fetched_at": read.fetched_at,
        **{name: getattr(read.result, name) for name in kept},
        "asked_blocks": tuple(read.asked),
        "block_probabilities": tuple(read.asked.values()),
    }
    if read.fingerprint is not None:
        row["content_sha256"] = read.fingerprint.content_sha256
        row["sketch"] = read.fingerprint.sketch
        row["fingerprint_words"] = read.fingerprint.word_count
    return row


def _placed(row: Mapping[str, Any]) -> PlacedRead:
    page = {name: row[name] for name in ("url", "requested_url", "site")}
    result: Article | Rejection
    if row["reason"] is None:
        result = Article(
            **page, fetched_at=row["fetched_at"], **{name: row[name] for name in _ARTICLE}
        )
    else:
        result = Rejection(**page, at=row["fetched_at"], **{name: row[name] for name in _REJECTION})
    asked = dict(zip(row["asked_blocks"], row["block_probabilities"], strict=True))
    place = Place(row["start"], row["within"])
    read = FirstRead(
        page_key=f"{place.start}:{place.within} {row['file']}",
        **page,
        fetched_at=row["fetched_at"],
        result=result,
        asked=asked,
        fingerprint=_fingerprint(row),
    )
    return PlacedRead(read=read, file=row["file"], place=place)


def _fingerprint(row: Mapping[str, Any]) -> Fingerprint | None:
    if row["content_sha256"] is None:
        return None
    return Fingerprint(
        content_sha256=row["content_sha256"],
        sketch=row["sketch"],
        word_count=row["fingerprint_words"],
    )


def _type(kind: str) -> "DataType":
    from arro3.core import DataType, Field  # noqa: PLC0415 - as above

    if kind in _LISTS:
        return DataType.list(Field("", _type(_LISTS[kind]), nullable=True))
    types: dict[str, Callable[[], DataType]] = {
        "text": DataType.utf8,
        "flag": DataType.bool,
        "number": DataType.int64,
        "real": DataType.float64,
        "bytes": DataType.binary,
        "time": lambda: DataType.timestamp("us", tz="UTC"),
    }
    return types[kind]()


_LISTS = {"texts": "text", "numbers": "number", "reals": "real"}


def _array(kind: str, values: Sequence[Any]) -> "Array":
    from arro3.core import Array, DataType, list_array  # noqa: PLC0415 - as above

    if kind in _LISTS:
        offsets, flat = [0], list[Any]()
        for each in values:
            flat.extend(each or ())
            offsets.append(len(flat))
        inner = Array(flat, _type(_LISTS[kind]))
        return list_array(Array(offsets, DataType.int32()), inner, type=_type(kind))
    if kind == "time":
        numbers = [None if each is None else (each - EPOCH) // MICROSECOND for each in values]
        return Array(numbers, _type("number")).cast(_type("time"))
    return Array(list(values), _type(kind))


def _values(kind: str, column: Any) -> list[Any]:
    if kind == "time":
        numbers: Iterable[int | None] = column.cast(_type("number")).to_pylist()
        return [None if each is None else EPOCH + each * MICROSECOND for each in numbers]
    values: list[Any] = column.to_pylist()
    return [tuple(each) for each in values] if kind in _LISTS else values
