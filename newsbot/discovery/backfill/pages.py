"""Chooses the pages that a backfill reads: sitemaps of an index, days of an archive, next pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from newsbot.discovery.backfill.articles import Chosen
from newsbot.discovery.backfill.dates import date_of_page, same_page_on_other_dates
from newsbot.discovery.kinds import KINDS
from newsbot.discovery.listing import Listing
from newsbot.discovery.newest import dates_in_names, dates_tell, newest_first
from newsbot.items import BackfillPage, Period

MAX_DEPTH = 4
"""Pages that lie more than this many levels below the source are not read. An archive may have
years, months and days, one below the other."""
MAX_NEXT_PAGES = 300
"""The most pages of a section page without a date, "Older posts" after "Older posts"."""
MAX_PAGES_OF_DATE = 50
"""The most pages of one day, month or year of an archive."""
MAX_DATES = 4_000
"""The most days or months, the newest ones, whose pages are read because the URL of the source has
a date: 4 000 days are eleven years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPages:
    """The pages that a page of an archive lists, as far as a backfill reads them."""

    pages: tuple[BackfillPage, ...]
    outside: int = 0
    """How many pages were left out because their dates lie outside the period."""
    left_out: int = 0
    """How many pages were left out because of the limits on depth and on next pages."""


def first_pages(url: str, kind: str, period: Period) -> tuple[BackfillPage, ...]:
    """The pages with which the backfill of a source begins, without having read anything.

    This is the source itself. But if its URL has a day or month, as /archive/2026/05/04 has, these
    are the pages of all days or months of the period. `kind` is the kind of the source.
    """
    dated = same_page_on_other_dates(url, period) if KINDS[kind].is_page else ()
    pages = tuple(
        BackfillPage(url=each, source_url=url, place=place, begins_at=date.begin, ends_at=date.end)
        for place, (each, date) in enumerate(islice(dated, MAX_DATES))
    )
    return pages or (BackfillPage(url=url, source_url=url),)


def pages_below(
    listing: Listing, page: BackfillPage, chosen: Chosen, period: Period
) -> ChosenPages:
    """The pages that a page of an archive lists and that may have articles of the period.

    Args:
        listing: the contents of the page.
        page: the page, which was just read.
        chosen: the articles of the page.
        period: the time whose articles the backfill fetches.
    """
    listed = [*_sitemaps(listing, page), *_dated_pages(listing, page)]
    inside = [each for each in listed if period.overlaps(each.begins_at, each.ends_at)]
    outside = len(listed) - len(inside)
    is_deep = page.depth >= MAX_DEPTH
    left_out = len(inside) if is_deep else 0
    below = [] if is_deep else inside
    if listing.next_page is not None and _goes_on(chosen, period):
        if page.number < (MAX_NEXT_PAGES if page.ends_at is None else MAX_PAGES_OF_DATE):
            below.append(_next(listing.next_page, page))
        else:
            left_out += 1
    return ChosenPages(pages=tuple(below), outside=outside, left_out=left_out)


def _goes_on(chosen: Chosen, period: Period) -> bool:
    """Whether the next page may have articles of the period: not all on this page are older."""
    return chosen.digest is not None and not (
        chosen.last_at is not None and chosen.last_at <= period.since
    )


def _next(url: str, page: BackfillPage) -> BackfillPage:
    return BackfillPage(
        url=url,
        source_url=page.source_url,
        depth=page.depth,
        number=page.number + 1,
        place=page.place,
        begins_at=page.begins_at,
        ends_at=page.ends_at,
    )


def _sitemaps(listing: Listing, page: BackfillPage) -> Iterator[BackfillPage]:
    children = newest_first(listing.children).children
    is_dated = dates_tell(children)
    for place, (child, name) in enumerate(zip(children, dates_in_names(children), strict=True)):
        changed_at = child.changed_at if is_dated else None
        yield BackfillPage(
            url=child.url,
            source_url=page.source_url,
            depth=page.depth + 1,
            place=place,
            begins_at=None if name is None else name.moment,
            ends_at=_end(changed_at) if name is None else name.end,
        )


def _end(changed_at: datetime | None) -> datetime | None:
    """The end of the time whose articles a sitemap has that was last changed at `changed_at`.

    A date without a time stands for a whole day, in whatever time zone.
    """
    return None if changed_at is None else changed_at + timedelta(days=2)


def _dated_pages(listing: Listing, page: BackfillPage) -> Iterator[BackfillPage]:
    for place, url in enumerate(listing.dated_pages):
        date = date_of_page(url)
        if date is not None and url not in {page.url, page.source_url}:
            yield BackfillPage(
                url=url,
                source_url=page.source_url,
                depth=page.depth + 1,
                place=place,
                begins_at=date.begin,
                ends_at=date.end,
            )
