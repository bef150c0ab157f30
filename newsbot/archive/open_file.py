"""The WARC file to which a process writes, and how it is completed.

Another process may complete the file while this process has it open, e.g. to delete pages from it.
Each write therefore holds a lock on the file (flock), and checks that the file was not renamed.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from newsbot.archive.folder import Folder


class TakenError(OSError):
    """The error of a write to a file that another process has completed or deleted."""


class OpenFile:
    """A WARC file that this process writes. Its name on disk ends in ".open" until it is complete.

    A record is in the file as a whole or not at all: if a write fails, e.g. because the disk is
    full, the file is cut to its former size.
    """

    def __init__(self, folder: Folder, name: str) -> None:
        self.name = name
        self.size = 0
        self._folder = folder
        self._path = folder.unfinished(name)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._file = os.open(self._path, flags, 0o640)

    @classmethod
    def created(cls, folder: Folder, name: str, start: bytes) -> Self:
        """A new file that begins with the bytes `start`.

        Raises:
            OSError: the file cannot be written.
        """
        file = cls(folder, name)
        try:
            file.append(start)
        except OSError:
            file.discard()
            raise
        return file

    def append(self, data: bytes) -> int:
        """Appends records to the file, and returns the size that the file had before.

        Afterwards the operating system has the bytes, but perhaps not yet the disk. So they survive
        the end of this process, but may be lost if the machine fails within half a minute.

        Raises:
            TakenError: another process has completed or deleted the file.
            OSError: the records cannot be written. No part of them is left in the file.
        """
        with self._alone() as is_own:
            if not is_own:
                raise TakenError(f"{self._path} was taken by another process")
            start = self.size
            try:
                _write_all(self._file, data)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._file, start)
                raise
            self.size += len(data)
        return start

    def complete(self) -> bool:
        """Writes the file to the disk (fsync), and gives it the name of a complete file.

        The result is False if another process has completed or deleted the file.

        Raises:
            OSError: the file could not be completed.
        """
        try:
            with self._alone() as is_own:
                if is_own:
                    rename_whole(self._file, self._folder, self.name)
                return is_own
        finally:
            os.close(self._file)

    def forget(self) -> None:
        """Closes the file, but does not rename it as complete: another process will do that."""
        with contextlib.suppress(OSError):
            os.close(self._file)

    def discard(self) -> None:
        """Deletes the file. Errors are ignored."""
        with contextlib.suppress(OSError):
            self._path.unlink()
        with contextlib.suppress(OSError):
            os.close(self._file)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[bool]:
        """Locks the file, so that no other process completes it; for use in a `with` statement.

        Yields True if the file is still at its path and is locked. Yields False if another process
        has completed, moved or deleted it. That process may hold the lock for long, e.g. to copy
        the file. So in this case the method does not wait for the lock.
        """
        if not _is_at(self._file, self._path):
            yield False
            return
        with locked(self._file):
            yield _is_at(self._file, self._path)


@contextlib.contextmanager
def locked(file: int) -> Iterator[None]:
    """Holds the lock of an open file while the caller's `with` statement runs.

    If another process holds the lock, the function first waits for it. `file` is the descriptor of
    the file.
    """
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextlib.contextmanager
def taken(path: Path) -> Iterator[int | None]:
    """Opens a file, and holds its lock, so that no other process writes or completes the file.

    Yields the descriptor of the file. Yields None if another process holds the lock, or has just
    renamed or deleted the file.

    Raises:
        FileNotFoundError: there is no such file.
        OSError: the file cannot be opened.
    """
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield file if _is_at(file, path) else None
    finally:
        os.close(file)


@contextlib.contextmanager
def alone_with(path: Path) -> Iterator[bool]:
    """Waits for the lock of a complete file and holds it, so that only one process copies the file.

    Yields whether the file is there. The file may be missing from the start, or another
    process may have removed it during the wait.

    Raises:
        OSError: the file cannot be opened.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        yield False
        return
    try:
        with locked(file):
            yield _is_at(file, path)
    finally:
        os.close(file)


def complete_at(folder: Folder, name: str) -> int | None:
    """Completes a file that another process wrote, and returns the size of the file.

    If a process is still writing the file, it notices this at its next write, and begins a new
    file. If the file is complete already, nothing is changed. The result is None if there is no
    such file.

    Raises:
        OSError: the file could not be completed.
    """
    try:
        file = os.open(folder.unfinished(name), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        whole = folder.whole(name)
        return whole.stat().st_size if whole.exists() else None
    try:
        with locked(file):
            if _is_at(file, folder.unfinished(name)):
                rename_whole(file, folder, name)
            return os.fstat(file).st_size
    finally:
        os.close(file)


def rename_whole(file: int, folder: Folder, name: str) -> None:
    """Writes a completed file to the disk (fsync), and removes the mark "unfinished" from its name.

    `file` is the descriptor of the file, and `name` is the file's name without the mark.
    """
    os.fsync(file)
    folder.unfinished(name).rename(folder.whole(name))
    handle = os.open(folder.path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_all(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False
