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
# Matches what stands after the URL on a line with several columns, e.g. a date after a tab, or
# ",0.8" in "https://gazette.example/a,0.8".
_COLUMNS = re.compile(
    r"\t.*|[\"'>]?[,;]\s*+[\"']?(?:\d{4}-\d\d-\d\d(?:T[\d:.]+\S*)?|[01]\.\d+)(?:[\s,;\"'].*)?\Z"
)


def sitemaps_of(text: str, url: str) -> list[str] | None:
    """The URLs in the lines "Sitemap: URL" of a robots.txt.

    The result is None if `text`, the content of the file at `url`, is no robots.txt.
    """
    lines = list(_lines(text))
    found = [line[1] for line in map(_SITEMAP.match, lines) if line is not None]
    is_robots = urlsplit(url).path == ROBOTS or any(map(_RULE.match, lines))
    return found if found or is_robots else None


def urls_of(text: str) -> tuple[list[str], int]:
    """The URLs in a text file with a URL on each line, and the number of lines without a URL.

    If less than half of the lines have a URL, the file is no list of URLs, and no URLs are
    returned.
    """
    lines = list(_lines(text))
    firsts = (_COLUMNS.sub("", line, count=1).strip(_QUOTES) for line in lines)
    urls = [first for first in firsts if _URL.match(first)]
    return (urls, len(lines) - len(urls)) if len(urls) * 2 >= len(lines) else ([], len(lines))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        shown = _COMMENT.sub("", line.strip(_INVISIBLE)).strip()
        if shown:
            yield shown
