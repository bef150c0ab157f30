"""The values of a backfill: its period, the pages that it reads, and the results of its requests.

A backfill is a crawl that fetches articles of the past. For this, it reads old sitemaps, and the
next pages ("Older posts") of section pages.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The period of the past from which a backfill fetches articles.

    The moments `since` and `until` belong to the period.
    """

    since: datetime
    until: datetime

    def overlaps(self, begins_at: datetime | None, ends_at: datetime | None) -> bool:
        """Whether this period and the time from `begins_at` up to `ends_at` have a common moment.

        The moment `ends_at` itself does not belong to that time. None means that the beginning or
        the end of that time is unknown.
        """
        is_before = ends_at is not None and ends_at <= self.since
        return not is_before and (begins_at is None or begins_at <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillPage:
    """A sitemap or section page that a backfill (a crawl for articles of the past) reads.

    It is a source itself, or a page that is reached from a source.
    """

    url: str
    source_url: str
    """The URL of the source from which this page is reached. If the page is the source itself, it
    is the page's own URL."""
    depth: int = 0
    """How many links a crawl has to follow from the source to this page; 0 for the source itself.
    Links to a next page ("Older posts") are not counted."""
    number: int = 1
    """The number of this page in a series of pages that lead from one to the next ("Older posts").
    It is 1 for the first page, and for a page without such links."""
    place: int = 0
    """Pages with lower numbers are read first. The number is the place of this page in the list in
    which it was found, e.g. of a sitemap in its sitemap index. The places count from 0, the newest
    page first. In a series of pages ("Older posts"), all pages have the number of the first one.
    The source itself has the number 0."""
    begins_at: datetime | None = None
    """This page lists articles that were published at this time or later, according to the page's
    name. For example, it is 2026-05-01 for "sitemap-2026-05.xml". None if the name does not
    tell."""
    ends_at: datetime | None = None
    """The time up to which this page may list articles, according to a date in the page's name. If
    the name of a sitemap has no date, it is the sitemap's last change, as the sitemap index states
    it, plus two days: the change may be stated without a time of day and without a time zone. None
    if neither is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillReport:
    """The result of one request that a backfill sent for a sitemap or section page.

    A backfill is a crawl that fetches the articles of a period in the past.
    """

    page: BackfillPage
    kind: str
    """The kind of the source, e.g. "sitemap": a key of newsbot.discovery.kinds.KINDS."""
    site: str
    at: datetime
    period: Period
    reason: str | None = None
    """The name of the reason why the page could not be read as a whole; None if it was."""
    failure: str | None = None
    """A line of text for people: why the page could not be read as a whole; None if it was."""
    links: int = 0
    """The number of links on the page to articles that may be from the period whose articles are
    fetched."""
    passed_over: int = 0
    """The number of links on the page to articles that the backfill does not fetch, because their
    dates lie outside its period."""
    undated: int = 0
    """The number of links on the page to articles whose dates are not known. They are also counted
    in `links`."""
    first_at: datetime | None = None
    """The earliest date of all articles on the page; None unless all of them have dates."""
    last_at: datetime | None = None
    """The latest date of all articles on the page. If this date has no time, it is the end of the
    day. None unless all articles on the page have dates."""
    digest: bytes | None = None
    """A hash of the URLs of all articles that the page lists; None if it lists no article."""
    pages: tuple[BackfillPage, ...] = ()
    """The pages to read next: those that this page links, and that may list articles of the period
    whose articles are fetched."""
    pages_outside: int = 0
    """The number of listed pages that are not read because their dates lie outside the period."""
    pages_left_out: int = 0
    """The number of pages that this page lists, but that are not read because of a limit: a page
    may be too many links away from the source, or be one of too many next pages ("Older posts")."""
    is_repetition: bool = False
    """Whether this page and the few pages that were read before it had hardly any new links, as on
    a site that shows the same links on all pages. Then the next page ("Older posts"), to which this
    page links, is not read. See newsbot.discovery.backfill.walks."""
