"""The values of a backfill, which reads what sources listed in the past: the period, its pages."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The time whose articles a backfill fetches. Both moments belong to it."""

    since: datetime
    until: datetime

    def overlaps(self, begins_at: datetime | None, ends_at: datetime | None) -> bool:
        """Whether a part of this period lies in the time from `begins_at` up to `ends_at`.

        The moment `ends_at` itself does not belong to that time. None means that the beginning or
        the end of that time is unknown.
        """
        is_before = ends_at is not None and ends_at <= self.since
        return not is_before and (begins_at is None or begins_at <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillPage:
    """A sitemap or section page that a backfill reads: a source, or a page that belongs to one."""

    url: str
    source_url: str
    """The URL of the source that the page belongs to. The source itself has the same URL."""
    depth: int = 0
    """How many pages lead from the source to this page, not counting next pages ("Older posts")."""
    number: int = 1
    """2 for the page after a section page, 3 for the page after that, and so on. Otherwise 1."""
    place: int = 0
    """The position of the page among those that the same page lists, the newest first."""
    begins_at: datetime | None = None
    """The beginning of the time whose articles the page lists, as far as the name of the page says,
    e.g. 2026-05-01 for "sitemap-2026-05.xml". None if it does not say."""
    ends_at: datetime | None = None
    """The end of that time, as the name of the page says, or the day after the page's last change,
    as the page that lists it says. None if neither says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillReport:
    """What came of one request for a page of a backfill."""

    page: BackfillPage
    kind: str
    """The kind of the source, e.g. "sitemap": a key of newsbot.discovery.kinds.KINDS."""
    site: str
    at: datetime
    period: Period
    reason: str | None = None
    """The name of the reason why the page was not read as a whole; None if it was."""
    failure: str | None = None
    """The same in one line for a person; None if the page was read as a whole."""
    links: int = 0
    """How many articles of the period the page lists."""
    passed_over: int = 0
    """How many articles the page lists whose dates lie outside the period."""
    undated: int = 0
    """How many articles without any date are in `links`."""
    first_at: datetime | None = None
    """The earliest date of an article that the page lists; None unless all of them have dates."""
    last_at: datetime | None = None
    """The end of the latest date of an article that the page lists, in the same way."""
    digest: bytes | None = None
    """A hash of the URLs of all articles that the page lists; None if it lists none."""
    pages: tuple[BackfillPage, ...] = ()
    """The pages that this page lists and that may have articles of the period."""
    pages_outside: int = 0
    """How many pages were left out because their dates lie outside the period."""
    pages_left_out: int = 0
    """How many pages were left out because of the limits on depth and on next pages."""
