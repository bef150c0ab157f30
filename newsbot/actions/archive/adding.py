"""The work of `scrapy archive add`: registers WARC files that are to be extracted."""

import gzip
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import PurePosixPath

from newsbot.actions.output import print_json
from newsbot.crawling.partitions.files import (
    FileError,
    absolute,
    find_files,
    is_remote,
    joined,
    read_whole,
    size_of,
)
from newsbot.errors import ConfigurationError
from newsbot.storage.archive.partitions import NewPartition, add_partitions
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.engine import connect_to_schema
from newsbot.wholeness import GZIP_MAGIC

# Matches the name of a file of CC-NEWS, which has the time at which the file was begun.
CC_NEWS = re.compile(r"CC-NEWS-(\d{14})-\d+\.warc")
OTHER_CONTENT = ("<", "WARC/", "{")
"""How a line begins that is no path, but belongs to a web page, a WARC file or JSON."""
LONGEST_SHOWN = 60
EARLIER = timedelta(hours=1)
"""A page in a file of CC-NEWS may have been fetched this much before the file was begun: a fetched
page waits for a while until it is written."""


def add(
    database_url: str,
    patterns: Sequence[str],
    *,
    paths: str | None,
    base: str | None,
    as_json: bool,
) -> None:
    """Registers WARC files, and prints how many of them are new.

    Args:
        database_url: the setting NEWSBOT_DATABASE_URL.
        patterns: names and patterns of files, or URLs that fsspec opens.
        paths: a file with one path a line, as Common Crawl publishes it for each month of CC-NEWS;
            it may be compressed with gzip.
        base: what stands before each of these paths: a folder or URL.
        as_json: whether JSON is printed, and not text.

    Raises:
        ConfigurationError: a pattern matches no file, or the file of paths cannot be used, or none
            of the files that it lists is there.
    """
    found = [each for pattern in patterns for each in _found(pattern)]
    if paths is not None:
        found += _listed(paths, base)
    unique = list({each.url: each for each in found}.values())
    engine = connect_to_schema(database_url)
    added = with_retries(partial(add_partitions, engine, unique))
    known = len(unique) - added
    if as_json:
        print_json({"added": added, "known": known})
    else:
        print(f"{added} files were added" + (f", {known} are known already." if known else "."))


def begin_of(url: str) -> datetime | None:
    """The moment before which no page of a file was fetched, by its name; None if it is unknown."""
    found = CC_NEWS.search(PurePosixPath(url).name)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC) - EARLIER
    except ValueError:
        return None


def _found(pattern: str) -> Iterator[NewPartition]:
    for each in find_files(pattern):
        yield NewPartition(url=each.url, size_bytes=each.size_bytes, begins_at=begin_of(each.url))


def _listed(paths: str, base: str | None) -> list[NewPartition]:
    lines = _lines(paths)
    if not lines:
        raise ConfigurationError(f"{paths} lists no files")
    _refuse_other_content(paths, lines)
    found = [_of_line(line if base is None else joined(base, line)) for line in lines]
    # Single files may come later. But if none is there, this is another list, or another base.
    if all(each.size_bytes is None and not is_remote(each.url) for each in found):
        text = f"none of the {len(found)} files that {paths} lists is there"
        raise ConfigurationError(f"{text}, e.g. {found[0].url}: correct the list, or --base")
    return found


def _refuse_other_content(paths: str, lines: Sequence[str]) -> None:
    """Raises ConfigurationError if a file has other content than paths, e.g. a page with an error.

    A file that is added by mistake could not be read, and the days would wait for it.
    """
    for number, line in enumerate(lines, start=1):
        if line.startswith(OTHER_CONTENT) or not line.isprintable():
            shown = f"{line[:LONGEST_SHOWN]!r}"
            raise ConfigurationError(f"{paths} is no list of paths: line {number} is {shown}")


def _of_line(name: str) -> NewPartition:
    # Each size of a file elsewhere would be a request.
    url = absolute(name)
    size = None if is_remote(url) else size_of(url)
    return NewPartition(url=url, size_bytes=size, begins_at=begin_of(url))


def _lines(paths: str) -> list[str]:
    try:
        data = read_whole(paths)
        text = (gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data).decode()
    except FileError as error:
        raise ConfigurationError(str(error)) from error
    except (OSError, EOFError, ValueError) as error:
        raise ConfigurationError(f"{paths} is no list of paths: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip()]
