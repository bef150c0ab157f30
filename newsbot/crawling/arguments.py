"""What people write after `-a`: lists of addresses and files, with commas between them."""

from pathlib import Path

from newsbot.errors import ConfigurationError
from newsbot.urls import requested_url

SCHEMES = ("http://", "https://")


def web_urls(value: str) -> tuple[str, ...]:
    """The URLs of "URL,URL", each once, as they are written: they may have a password.

    Raises:
        ConfigurationError: one of them is no http or https URL.
    """
    return tuple({_web_url(text): text for text in _parts(value)}.values())


def files_or_urls(value: str) -> tuple[str, ...]:
    """The URLs of "FILE_OR_URL,…", each once: those written there, and those in the files.

    All in their requested form.

    Raises:
        ConfigurationError: a file is missing, is empty, or has a line that is no web URL.
    """
    found: dict[str, None] = {}
    for text in _parts(value):
        urls = [_web_url(text)] if text.startswith(SCHEMES) else _listed(Path(text))
        found.update(dict.fromkeys(urls))
    return tuple(found)


def _parts(value: str) -> list[str]:
    """The list's members; an address may have commas of its own: "https://a.org/story,12.html"."""
    parts: list[str] = []
    for text in map(str.strip, value.split(",")):
        starts_one = text.startswith(SCHEMES) or Path(text).is_file()
        if parts and parts[-1].startswith(SCHEMES) and not starts_one:
            parts[-1] += f",{text}"
        else:
            parts.append(text)
    return [part.rstrip(",") for part in parts if part]


def _web_url(text: str) -> str:
    url = requested_url(text)
    if url is None:
        raise ConfigurationError(
            f"{_shown(text)!r} is no web address; write it in full, with https://"
        )
    return url


def _shown(text: str) -> str:
    """What is refused may have a password, and nobody knows where that ends."""
    return f"…@{text.rpartition('@')[2]}" if "@" in text else text


def _listed(file: Path) -> list[str]:
    """The addresses in a file, one a line; "#" starts a comment line."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        raise ConfigurationError(
            f"cannot read {file}: {error.strerror}; write a file's name, or an address with https://"
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"cannot read {file}: it is no UTF-8 text") from error
    numbered = {number: line for number, line in enumerate(lines, 1) if line[:1] not in {"", "#"}}
    if not numbered:
        raise ConfigurationError(f"{file} names no address; write one a line")
    urls: list[str] = []
    for number, line in numbered.items():
        url = requested_url(line)
        if url is None:
            raise ConfigurationError(f"{file}, line {number}: {_shown(line)!r} is no web address")
        urls.append(url)
    return urls
