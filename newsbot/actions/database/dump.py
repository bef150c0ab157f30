"""The work of `scrapy db dump`: writes all data of the database into one file."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tqdm import tqdm

from newsbot.errors import ConfigurationError, DatabaseError
from newsbot.postgres.clients import (
    complaint,
    connection_argument,
    connection_environment,
    find_pg_dump,
)
from newsbot.storage.engine import connect
from newsbot.storage.schema.dumping import SCHEMAS, Progress, Source, describe

MB = 10**6
POLL_S = 0.5


def dump(configured: str, file: Path, *, replace: bool) -> None:
    """Writes a dump of the database to `file`, in the custom format of pg_dump.

    The dump gets the name `file` only when it is complete. So if the command is interrupted, an
    older file of that name stays as it was. Crawls may run meanwhile: the dump has the rows that
    were stored when it began.

    Args:
        configured: the setting NEWSBOT_DATABASE_URL; if it is empty, the embedded server is used.
        file: the file to write.
        replace: whether a file of that name may be replaced.

    Raises:
        ConfigurationError: the file cannot be written, or there is no suitable pg_dump.
        DatabaseError: the database failed.
    """
    if str(file) == "-":
        raise ConfigurationError("a dump has to be a file: its list of contents is written last")
    # The file that a link leads to is replaced, and not the link.
    file = file.resolve()
    if file.exists() and not (replace and file.is_file()):
        advice = ", or replace it with --force" if file.is_file() else ""
        raise ConfigurationError(f"{file} exists: name another file{advice}")
    engine = connect(configured, direct=True)
    source = describe(engine)
    with _unfinished(file) as unfinished:
        _run_pg_dump(source, Progress(engine, source), unfinished)
        size_bytes = unfinished.stat().st_size
    print(f"dumped schema {source.revision} to {file}, {size_bytes / MB:.1f} MB")


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """Yields the path of a new file, which takes the place of `file` after the `with` block.

    If an error is raised in the block, the new file is deleted, and `file` stays as it was. No
    other user of the machine can read the new file. A new file that a killed dump left is
    overwritten.
    """
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        output = os.open(unfinished, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(f"cannot write {unfinished}: {error.strerror}") from error
    try:
        _lock(output, unfinished)
        try:
            yield unfinished
            os.fsync(output)
            unfinished.replace(file)
        except BaseException:
            with suppress(FileNotFoundError):
                unfinished.unlink()
            raise
        _sync_folder(file.absolute().parent)
    except OSError as error:
        raise ConfigurationError(f"cannot write {file}: {error.strerror}") from error
    finally:
        os.close(output)


def _lock(output: int, unfinished: Path) -> None:
    try:
        fcntl.flock(output, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ConfigurationError(f"another process is writing {unfinished}") from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _run_pg_dump(source: Source, progress: Progress, file: Path) -> None:
    program = find_pg_dump(source.server_major, with_tls=source.has_tls)
    arguments = [str(program), "--format=custom", "--compress=6", "--no-password"]
    # pg_dump appends to a file that is passed as its stdout, and then cannot complete the list of
    # contents at the start of the file. So it gets the name of the file. The caller syncs the file.
    arguments += [f"--file={file}", "--no-sync", "--encoding=UTF8"]
    arguments += [f"--schema={name}" for name in SCHEMAS]
    arguments += [f"--extension={name}" for name in source.extensions]
    arguments += [f"--dbname={connection_argument(source.url)}"]
    process = subprocess.Popen(  # noqa: S603 - a pg_dump of the wheel's or the machine's
        arguments,
        env=connection_environment(source.url),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    try:
        said = _watch(process, progress)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
    if process.returncode:
        reason = complaint(said)
        if "output file" in reason or "No space left" in reason:
            raise ConfigurationError(f"cannot write {file}: {reason}")
        raise DatabaseError(f"the dump failed: {reason}")


def _watch(process: "subprocess.Popen[str]", progress: Progress) -> str:
    """Waits for the end of pg_dump, and returns its messages; meanwhile a progress bar is shown."""
    is_shown = sys.stderr is not None and sys.stderr.isatty()
    total = progress.total_bytes
    with tqdm(
        desc="dump", total=total, unit="B", unit_scale=True, leave=False, disable=None
    ) as bar:
        while True:
            try:
                return process.communicate(timeout=POLL_S if is_shown else None)[1]
            except subprocess.TimeoutExpired:
                bar.update(max(0, progress.bytes_read() - bar.n))
