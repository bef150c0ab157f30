"""Reads sitemaps that are plain text: lists of URLs, and the Sitemap lines of a robots.txt."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

ROBOTS = "/robots.txt"
_COMMENT = re.compile(r"(?:^|\s)#.*")
_SITEMAP = re.compile(r"site-?map\s*:\s*(\S+)", re.IGNORECASE)
_RULE = re.compile(r"(?:user-?agent|disallow|allow)\s*:", re.IGNORECASE)
_URL = re.compile(r"https?://\S", re.IGNORECASE)
_INVISIBLE = "\ufeff\u200b\x00"


def sitemaps_of(text: str, url: str) -> list[str] | None:
    """What the Sitemap lines of a robots.txt name; None if `text` at `url` is no robots.txt."""
    lines = list(_lines(text))
    found = [line[1] for line in map(_SITEMAP.match, lines) if line is not None]
    is_robots = urlsplit(url).path == ROBOTS or any(map(_RULE.match, lines))
    return found if found or is_robots else None


def urls_of(text: str) -> list[str]:
    """The lines of a text file that lists URLs, one a line.

    The result is empty if less than half of the lines are URLs, because then the file is no list.
    Lines that are no URL are in the result too.
    """
    lines = list(_lines(text))
    urls = sum(_URL.match(line) is not None for line in lines)
    return lines if urls * 2 >= max(len(lines), 1) else []


def _lines(text: str) -> Iterator[str]:
    """The lines of a text without comments; blank lines are left out."""
    for line in text.splitlines():
        shown = _COMMENT.sub("", line.strip(_INVISIBLE)).strip()
        if shown:
            yield shown
