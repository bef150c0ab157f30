"""Sorts links, and the sitemaps that a sitemap index lists, so that the newest come first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import unquote, urlsplit

from newsbot.discovery.listing import ChildSitemap
from newsbot.discovery.sitemaps.named_dates import DatedName, dated_name
from newsbot.items import Link

EARLIEST = datetime.min.replace(tzinfo=UTC)
# A sitemap index states when each sitemap was last changed. If all of these dates are less than an
# hour apart, the index is believed to state the time of its own generation, and the dates are not
# used.
SAME_MOMENT = timedelta(hours=1)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)

Basis = Literal["stated dates", "dates in names", "numbers in names", "order of the index"]
"""What the sitemaps of an index are sorted by, to read the newest first. If possible, these are the
dates that the index states, else dates in the sitemaps' names, else other numbers in the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The sitemaps that a sitemap index lists, sorted so that the newest come first.

    `basis` tells what they were sorted by.
    """

    children: tuple[ChildSitemap, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Named:
    """The date and the numbers in the name of a sitemap.

    The name is the path and query of the sitemap's URL, e.g. "/sitemap-2026-05-04.xml".
    """

    moment: datetime
    """The date in the name of the sitemap; EARLIEST if there is none."""
    numbers: tuple[int, ...]
    """The numbers by which this name is compared with the names of other sitemaps, to read the
    newest sitemaps first. If the name has a date, they are the numbers of the date, e.g. (2026, 5,
    4), and all numbers after it. If the name has no date, they are all numbers in it."""

    @property
    def rank(self) -> tuple[int, tuple[int, ...]]:
        has_date = self.moment != EARLIEST
        return (2 if not self.numbers else 1 if has_date else 0), self.numbers


def newest_first(children: Sequence[ChildSitemap]) -> Order:
    """The sitemaps that a sitemap index lists, sorted so that the newest come first.

    They are sorted by the dates that the index states. If it states no dates, or the same date for
    all, the names of the sitemaps decide, in this order:

    - sitemaps without a number in the name, e.g. "news-sitemap.xml";
    - sitemaps with a date in the name, the latest date first;
    - sitemaps with another number in the name, the highest number first.

    If the names do not decide, the last sitemap in the index comes first, because most generators
    add new sitemaps at the end.
    """
    names = _names(children)
    counts = dates_tell(children)

    def rank(position: int) -> tuple[datetime, tuple[int, tuple[int, ...]], int]:
        named = names[position]
        moment = (children[position].changed_at or named.moment) if counts else EARLIEST
        return moment, named.rank, position

    ranked = sorted(range(len(children)), key=rank, reverse=True)
    basis: Basis = "order of the index"
    if counts:
        basis = "stated dates"
    elif any(each.moment != EARLIEST for each in names):
        basis = "dates in names"
    elif any(each.numbers for each in names):
        basis = "numbers in names"
    return Order(children=tuple(children[position] for position in ranked), basis=basis)


def links_newest_first(links: Sequence[Link]) -> list[Link]:
    """Links sorted by date, newest first. Undated links come last, in the order of the source."""
    return sorted(
        links, key=lambda link: link.published_at or link.changed_at or EARLIEST, reverse=True
    )


def dates_tell(children: Sequence[ChildSitemap]) -> bool:
    """Whether the dates of change that a sitemap index states tell which sitemaps are the newest.

    The result is False if all dates are nearly the same: many programs that make sitemaps write the
    present time into each entry. `children` are the entries of the index.
    """
    stated = [child.changed_at for child in children if child.changed_at is not None]
    is_alone = len(children) == 1
    return bool(stated) and (is_alone or max(stated) - min(stated) >= SAME_MOMENT)


def dates_in_names(children: Sequence[ChildSitemap]) -> list[DatedName | None]:
    """The date in the name of each sitemap that an index lists; None for a name without a date."""
    texts = [name_of(child.url) for child in children]
    dates = [dated_name(text) for text in texts]
    # A number in a name may look like a year: "sitemap-2024.xml" may be the 2024th of 2500
    # sitemaps. Then the index also has names such as "sitemap-17.xml", whose number is no date. So
    # a date is ignored if the index has a name without a date that differs only in its numbers.
    undated = {_shape(text) for text, date in zip(texts, dates, strict=True) if date is None}
    return [
        None if _shape(text) in undated else date for text, date in zip(texts, dates, strict=True)
    ]


def _names(children: Sequence[ChildSitemap]) -> list[_Named]:
    return [
        _Named(EARLIEST, tuple(map(int, NUMBER.findall(name_of(child.url)))))
        if date is None
        else _Named(date.moment, date.numbers)
        for child, date in zip(children, dates_in_names(children), strict=True)
    ]


def name_of(url: str) -> str:
    """The path and query of a sitemap's URL as one text, e.g. "/sitemap.xml?yyyy=2026&mm=05"."""
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}")


def _shape(text: str) -> str:
    return NUMBER.sub("0", text)
