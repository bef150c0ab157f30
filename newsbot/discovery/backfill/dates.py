"""Finds dates in the URLs of articles and of archive pages.

It also makes the URL of an archive page for another date, by replacing the date in the URL.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from newsbot.discovery.newest import name_of
from newsbot.discovery.sitemaps.named_dates import dated_name
from newsbot.items import Period

# Matches the day in an article's URL: /2026/05/04/, /2026-05-04-bridge, _20260504.
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/._]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)"
    r"|/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/)"
)
# Matches the month in an article's URL, e.g. "/2026/05/". Year and month must be folders of the
# path: in "/the-10-best-films-of-2019-10" the numbers are no month.
_MONTH = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/")
# Matches the day or month in the URL of an archive page, e.g. /archive/2026/05/04, ?date=2026-5.
_ARCHIVE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<apart>[-/._]?)(?P<month>0[1-9]|1[0-2]|(?<!\d)[1-9](?!\d))"
    r"(?:(?P=apart)(?P<day>0[1-9]|[12]\d|3[01]|(?<!\d)[1-9](?!\d)))?(?!\d)"
)


# No URLs are made for archive pages (pages that list old articles) of years before this one.
_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Span:
    """A period of time. The moment `begin` is a part of it, the moment `end` is not."""

    begin: datetime
    end: datetime


def date_of_article(url: str) -> Span | None:
    """The day or month in an article's URL, in UTC; None if there is none.

    A year alone does not count, because it may belong to the headline: "/films-of-2019".
    """
    path = urlsplit(url).path
    day = _DAY.search(path)
    if day is not None:
        year, month, date = (int(each) for each in day.group(1, 3, 4, 5, 6, 7) if each)
        return _span(year, month, date)
    month_ = _MONTH.search(path)
    return None if month_ is None else _span(int(month_[1]), int(month_[2]), None)


@lru_cache(maxsize=64)
def date_of_page(url: str) -> Span | None:
    """The day, week, month or year in the URL of an archive page; None if there is none."""
    dated = dated_name(name_of(url))
    return None if dated is None else Span(dated.moment, dated.end)


def same_page_on_other_dates(url: str, period: Period) -> Iterator[tuple[str, Span]]:
    """Yields the URLs of an archive's pages for all days or months of `period`, newest first.

    Each URL comes with its day or month. `url` is the URL of one page of the archive. If it has a
    day in it, as "https://gazette.example/archive/2026/05/04", there is one URL for each day of the
    period. If it has only a month, there is one for each month. If it has neither, nothing is
    yielded.
    """
    parts = urlsplit(url)
    found = _ARCHIVE.search(url, len(f"{parts.scheme}://{parts.netloc}"))
    if found is None:
        return
    has_day = found["day"] is not None
    moment = period.until
    while True:
        span = _span(moment.year, moment.month, moment.day if has_day else None)
        if span is None or span.end <= period.since or span.begin.year < _FIRST_YEAR:
            return
        yield url[: found.start()] + _written(found, moment) + url[found.end() :], span
        moment = span.begin - timedelta(microseconds=1)


def _written(found: re.Match[str], moment: datetime) -> str:
    """The date of `moment` in the form of the date that `found` matches, e.g. "2026/05/04"."""
    parts = {"month": moment.month, "day": moment.day}
    is_padded = all(len(found[name]) > 1 for name in parts if found[name])
    numbers = [f"{parts[name]:0{2 if is_padded else 1}}" for name in parts if found[name]]
    return found["apart"].join([f"{moment.year:04}", *numbers])


def _span(year: int, month: int, day: int | None) -> Span | None:
    try:
        if day is not None:
            begin = datetime(year, month, day, tzinfo=UTC)
            return Span(begin, begin + timedelta(days=1))
        begin = datetime(year, month, 1, tzinfo=UTC)
    except ValueError:
        return None
    return Span(begin, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC))
