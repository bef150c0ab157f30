"""Chooses the pages that a backfill reads, to find articles that were published in a given period.

Such a page is one of these: a sitemap in a sitemap index, a page that lists the articles of one
day, month or year, or a page that continues a section page ("Older posts").
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
"""A backfill reads no page that is more than this many links away from the source. For example, the
page of a day is three links away if the source links to years, each year to its months, and each
month to its days."""
MAX_NEXT_PAGES = 300
"""The maximum number of pages that a backfill reads by following links such as "Older posts", one
after the other, from a section page. For the pages of one day, month or year, MAX_PAGES_OF_DATE is
used instead."""
MAX_PAGES_OF_DATE = 50
"""The maximum number of pages that a backfill reads by following links such as "Older posts" from
the page of one day, month or year."""
MAX_DATES = 4_000
"""The maximum number of days or months whose archive pages a backfill reads for one source. It
limits sources with a date in their URL, e.g. "/archive/2026/05/04". If the period has more days or
months, the newest are read. The number is enough for all days of ten years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPages:
    """The archive pages that a backfill reads next, after a source or another archive page.

    An archive page lists old articles or other archive pages. A backfill looks for articles of a
    period. `pages` are the archive pages that may list such articles.
    """

    pages: tuple[BackfillPage, ...]
    outside: int = 0
    """The number of linked pages that are not read, because they are pages of days, months or years
    outside of the period that the backfill fetches."""
    left_out: int = 0
    """The number of linked pages that are not read, because the backfill would read too many pages,
    or would follow too many links from page to page."""


def first_pages(url: str, kind: str, period: Period) -> ChosenPages:
    """The pages that a backfill of the source at `url` reads first.

    Usually the source itself is the only one. But if the source is an HTML page with a day or month
    in its URL, as "/archive/2026/05/04", the pages of all days or months of `period` are returned.

    Args:
        url: the URL of the source.
        kind: the name of the kind of the source, e.g. "section".
        period: the time whose articles the backfill fetches.
    """
    dated = iter(same_page_on_other_dates(url, period) if KINDS[kind].is_page else ())
    pages = tuple(
        BackfillPage(url=each, source_url=url, place=place, begins_at=date.begin, ends_at=date.end)
        for place, (each, date) in enumerate(islice(dated, MAX_DATES))
    )
    return ChosenPages(
        pages=pages or (BackfillPage(url=url, source_url=url),),
        left_out=sum(1 for _ in dated),
    )


def pages_below(
    listing: Listing, page: BackfillPage, chosen: Chosen, period: Period
) -> ChosenPages:
    """Chooses which of the pages linked on an archive page a backfill reads next.

    An archive page is a page of the site that lists old articles, e.g. a sitemap.

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
    """Whether to follow the link "Older posts" of an archive page, a page that lists old articles.

    The link is not followed if the page lists no articles, or if all of them are older than
    `period`, because the articles on the next page are usually older still.
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
    """The latest time at which an article in a sitemap can have been published; None if not known.

    `changed_at` is the time of the sitemap's last change, as the sitemap index states it. It may be
    a date without a time of day, in any time zone. So the result is two days later.
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
