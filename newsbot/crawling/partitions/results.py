"""Writes and reads the Parquet files with what was read on the pages of a WARC file.

The rows of a file are in the order in which pages are settled: by the time of fetching, and so on
(see `PlacedRead.order`). So the pages of a day in many files can be merged, with a few rows of each
file in memory.
"""

import pickle
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from io import SEEK_END, BufferedReader
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from newsbot.crawling.partitions.files import (
    FileError,
    is_remote,
    opened,
    size_of,
    write_whole,
)
from newsbot.crawling.partitions.rows import PlacedRead, batch_of, fetch_times, reads_in, schema
from newsbot.errors import ConfigurationError

if TYPE_CHECKING:
    from arro3.core import RecordBatchReader

# How many rows are written together, and are in memory at once. A row has about 10 kB.
ROWS = 256
COMPRESSION = "zstd(3)"
# What the first and the last bytes of a Parquet file are. Between them are at least 4 bytes more.
MAGIC = b"PAR1"
FEWEST_BYTES = 2 * len(MAGIC) + 4
PUT_BACK = "put back the file as it was"


class Damaged(FileError):
    """The error that a file is no whole results file."""


class Spool:
    """Keeps rows in a temporary file until all are there and can be written in their order.

    The file has no name, so that nothing of it is left if the process is killed.
    """

    def __init__(self, out: str, folder: Path | None = None) -> None:
        """Makes the temporary file for the results file `out`, in `folder` if that is not None."""
        self._out = out
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - `close` closes it
        self._places: list[tuple[tuple[Any, ...], int]] = []

    def add(self, placed: PlacedRead) -> None:
        """Adds a row.

        Raises:
            FileError: the row cannot be written, e.g. because the disk is full.
        """
        self._places.append((placed.order, self._file.tell()))
        with _told(self._out):
            pickle.dump(placed, self._file, pickle.HIGHEST_PROTOCOL)

    def complete(self) -> None:
        """Writes the rows that are still in memory, after the last was added.

        Raises:
            FileError: they cannot be written.
        """
        with _told(self._out):
            self._file.flush()

    def in_order(self) -> Iterator[PlacedRead]:
        """Yields all rows in their order, after `complete`."""
        self._places.sort()
        for _, place in self._places:
            self._file.seek(place)
            yield pickle.load(self._file)  # noqa: S301 - `add` wrote it

    def close(self) -> None:
        """Deletes the temporary file."""
        # After a failed write, closing fails, too: it tries to write what is still in memory.
        with suppress(OSError):
            self._file.close()

    def __enter__(self) -> Self:
        """Returns the spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Deletes the temporary file."""
        self.close()


def spool_for(out: str) -> Spool:
    """A spool for the rows of the results file `out`: on the same disk, if it is on this machine.

    Raises:
        FileError: there cannot be such a file.
    """
    with _told(out):
        if is_remote(out):
            return Spool(out)
        folder = Path(out).parent
        folder.mkdir(parents=True, exist_ok=True)
        return Spool(out, folder)


def require_parquet() -> None:
    """Raises ConfigurationError if the packages that read and write Parquet are not installed."""
    try:
        import arro3.core  # noqa: PLC0415
        import arro3.io  # noqa: F401, PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "the results of an archive are Parquet files, which need the packages arro3-core and "
            "arro3-io: .venv/bin/pip install arro3-core arro3-io"
        ) from error


def write_results(out: str, spool: Spool, about: Mapping[str, str]) -> None:
    """Writes the rows in a spool into the Parquet file `out`, with `about` as its metadata.

    Raises:
        FileError: the file cannot be written. Then there is no such file.
    """

    def write(file: IO[bytes]) -> None:
        from arro3.core import RecordBatchReader  # noqa: PLC0415 - the package is optional
        from arro3.io import write_parquet  # noqa: PLC0415 - as above

        batches = (batch_of(rows) for rows in _batched(spool.in_order()))
        guarded = _Guarded(file)
        write_parquet(
            RecordBatchReader.from_batches(schema(), batches),
            guarded,  # type: ignore[arg-type]  # it writes as a file does
            compression=COMPRESSION,
            key_value_metadata=dict(about),
            max_row_group_size=ROWS,
        )
        guarded.check()

    spool.complete()
    write_whole(out, write)


