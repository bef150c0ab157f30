"""Where the rows of an export go: stdout, a file of lines, or a folder of Parquet files."""

import fcntl
import os
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from newsbot.actions.export import lines
from newsbot.actions.export.state import State, state_file
from newsbot.errors import ConfigurationError

if TYPE_CHECKING:
    from arro3.core import Table

# The least time, in seconds, between two saves of a file of lines. A save takes milliseconds, in
# which 10 rows could be written.
SAVED_EACH_S = 1.0
# Rows are kept in memory until they have this size. Then they are written into a Parquet file.
PART_BYTES = 64_000_000


class Output(ABC):
    """The place to which an export writes its rows."""

    @abstractmethod
    def write(self, rows: Any) -> None:
        """Takes the rows of a batch. They may stay in memory until `save` is called."""

    @abstractmethod
    def save(self, *, is_last: bool) -> int | None:
        """Writes the rows to the disk, so that even a crash of the machine cannot lose them.

        Returns the size for the state of the export (see `State.size`). Returns None, and may write
        nothing, if it is better to wait for more rows. With `is_last`, no more rows follow.
        """

    @abstractmethod
    def is_moved(self) -> bool:
        """Whether what is written was moved away or deleted, so that a new output is to begin."""

    @abstractmethod
    def close(self) -> None:
        """Closes the file or folder."""


class Stdout(Output):
    """Writes lines of JSON or CSV to stdout."""

    def __init__(self, form: str, columns: Sequence[str]) -> None:
        """Takes the format ("jsonl" or "csv") and the names of the columns."""
        self._form = form
        self._columns = columns
        self._put(lines.header(form, columns))

    def write(self, rows: Any) -> None:
        """Writes the rows of a batch to stdout at once."""
        self._put(lines.lines(self._form, self._columns, rows))

    def save(self, *, is_last: bool) -> int | None:
        """Returns 0, because an export to stdout has no state."""
        return 0

    def is_moved(self) -> bool:
        """False: stdout has no path."""
        return False

    def close(self) -> None:
        """Does nothing: stdout stays open."""

    def _put(self, text: str) -> None:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()


class LineFile(Output):
    """Writes lines of JSON or CSV to a file."""

    def __init__(self, file: Path, form: str, columns: Sequence[str], size: int) -> None:
        """Opens the file, and cuts off what is beyond `size` bytes; 0 begins the file."""
        self._file = file
        self._form = form
        self._columns = columns
        self._saved_at = time.monotonic()
        self._stream: IO[bytes] = file.open("ab")
        try:
            _lock(self._stream.fileno(), file)
            self._stream.truncate(size)
        except BaseException:
            self._stream.close()
            raise
        if size == 0:
            self._stream.write(lines.header(form, columns).encode())

    def write(self, rows: Any) -> None:
        """Writes the rows of a batch to the file."""
        self._stream.write(lines.lines(self._form, self._columns, rows).encode())

    def save(self, *, is_last: bool) -> int | None:
        """Writes the rows to the disk, and returns the size of the file in bytes.

        Returns None, and does nothing, if the last save was less than SAVED_EACH_S ago, unless
        `is_last` is true.
        """
        if not is_last and time.monotonic() < self._saved_at + SAVED_EACH_S:
            return None
        self._saved_at = time.monotonic()
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return self._stream.tell()

    def is_moved(self) -> bool:
        """Whether the path leads to another file now, or to none."""
        return _leads_elsewhere(self._file, self._stream.fileno())

    def close(self) -> None:
        """Closes the file."""
        self._stream.close()


class ParquetFolder(Output):
    """Writes Parquet files into a folder: part-000001.parquet and so on."""

    def __init__(self, folder: Path, parts: int) -> None:
        """Makes the folder if it is missing, and deletes all files in it but the first `parts`."""
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._descriptor = os.open(folder, os.O_RDONLY)
        try:
            _lock(self._descriptor, folder)
        except BaseException:
            os.close(self._descriptor)
            raise
        self._parts = parts
        self._tables: list[Table] = []
        kept = {self._part(number) for number in range(1, parts + 1)}
        for file in folder.glob("part-*"):
            if file not in kept:
                file.unlink()

    def write(self, rows: Any) -> None:
        """Keeps the rows of a batch in memory.

        A table without rows is only kept for the first file, which then tells at least the columns.
        """
        if len(rows) or not (self._parts or self._tables):
            self._tables.append(rows)

    def save(self, *, is_last: bool) -> int | None:
        """Writes the kept rows into a new file, and returns the number of files.

        Returns None, and writes nothing, while the rows are too few for a file, unless `is_last` is
        true.
        """
        from arro3.core import RecordBatchReader  # noqa: PLC0415 - the package is optional
        from arro3.io import write_parquet  # noqa: PLC0415 - the package is optional

        if not is_last and sum(table.nbytes for table in self._tables) < PART_BYTES:
            return None
        if self._tables:
            file = self._part(self._parts + 1)
            batches = [batch for table in self._tables for batch in table.to_batches()]
            reader = RecordBatchReader.from_batches(self._tables[0].schema, batches)
            # In memory first: where write_parquet cannot write, it prints a stack trace of its own.
            write_parquet(reader, compressed := BytesIO(), compression="zstd(3)")
            with (new := file.with_suffix(".new")).open("wb") as stream:
                stream.write(compressed.getbuffer())
                stream.flush()
                os.fsync(stream.fileno())
            new.rename(file)
            os.fsync(self._descriptor)
            self._parts += 1
            self._tables = []
        return self._parts

    def is_moved(self) -> bool:
        """Whether the path leads to another folder now, or to none."""
        return _leads_elsewhere(self._folder, self._descriptor)

    def close(self) -> None:
        """Closes the folder and so unlocks it for other exports."""
        os.close(self._descriptor)

    def _part(self, number: int) -> Path:
        return self._folder / f"part-{number:06}.parquet"


def output_of(out: Path | None, state: State) -> Output:
    """The output of an export that goes on from `state`; `out` is a path, None for stdout.

    Raises:
        ConfigurationError: the path cannot be written, or another export is writing to it.
    """
    columns = ("op", *state.columns)
    if out is None:
        return Stdout(state.form, columns)
    try:
        if state.form == "parquet":
            return ParquetFolder(out, state.size)
        if out.exists() and out.stat().st_size < state.size:
            raise ConfigurationError(
                f"{out} is shorter than it was: move it away, and a new one begins with what "
                f"changed, or delete {state_file(out)} too, and a new one begins with everything"
            )
        return LineFile(out, state.form, columns, state.size)
    except OSError as error:
        raise ConfigurationError(f"cannot write {out}: {error.strerror}") from error


def _leads_elsewhere(path: Path, descriptor: int) -> bool:
    try:
        return not os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return True


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ConfigurationError(f"another export writes {path} now") from error
