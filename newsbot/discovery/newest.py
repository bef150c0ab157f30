"""Sorts links, and the sitemaps that a sitemap index lists, so that the newest come first."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from newsbot.discovery.listing import ChildSitemap
from newsbot.items import Link

EARLIEST = datetime.min.replace(tzinfo=UTC)
# Matches what may stand between year, month and day of a date in a sitemap's URL, perhaps nothing:
# "sitemap-2026-05.xml", "20260511.xml.gz", "/2026/05/", "?yyyy=2026&mm=05&dd=11".
_BETWEEN = r"(?:[-_/.]?|&\w{1,9}=)"
DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)"
    rf"(?:{_BETWEEN}(0[1-9]|1[0-2])(?:{_BETWEEN}(0[1-9]|[12]\d|3[01]))?)?(?!\d)",
    re.ASCII,
)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)


def newest_first(children: Sequence[ChildSitemap]) -> list[ChildSitemap]:
    """The sitemaps that a sitemap index lists, sorted so that the newest come first.

    The date of a sitemap is the one that the index states, or else the one in the sitemap's URL.
    Sitemaps without any date come last. Sitemaps with equal dates are sorted by the last number in
    their URLs: first those without a number ("news-sitemap.xml"), then the highest numbers
    ("post-sitemap9.xml"). If the numbers are equal too, the order of the index is reversed, because
    most generators add new sitemaps at the end.
    """
    ranked = sorted(enumerate(children), key=_rank, reverse=True)
    return [child for _, child in ranked]


def links_newest_first(links: Sequence[Link]) -> list[Link]:
    """Links sorted by date, newest first. Undated links come last, in the order of the source."""
    return sorted(
        links, key=lambda link: link.published_at or link.changed_at or EARLIEST, reverse=True
    )


def _rank(numbered: tuple[int, ChildSitemap]) -> tuple[datetime, datetime, float, int]:
    position, child = numbered
    parts = urlsplit(child.url)
    name = unquote(f"{parts.path}?{parts.query}")
    named = _date_in(name)
    numbers = NUMBER.findall(name)
    last_number = int(numbers[-1]) if numbers else float("inf")
    return (child.changed_at or named, named, last_number, position)


def _date_in(name: str) -> datetime:
    """The last date in `name`, the path and query of a URL; EARLIEST if there is no date.

    If a date has no day or no month, the first day or month is taken.
    """
    found = EARLIEST
    for year, month, day in DATE.findall(name):
        try:
            found = datetime(int(year), int(month or 1), int(day or 1), tzinfo=UTC)
        except ValueError:  # 31 April
            continue
    return found
