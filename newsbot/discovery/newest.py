"""Sorts the sitemaps of an index, so that those that should hold the latest articles come first."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from newsbot.discovery.listing import ChildSitemap

EARLIEST = datetime.min.replace(tzinfo=UTC)
# The separators between year, month and day in the URLs of sitemaps, if there are any:
# "sitemap-2026-05.xml", "20260511.xml.gz", "/2026/05/", "?yyyy=2026&mm=05&dd=11".
_BETWEEN = r"(?:[-_/.]?|&\w{1,9}=)"
DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)"
    rf"(?:{_BETWEEN}(0[1-9]|1[0-2])(?:{_BETWEEN}(0[1-9]|[12]\d|3[01]))?)?(?!\d)",
    re.ASCII,
)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def newest_first(children: Sequence[ChildSitemap]) -> list[ChildSitemap]:
    """The sitemaps of an index, the newest first, by their dates in the index, then in their URLs.

    For a sitemap without a date in the index, the date in its URL takes that place. Undated
    sitemaps come last. Among sitemaps of the same dates, and among undated ones, those
    without a number in their URL come first ("news-sitemap.xml" beside "post-sitemap1.xml"), then
    the highest number, then the last in the index, since most generators append.
    """
    ranked = sorted(enumerate(children), key=_rank, reverse=True)
    return [child for _, child in ranked]


def _rank(numbered: tuple[int, ChildSitemap]) -> tuple[datetime, datetime, float, int]:
    position, child = numbered
    parts = urlsplit(child.url)
    name = unquote(f"{parts.path}?{parts.query}")
    named = _date_in(name)
    numbers = NUMBER.findall(name)
    last_number = int(numbers[-1]) if numbers else float("inf")
    return (child.changed_at or named, named, last_number, position)


def _date_in(name: str) -> datetime:
    """The last date in `name`, a URL's path and query, or EARLIEST.

    A year or month counts as its first day.
    """
    found = EARLIEST
    for year, month, day in DATE.findall(name):
        try:
            found = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
        except ValueError:  # 31 April
            continue
    return found
