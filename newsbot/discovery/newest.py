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
# A sitemap index states when each sitemap was last changed. If all these dates lie within this
# time, they probably tell when the index was generated, and nothing about the sitemaps.
SAME_MOMENT = timedelta(hours=1)
NUMBER = re.compile(r"\d{1,18}", re.ASCII)

Basis = Literal["stated dates", "dates in names", "numbers in names", "order of the index"]
"""By what the sitemaps of a sitemap index are sorted: what tells which of them are the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The sitemaps that an index lists, in the order in which they are read."""

    children: tuple[ChildSitemap, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Named:
    """The date and the numbers in the path and query of the URL of a sitemap."""

    moment: datetime
    """The date in the name; EARLIEST if there is none."""
    numbers: tuple[int, ...]
    """The numbers of the date, e.g. (2026, 5, 4), and all numbers after the date. If the name has
    no date, these are all numbers in the name."""

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
    """Whether the dates that a sitemap index states for its sitemaps are usable.

    They are not usable if all are the same, because many generators state the present time for each
    sitemap. `children` are the entries of the index.
    """
    stated = [child.changed_at for child in children if child.changed_at is not None]
    is_alone = len(children) == 1
    return bool(stated) and (is_alone or max(stated) - min(stated) >= SAME_MOMENT)


def dates_in_names(children: Sequence[ChildSitemap]) -> list[DatedName | None]:
    """The date in the name of each sitemap that an index lists; None for a name without a date."""
    texts = [name_of(child.url) for child in children]
    dates = [dated_name(text) for text in texts]
    # If sitemaps are numbered from 1 to 2500, the numbers of a few look like years. So a name
    # counts as dated only if no name without a date differs from it only in the numbers.
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
    """The path and query of a URL, in which `dated_name` finds a date."""
    parts = urlsplit(url)
    return unquote(f"{parts.path}?{parts.query}")


def _shape(text: str) -> str:
    return NUMBER.sub("0", text)
