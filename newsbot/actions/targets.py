"""Checks, before a crawl begins, that its output files (`-o FILE`) can be written."""

from collections.abc import Iterable
from pathlib import Path

from w3lib.url import file_uri_to_path

from newsbot.errors import ConfigurationError


def require_writable(uris: Iterable[str]) -> None:
    """Raises ConfigurationError if a local file among `uris` cannot be written; changes no file.

    Missing folders are made, as Scrapy would make them. URIs that are no local files, e.g. "s3://…"
    and "stdout:", are not checked. URIs with a placeholder, e.g. "%(time)s", are not checked
    either, because Scrapy fills it in later.
    """
    for uri in uris:
        path = file_uri_to_path(uri) if uri.startswith("file:") else uri
        if "%(" not in path and "://" not in path and path != "stdout:":
            _try(Path(path))


def require_replaceable(path: Path) -> None:
    """Raises ConfigurationError if `path` cannot become a new file, or if it is no ordinary file.

    A device such as /dev/null must not be replaced: all programs of the machine use it.
    """
    if path.exists() and not path.is_file():
        kind = "a folder" if path.is_dir() else "no ordinary file"
        raise ConfigurationError(f"cannot write {path}: it is {kind}")
    _try(path)


def _try(path: Path) -> None:
    is_new = not path.exists()
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
        # A named pipe is not opened, because `open` would wait until another program reads from it.
        if is_new or not path.is_fifo():
            path.open("ab").close()
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}") from error
    if is_new:
        path.unlink()
