"""Opens, finds and writes files on this machine, or elsewhere by a URL that fsspec understands.

The package fsspec (https://filesystem-spec.readthedocs.io) is optional. For each kind of URL it
needs another package, e.g. s3fs for "s3://bucket/file".
"""

import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from glob import glob, has_magic
from io import BufferedReader
from pathlib import Path
from secrets import token_hex
from typing import IO, Any

from newsbot import clock
from newsbot.errors import ConfigurationError, NewsbotError

logger = logging.getLogger(__name__)

SCHEME_END = "://"
TO_INSTALL = ".venv/bin/pip install"


class FileError(NewsbotError):
    """The error that a file cannot be read or written now, e.g. because it is not there."""


class NotThere(FileError):
    """The error that there is no such file, although its server can be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that was found: its absolute path or its URL, and its size."""

    url: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that is open for reading."""

    file: BufferedReader
    modified_s: float
    """When the file was last modified, in seconds since 1970; now if this is unknown."""


def is_remote(name: str) -> bool:
    """Whether `name` is a URL that fsspec opens, and not a path on this machine."""
    return SCHEME_END in name and not name.startswith("file://")


def absolute(name: str) -> str:
    """The form in which a path or URL is stored: URLs as they are, paths absolute."""
    return name if is_remote(name) else str(Path(_local(name)).resolve())


def find_files(pattern: str) -> list[Found]:
    """The files that a pattern such as "news/*.warc.gz" or "s3://bucket/2026/*.gz" matches.

    Raises:
        ConfigurationError: no file matches, or the package for this kind of URL is missing.
        FileError: the files cannot be listed.
    """
    if is_remote(pattern):
        found = _find_remote(pattern)
    else:
        # Path.glob would refuse patterns that begin with "/".
        names = sorted(glob(_local(pattern), recursive=True))  # noqa: PTH207
        files = [Path(name) for name in names if Path(name).is_file()]
        found = [Found(url=absolute(str(path)), size_bytes=path.stat().st_size) for path in files]
    if found:
        return found
    if not is_remote(pattern) and Path(_local(pattern)).is_dir():
        raise ConfigurationError(f"{pattern} is a folder: name its files, e.g. '{pattern}/*.gz'")
    raise ConfigurationError(f"no file matches {pattern!r}; name a WARC file or a pattern")


def size_of(name: str) -> int | None:
    """The size of a file in bytes; None if the file is not there, or does not tell its size."""
    try:
        if not is_remote(name):
            return Path(_local(name)).stat().st_size
        system, path = _system_of(name)
        size = system.info(path).get("size")
    except (OSError, ValueError):
        return None
    return None if size is None else int(size)


@contextmanager
def opened(name: str) -> Iterator[Opened]:
    """Opens a file for reading, until the end of the `with` block.

    Raises:
        FileError: the file cannot be opened; NotThere if there is none. Later, the file itself
            raises an OSError if it cannot be read.
        ConfigurationError: the package for this kind of URL is missing.
    """
    try:
        if not is_remote(name):
            path = Path(_local(name))
            file, modified_s = path.open("rb"), path.stat().st_mtime
        else:
            system, inner = _system_of(name)
            modified_s = _modified_s(system.info(inner))
            file = BufferedReader(system.open(inner, "rb"))
    except (OSError, ValueError) as error:
        kind = NotThere if _is_not_there(error) else FileError
        raise kind(f"cannot read {name}: {_said(error)}") from error
    with file:
        yield Opened(file=file, modified_s=modified_s)


def read_whole(name: str) -> bytes:
    """The content of a file.

    Raises:
        FileError: the file cannot be read.
        ConfigurationError: the package for this kind of URL is missing.
    """
    with opened(name) as file:
        try:
            return file.file.read()
        except OSError as error:
            raise FileError(f"cannot read {name}: {_said(error)}") from error


def write_whole(name: str, write: Callable[[IO[bytes]], None]) -> None:
    """Writes a file under a temporary name, and gives it the right name when it is complete.

    `write` gets the open file. If it fails, or the process is killed, there is no file `name`.

    Raises:
        FileError: the file cannot be written.
    """
    try:
        if not is_remote(name):
            _write_here(Path(_local(name)), write)
            return
        system, inner = _system_of(name)
        # An upload that breaks off could leave a part of the file, so a whole file is uploaded.
        with tempfile.NamedTemporaryFile(prefix="newsbot-") as file:
            write(file)
            file.flush()
            system.makedirs(inner.rpartition("/")[0], exist_ok=True)
            system.put_file(file.name, inner)
    except (OSError, ValueError) as error:
        raise FileError(f"cannot write {name}: {_said(error)}") from error


def names_in(folder: str) -> set[str]:
    """The names of the files in a folder; none if there is no such folder.

    Raises:
        FileError: the folder cannot be listed now.
        ConfigurationError: the package for this kind of URL is missing.
    """
    try:
        if not is_remote(folder):
            return {each.name for each in Path(_local(folder)).iterdir()}
        system, inner = _system_of(folder)
        found: list[str] = system.ls(inner, detail=False)
    except FileNotFoundError:
        return set()
    except (OSError, ValueError) as error:
        raise FileError(f"cannot list {folder}: {_said(error)}") from error
    return {name.rstrip("/").rpartition("/")[2] for name in found}


def delete(name: str) -> None:
    """Deletes a file, if it is there. A file that cannot be deleted is logged, and left."""
    try:
        if not is_remote(name):
            Path(_local(name)).unlink(missing_ok=True)
        else:
            system, inner = _system_of(name)
            system.rm_file(inner)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        logger.warning("cannot delete %s: %s", name, _said(error))


def joined(folder: str, name: str) -> str:
    """The path or URL of the file `name` in a folder."""
    return f"{folder.rstrip('/')}/{name}" if is_remote(folder) else str(Path(folder) / name)


def _write_here(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Machines that share a folder may have processes with the same number.
    new = path.with_name(f".{path.name}.{token_hex(8)}.new")
    try:
        with new.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _local(name: str) -> str:
    return name.removeprefix("file://")


def _find_remote(pattern: str) -> list[Found]:
    system, inner = _system_of(pattern)
    try:
        found: dict[str, Any] = system.glob(inner, detail=True)
        if not found and not has_magic(inner):
            system.info(inner)  # says why a single file is not found
    # An fsspec file system raises OSError if it cannot be reached, ValueError if it does not
    # understand the pattern, and NotImplementedError if it cannot list files at all.
    except (OSError, ValueError, NotImplementedError) as error:
        if _is_not_there(error):
            return []
        raise FileError(f"cannot list {pattern}: {_said(error)}") from error
    return [
        Found(url=system.unstrip_protocol(name), size_bytes=info.get("size"))
        for name, info in sorted(found.items())
        if info.get("type") != "directory"
    ]


def _system_of(url: str) -> tuple[Any, str]:
    """The file system of fsspec for a URL, and the path of the file in it."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - the package is optional

        system, path = url_to_fs(url)
    except ImportError as error:
        # The message of fsspec is e.g. "Install s3fs to access S3".
        is_missing = (error.name or "").partition(".")[0] == "fsspec"
        needed = "install fsspec" if is_missing else str(error).strip().lower()
        raise ConfigurationError(f"cannot use {url}: {needed} ({TO_INSTALL} …)") from error
    except ValueError as error:
        raise ConfigurationError(f"cannot use {url}: {error}") from error
    return system, path


def _modified_s(info: dict[str, Any]) -> float:
    found = next(
        (info[name] for name in ("mtime", "LastModified", "created") if name in info), None
    )
    if isinstance(found, datetime):
        return found.timestamp()
    return float(found) if isinstance(found, int | float) else clock.now().timestamp()


def _is_not_there(error: Exception) -> bool:
    # If a server cannot be reached, fsspec says that there is no such file.
    return isinstance(error, FileNotFoundError) and not isinstance(error.__cause__, OSError)


def _said(error: Exception) -> str:
    if _is_not_there(error):
        return "No such file or directory"
    if isinstance(error, FileNotFoundError) and isinstance(error.__cause__, OSError):
        return _said(error.__cause__)
    return " ".join(str(getattr(error, "strerror", None) or error).split()) or type(error).__name__
