"""Writes and reads the Parquet files with what was read on the pages of a WARC file.

The rows of a file are in the order in which pages are settled: by the time of fetching, and so on
(see `PlacedRead.order`). So the pages of a day in many files can be merged, with a few rows of each
file in memory.
"""

import pickle
import tempfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from io import SEEK_END, BufferedReader
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

from newsbot.crawling.partitions.files import (
    FileError,
    is_remote,
    opened,
    size_of,
    write_whole,
)
from newsbot.crawling.partitions.rows import (
    ChangedRow,
    PlacedRead,
    batch_of,
    fetch_times,
    reads_in,
    schema,
)
from newsbot.errors import ConfigurationError

# How many rows are written together, and are in memory at once. A row has about 10 kB.
ROWS = 256
COMPRESSION = "zstd(3)"
COUNTS = "newsbot.counts"
"""The name that a FileCounts, as text, has in the metadata of a results file."""
WARC = "newsbot.warc"
"""The name that the path or URL of the WARC file has in the metadata of a results file."""
# What the first and the last bytes of a Parquet file are. Between them are at least 4 bytes more.
MAGIC = b"PAR1"
FEWEST_BYTES = 2 * len(MAGIC) + 4


class NotWhole(FileError):
    """The error that a results file is no whole Parquet file, or is damaged."""


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
    from arro3.io import read_parquet  # noqa: PLC0415 - the package is optional

    if size_of(results) is None:
        return None
    try:
        with _parquet(results) as file:
            return dict(read_parquet(file).schema.metadata_str)
    except NotWhole:
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
        FileError: the file cannot be read, or is not whole.
    """
    return islice(_rows_of(results, day, rows), skipped, None)


def _rows_of(results: str, day: date, rows: int) -> Iterator[PlacedRead]:
    from arro3.io import read_parquet  # noqa: PLC0415 - the package is optional

    begin = datetime.combine(day, time(), UTC)
    end = begin + timedelta(days=1)
    with _parquet(results) as file:
        for batch in read_parquet(file, batch_size=rows):
            times = fetch_times(batch)
            first, last = bisect_left(times, begin), bisect_left(times, end)
            yield from reads_in(batch.slice(first, last - first))
            if last < len(times):
                return


@contextmanager
def _parquet(results: str) -> Iterator[BufferedReader]:
    """Opens a results file; raises FileError if it cannot be read, NotWhole if it is not whole."""
    with opened(results) as file:
        try:
            _require_whole(file.file, results)
            yield file.file
        except OSError as error:
            raise FileError(f"cannot read {results}: {error.strerror or error}") from error
        except ChangedRow as error:
            raise NotWhole(f"cannot read {results}: it is damaged") from error
        except BaseException as error:
            # For damage within a file, arro3 has no exceptions of its own: it raises an Exception,
            # or the PanicException of PyO3, which cannot be imported.
            if type(error) is not Exception and type(error).__name__ != "PanicException":
                raise
            raise NotWhole(f"cannot read {results}: it is damaged") from error


@contextmanager
def _told(out: str) -> Iterator[None]:
    """Turns an OSError in the `with` block into a FileError that names the results file `out`."""
    try:
        yield
    except OSError as error:
        text = f"cannot write a temporary file for {out}: {error.strerror or error}"
        raise FileError(text) from error


def _require_whole(file: BufferedReader, results: str) -> None:
    """Raises NotWhole unless a file begins and ends as Parquet files do.

    Of other files, arro3 prints a stack trace.
    """
    size = file.seek(0, SEEK_END)
    file.seek(0)
    begin = file.read(len(MAGIC))
    file.seek(max(size - len(MAGIC), 0))
    if size < FEWEST_BYTES or begin != MAGIC or file.read() != MAGIC:
        raise NotWhole(f"cannot read {results}: it is no whole Parquet file")


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