def read_about(results: str) -> dict[str, str] | None:
    """The metadata that `write_results` wrote into a file; None if it is missing or not whole.

    Raises:
        FileError: the file is there, and cannot be read now.
    """
    if size_of(results) is None:
        return None
    try:
        with _read(results) as reader:
            return dict(reader().schema.metadata_str)
    except Damaged:
        return None


def day_of(moment: datetime) -> date:
    """The day of a moment, in UTC."""
    return moment.astimezone(UTC).date()


def read_day(results: str, day: date, skipped: int, rows: int = ROWS) -> Iterator[PlacedRead]:
    """Yields the rows of a results file whose pages were fetched on a day, in their order.

    Args:
        results: the path or URL of the Parquet file.
        day: the day, in UTC.
        skipped: how many of the rows of the day are left out at the beginning.
        rows: how many rows are in memory at once.

    Raises:
        Damaged: the file is no whole results file.
        FileError: the file cannot be read now.
    """
    return islice(_rows_of(results, day, rows), skipped, None)


def _rows_of(results: str, day: date, rows: int) -> Iterator[PlacedRead]:
    begin = datetime.combine(day, time(), UTC)
    end = begin + timedelta(days=1)
    with _read(results) as reader:
        for batch in reader(batch_size=rows):
            times = fetch_times(batch)
            first, last = bisect_left(times, begin), bisect_left(times, end)
            yield from reads_in(batch.slice(first, last - first))
            if last < len(times):
                return


@contextmanager
def _read(results: str) -> Iterator[Callable[..., "RecordBatchReader"]]:
    """Opens a results file; in the `with` block, the value reads the file as `read_parquet` does.

    Raises:
        Damaged: the file is no whole results file.
        FileError: the file cannot be read now.
    """
    from arro3.io import read_parquet  # noqa: PLC0415 - the package is optional

    with opened(results) as file:
        try:
            _require_whole(results, file.file)
            yield partial(read_parquet, file.file)
        except OSError as error:
            raise FileError(f"cannot read {results}: {error.strerror or error}") from error
        # What arro3 raises for a damaged file is a plain Exception, or the PanicException of Rust,
        # which cannot be imported and is no Exception.
        except BaseException as error:
            is_of_arro3 = type(error) is Exception or type(error).__name__ == "PanicException"
            if not is_of_arro3:
                raise
            shown = " ".join(str(error).split())
            raise Damaged(f"{results} is damaged ({shown}): {PUT_BACK}") from error


@contextmanager
def _told(out: str) -> Iterator[None]:
    """Turns an OSError in the `with` block into a FileError that names the results file `out`."""
    try:
        yield
    except OSError as error:
        text = f"cannot write a temporary file for {out}: {error.strerror or error}"
        raise FileError(text) from error


def _require_whole(results: str, file: BufferedReader) -> None:
    """Raises Damaged if a file does not begin and end as Parquet files do.

    Of such files, arro3 would print a stack trace.
    """
    if not _is_whole(file):
        raise Damaged(f"{results} is no whole Parquet file: {PUT_BACK}")


def _is_whole(file: BufferedReader) -> bool:
    size = file.seek(0, SEEK_END)
    if size < FEWEST_BYTES:
        return False
    file.seek(0)
    is_begun = file.read(len(MAGIC)) == MAGIC
    file.seek(-len(MAGIC), SEEK_END)
    return is_begun and file.read() == MAGIC


class _Guarded:
    """A file for `write_parquet`, which prints a stack trace of its own if a file raises an error.

    The first error is kept, and `check` raises it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._error: OSError | None = None

    def write(self, data: bytes) -> int:
        if self._error is None:
            try:
                self._file.write(data)
            except OSError as error:
                self._error = error
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def flush(self) -> None:
        """Does nothing: the file is flushed when it is complete."""

    def check(self) -> None:
        if self._error is not None:
            raise self._error


def _batched(rows: Iterator[PlacedRead]) -> Iterator[tuple[PlacedRead, ...]]:
    iterator = iter(rows)
    while some := tuple(islice(iterator, ROWS)):
        yield some
