"""Chooses the articles that a backfill fetches, of those that a page of an archive lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from newsbot.discovery.backfill.dates import Span, date_of_article, date_of_page
from newsbot.items import BackfillPage, Link, Period

LATELY = timedelta(days=2)
"""For so long after the end of a day or month, its articles may still be news of the day."""
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLink:
    """A link to an article of the period of a backfill."""

    link: Link
    assumed_at: datetime | None
    """About when the article was published, if the page that lists it does not state that. None if
    it does. URLs are fetched in the order of these dates, after the news of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The articles that a page of an archive lists, as far as a backfill fetches them."""

    links: tuple[PastLink, ...]
    passed_over: int
    """How many articles have dates outside the period."""
    undated: int
    """How many of `links` have no date."""
    first_at: datetime | None
    """The earliest date of all articles that the page lists; None unless all have dates."""
    last_at: datetime | None
    """The end of the latest date of all articles that the page lists, in the same way."""
    digest: bytes | None
    """A hash of all URLs; None if there are none."""


def chosen_articles(links: Sequence[Link], page: BackfillPage, period: Period) -> Chosen:
    """The articles on a page of an archive whose dates are in `period`, or that have no date.

    The date of an article is the one that the page states as its publication, else the day or
    month in its URL, else the date of its last change. A last change after the time of the page
    says nothing: in "sitemap-2024-03.xml" it is that of a later correction. An article without a
    date counts as one of the period, because the page is read only if its own date, if it has one,
    is in the period.
    """
    dates = [_date_of(link, page) for link in links]
    pairs = list(zip(links, dates, strict=True))
    kept = [
        (link, date)
        for link, date in pairs
        if date is None or period.overlaps(date.begin, date.end)
    ]
    known = [date for date in dates if date is not None]
    is_dated = bool(known) and len(known) == len(dates)
    return Chosen(
        links=tuple(
            PastLink(link=link, assumed_at=_assumed(link, date, page, period))
            for link, date in kept
        ),
        passed_over=len(pairs) - len(kept),
        undated=sum(date is None for _, date in kept),
        first_at=min(date.begin for date in known) if is_dated else None,
        last_at=max(date.end for date in known) if is_dated else None,
        digest=_digest(links),
    )


def assumed_date(link: Link, sitemap: str, now: datetime) -> datetime | None:
    """About when an article was published that the sitemap of a past day or month lists.

    None if the sitemap states when, or has no date in its name, or one of the last LATELY.

    Args:
        link: the entry of the sitemap.
        sitemap: the URL of the sitemap.
        now: the present moment.
    """
    name = date_of_page(sitemap)
    if link.published_at is not None or name is None or name.end > now - LATELY:
        return None
    return (date_of_article(link.url) or name).begin


def _date_of(link: Link, page: BackfillPage) -> Span | None:
    if link.published_at is not None:
        return Span(link.published_at, link.published_at + _MOMENT)
    in_url = date_of_article(link.url)
    if in_url is not None:
        return in_url
    changed_at = link.changed_at
    if changed_at is None or (page.ends_at is not None and changed_at >= page.ends_at):
        return None
    return Span(changed_at, changed_at + _MOMENT)


def _assumed(link: Link, date: Span | None, page: BackfillPage, period: Period) -> datetime | None:
    if link.published_at is not None:
        return None
    if date is not None:
        return date.begin
    return page.begins_at or period.since


def _digest(links: Sequence[Link]) -> bytes | None:
    if not links:
        return None
    return blake2b("\n".join(sorted(link.url for link in links)).encode(), digest_size=16).digest()
