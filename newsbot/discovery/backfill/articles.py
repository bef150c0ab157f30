"""Chooses, of the articles that an archive page lists, those that a backfill fetches.

A backfill fetches old articles: those that were published in a given period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from newsbot.discovery.backfill.dates import Span, date_of_article, date_of_page
from newsbot.items import BackfillPage, Link, Period

LATELY = timedelta(days=2)
"""For this time after its publication, an article counts as news; later it counts as old. If an
article has no date, but is in a sitemap named after a day or month, it counts as published at the
end of this day or month."""
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLink:
    """A link to an article that a backfill fetches, because it may be of the wanted period."""

    link: Link
    assumed_at: datetime | None
    """The time at which the article was probably published, e.g. the day in its URL. Old articles
    are fetched in the order of their times. None if no guess is needed, because the page that lists
    the article states the date of publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a backfill takes from one archive page: the articles to fetch, and facts about the page.

    An archive page is a page that lists old articles, e.g. those of one day.
    """

    links: tuple[PastLink, ...]
    passed_over: int
    """The number of articles on the page that are not fetched, because they were published outside
    of the period that the backfill fetches."""
    undated: int
    """The number of articles on the page whose date is not known. Such articles are fetched,
    because they may be of the wanted period."""
    first_at: datetime | None
    """The date of the oldest article on the archive page, i.e. on the page of the site that lists
    old articles. None if the date of at least one article on the page is not known."""
    last_at: datetime | None
    """The date of the newest article on the archive page. If only the day or month of this article
    is known, this is the end of the day or month. None if the date of at least one article on the
    page is not known."""
    digest: bytes | None
    """A hash of the URLs of all articles that the archive page lists. None if it lists none."""


def chosen_articles(links: Sequence[Link], page: BackfillPage, period: Period) -> Chosen:
    """Chooses the articles on an archive page whose dates are in `period`, or that have no date.

    The date of an article is the first of these that is known:

    - the date of publication that the archive page states;
    - the day or month in the URL of the article;
    - the date of the last change that the archive page states. It is not used if it is after the
      day or month of the archive page: in "sitemap-2024-03.xml", a change in 2026 says nothing
      about the publication.

    Args:
        links: the articles that the archive page lists.
        page: the archive page.
        period: the time whose articles the backfill fetches.
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
    """Guesses when an article was published, from its URL or from the date in a sitemap's name.

    The result is None if the sitemap states the date of publication, or if the name of the sitemap
    has no date. It is also None if the day or month in the name ended less than two days ago: such
    an article is news, and its date does not matter.

    Args:
        link: the link to the article in the sitemap.
        sitemap: the URL of the sitemap, e.g. "https://gazette.example/sitemap-2024-03.xml".
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
