"""Parses the arguments of `scrapy crawl warc`, which say what files and what pages are read."""

import os.path
from collections.abc import Callable
from datetime import datetime
from glob import glob
from pathlib import Path

from newsbot.crawling.moments import named_end, named_moment
from newsbot.crawling.warc.choice import Choice
from newsbot.errors import ConfigurationError
from newsbot.urls import host_of


def files_in(value: str) -> tuple[Path, ...]:
    """The files that a list of names and patterns stands for, e.g. "news/*.warc.gz,old.warc".

    The entries of the list are separated by commas. A comma may also be a part of a name: if a file
    with the name "news, may.warc" exists, this text is one entry.

    Raises:
        ConfigurationError: an entry is no name of a file, and no pattern that matches a file.
    """
    files: dict[Path, None] = {}
    parts = value.split(",")
    while parts:
        count, found = _first_entry(parts)
        files.update(dict.fromkeys(found))
        parts = parts[count:]
    return tuple(files)


def _first_entry(parts: list[str]) -> tuple[int, list[Path]]:
    """Finds the files that the first entry of a user's list names.

    The list has names and patterns of files, e.g. "a.warc.gz,b*.warc.gz". It was split at its
    commas into `parts`. But a name or a pattern may contain commas itself, so that it is split into
    several parts. Therefore this function first looks for the longest beginning of the list that is
    the name of a file. If there is none, it takes the shortest beginning that is a pattern and
    matches files. Returns how many parts the entry has, and its files.
    """
    for count in range(len(parts), 0, -1):
        text = ",".join(parts[:count])
        for name in (text, text.strip()):
            if os.path.isfile(name):  # noqa: PTH113 - Path.is_file raises an error for long names
                return count, [Path(name).resolve()]
    for count in range(1, len(parts) + 1):
        # The function glob is used, because Path.glob refuses patterns that start with "/".
        names = sorted(glob(",".join(parts[:count]).strip(), recursive=True))  # noqa: PTH207
        files = [Path(name).resolve() for name in names if Path(name).is_file()]
        if files:
            return count, files
    name = parts[0].strip()
    if os.path.isdir(name):  # noqa: PTH112 - see above
        raise ConfigurationError(f"{name!r} is a folder; name the files in it: {name}/*.warc.gz")
    raise ConfigurationError(f"no file matches {name!r}; name a WARC file or a pattern")


def choice_of(host: str | None, since: str | None, until: str | None) -> Choice:
    """Says which pages of WARC files are wanted, by their hosts and by the times of their fetches.

    All arguments are as a user types them. None means no limit.

    Args:
        host: hosts separated by commas, e.g. "gazette.example,b.org".
        since: the earliest time of a fetch, e.g. "2026-05-01".
        until: the latest time of a fetch. A date without a time of day includes the whole day.

    Raises:
        ConfigurationError: a value cannot be read, or `until` is before `since`.
    """
    begin, end = _moment("since", since, named_moment), _moment("until", until, named_end)
    if begin is not None and end is not None and end < begin:
        raise ConfigurationError(f"-a until={until} is before -a since={since}")
    return Choice(hosts=frozenset(() if host is None else _hosts(host)), since=begin, until=end)


def _hosts(value: str) -> list[str]:
    hosts = [text.strip().removeprefix("*.") for text in value.split(",")]
    found = [host_of(text if "://" in text else f"https://{text}/") for text in hosts]
    if not all(found):
        wrong = hosts[found.index("")]
        raise ConfigurationError(f"{wrong!r} is no host; write e.g. -a host=gazette.example")
    return [host.partition(":")[0] if not host.startswith("[") else host for host in found]


def _moment(name: str, value: str | None, read: Callable[[str], datetime]) -> datetime | None:
    try:
        return None if value is None else read(value)
    except ValueError as error:
        raise ConfigurationError(f"-a {name}: {error}") from error
