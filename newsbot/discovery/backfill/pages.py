"""Chooses the pages that a backfill reads, to find articles that were published in a period.

Such a page is a sitemap of a sitemap index, a page with the articles of one day, month or year, or
a next page ("Older posts") of a section page.
"""

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
"""Pages that are more than this many links away from the source are not read. The page of a day
may be three links away: the source links to years, each year to months, each month to days."""
MAX_NEXT_PAGES = 300
"""The maximum number of pages that are read one after the other by following "Older posts" from a
section page. For pages of a date in an archive, MAX_PAGES_OF_DATE counts instead."""
MAX_PAGES_OF_DATE = 50
"""The maximum number of pages that are read for one day, month or year of an archive."""
MAX_DATES = 4_000
"""The maximum number of days or months whose pages are read if the URL of a source has a date in
it, as "/archive/2026/05/04". The newest ones are read. 4 000 days are eleven years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPages:
    """The pages to read next (`pages`), of those to which an archive page links."""

    pages: tuple[BackfillPage, ...]
    outside: int = 0
    """The number of pages that are not read, because their dates are outside the backfill's
    period."""
    left_out: int = 0
    """The number of pages that are not read, because MAX_DEPTH, MAX_NEXT_PAGES or
    MAX_PAGES_OF_DATE forbids it."""


def first_pages(url: str, kind: str, period: Period) -> tuple[BackfillPage, ...]:
    """The pages that the backfill of the source at `url` reads first.

    Usually this is only the source itself. But if the source is an HTML page, and its URL has a day
    or month, as "/archive/2026/05/04", these are the pages of all days or months of the period.
    `kind` is the kind of the source, e.g. "section".
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
    """The pages to which an archive page links, and that may list articles of `period`.

    Args:
        listing: the links on the archive page.
        page: the archive page, which was just read.
        chosen: the articles on the archive page that the backfill fetches.
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
    """Whether to read the page after an archive page, whose articles are usually older.

    It is read unless all articles on the archive page are already older than `period`, or there
    are none. `chosen` tells what was found on the archive page.
    """
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
    """The time after which no article of a sitemap was published, by the sitemap's last change.

    Two days are added, because `changed_at` may stand for a whole day in any time zone.
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
