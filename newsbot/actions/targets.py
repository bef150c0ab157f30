"""The files that options name: that one cannot be written is better known before a crawl."""

from collections.abc import Iterable
from pathlib import Path

from w3lib.url import file_uri_to_path

from newsbot.errors import ConfigurationError


def require_writable(uris: Iterable[str]) -> None:
    """Raise ConfigurationError for a local file that cannot be written; it stays as it was.

    Its folder is made, as Scrapy would. A name with "%(" in it is Scrapy's to fill in, and other
    kinds of targets (s3://…, stdout:) are their servers' to refuse.
    """
    for uri in uris:
        path = file_uri_to_path(uri) if uri.startswith("file:") else uri
        if "%(" not in path and "://" not in path and path != "stdout:":
            _try(Path(path))


def _try(path: Path) -> None:
    is_new = not path.exists()
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
        # A pipe would wait for its reader.
        if is_new or not path.is_fifo():
            path.open("ab").close()
    except OSError as error:
        raise ConfigurationError(f"cannot write {path}: {error.strerror}") from error
    if is_new:
        path.unlink()
