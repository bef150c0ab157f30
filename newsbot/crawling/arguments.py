"""Reads the lists of URLs that are given to spiders as arguments (`-a NAME=VALUE`).

The entries of a list are separated by commas. Some lists may also name files, which have one URL on
each line.
"""

from pathlib import Path

from newsbot.errors import ConfigurationError
from newsbot.urls import requested_url

SCHEMES = ("http://", "https://")


def web_urls(value: str) -> tuple[str, ...]:
    """The URLs in a list such as "https://a.org/,https://b.org/", without repetitions.

    Each URL is returned as it was typed, with its user name and password if it has any.

    Raises:
        ConfigurationError: an entry of the list is no http or https URL.
    """
    return tuple({_web_url(text): text for text in _parts(value)}.values())


def files_or_urls(value: str) -> tuple[str, ...]:
    """The URLs in a list such as "urls.txt,https://a.org/", without repetitions.

    If an entry is the name of a file, the URLs in the file are included, one on each line. Each URL
    is returned in the form in which newsbot requests it (see newsbot.urls.requested_url).

    Raises:
        ConfigurationError: a file is missing, is empty, or has a line that is no web URL.
    """
    found: dict[str, None] = {}
    for text in _parts(value):
        urls = [_web_url(text)] if text.startswith(SCHEMES) else _listed(Path(text))
        found.update(dict.fromkeys(urls))
    return tuple(found)


def _parts(value: str) -> list[str]:
    """The entries of a list that are separated by commas.

    A URL may have commas in it, as "https://a.org/story,12.html". So a comma after a URL counts as
    the end of the URL only if another URL, or the name of a file, follows.
    """
    parts: list[str] = []
    for text in map(str.strip, value.split(",")):
        is_member = text.startswith(SCHEMES) or Path(text).is_file()
        if parts and parts[-1].startswith(SCHEMES) and not is_member:
            parts[-1] += f",{text}"
        else:
            parts.append(text)
    return [part.rstrip(",") for part in parts if part]


def _web_url(text: str) -> str:
    url = requested_url(text)
    if url is None:
        raise ConfigurationError(f"{_shown(text)!r} is no web URL; write it in full, with https://")
    return url


def _shown(text: str) -> str:
    """The part of an invalid URL that an error message shows: the text after the last "@".

    The text before it is left out, because it may have a password in it.
    """
    return f"…@{text.rpartition('@')[2]}" if "@" in text else text


def _listed(file: Path) -> list[str]:
    """The URLs in a file with one URL on each line; lines that begin with "#" are comments."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise ConfigurationError(
            f"cannot read {file}: {error.strerror}; write the name of a file, or a URL with https://"
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"cannot read {file}: it is no UTF-8 text") from error
    numbered = {number: line for number, line in enumerate(lines, 1) if line[:1] not in {"", "#"}}
    if not numbered:
        raise ConfigurationError(f"{file} names no URL; write one a line")
    urls: list[str] = []
    for number, line in numbered.items():
        url = requested_url(line)
        if url is None:
            raise ConfigurationError(f"{file}, line {number}: {_shown(line)!r} is no web URL")
        urls.append(url)
    return urls
