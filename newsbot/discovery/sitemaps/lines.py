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
_QUOTES = "\"'<>"
# Matches what stands after the URL in lists with several columns: "https://…\t2026-05-04", "…,0.8".
_COLUMNS = re.compile(
    r"\t.*|[\"'>]?[,;]\s*+[\"']?(?:\d{4}-\d\d-\d\d(?:T[\d:.]+\S*)?|[01]\.\d+)(?:[\s,;\"'].*)?\Z"
)


def sitemaps_of(text: str, url: str) -> list[str] | None:
    """What the Sitemap lines of a robots.txt name; None if `text` at `url` is no robots.txt."""
    lines = list(_lines(text))
    found = [line[1] for line in map(_SITEMAP.match, lines) if line is not None]
    is_robots = urlsplit(url).path == ROBOTS or any(map(_RULE.match, lines))
    return found if found or is_robots else None


def urls_of(text: str) -> tuple[list[str], int]:
    """The URLs of a text file that lists URLs, one a line, and the number of its other lines.

    There are no URLs if less than half of the lines are URLs, because then the file is no list.
    """
    lines = list(_lines(text))
    firsts = (_COLUMNS.sub("", line, count=1).strip(_QUOTES) for line in lines)
    urls = [first for first in firsts if _URL.match(first)]
    return (urls, len(lines) - len(urls)) if len(urls) * 2 >= len(lines) else ([], len(lines))


def _lines(text: str) -> Iterator[str]:
    """The lines of a text without comments; blank lines are left out."""
    for line in text.splitlines():
        shown = _COMMENT.sub("", line.strip(_INVISIBLE)).strip()
        if shown:
            yield shown
