"""Reads the date strings of web pages as moments in UTC, each with its precision.

Dates on which no page can have been published are refused.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime

from newsbot.extraction.page.phrases import cells
from newsbot.items import Precision

# The first year in which a page can have been published on the web. An earlier date on a page is
# taken for a default value of its publishing system.
FIRST_YEAR = 1990
# The maximum length of a date string in characters. Longer texts are no dates. They are not parsed,
# since that would take long.
MAX_LENGTH = 100
# The date of a page may lie this long after the moment at which the page was fetched. Clocks
# differ, and pages may state a wrong time zone.
FUTURE = timedelta(days=1)

_MONTHS = {
    name: number
    for row in ("months", "short_months")
    for column in cells("words", row).values()
    for number, name in enumerate(column.split(), 1)
}
MONTH_NAMES = "|".join(_MONTHS)
"""A regular expression for the names of months in several languages, whole or abbreviated.

The names are in small letters: "november|nov|…".
"""

_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$|Z$)")
_DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_SECONDS = re.compile(r"\d{1,2}:\d{2}:\d{2}|T\d{6}")
_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time in UTC, e.g. the moment at which an article was published.

    If only the day is known, `precision` is "day", and `at` is midnight (UTC) of this day.
    """

    at: datetime
    precision: Precision
    offset_minutes: int | None = None
    """How many minutes the publisher's clock is ahead of UTC; None if the page does not state it.

    It is also None for the precision "day". A "Z" after a time states no offset: systems in any
    time zone may write times in UTC, with a "Z" (RFC 9557, section 2).
    """


def parse_moment(text: str | None, fetched_at: datetime) -> Moment | None:
    """The moment in a text (ISO 8601 or RFC 5322); None where it is no possible date of a page.

    A time without a zone is read as UTC. Examples of impossible dates are 30 February, any day
    before 1990, and a moment more than a day after the page was fetched (`fetched_at`).
    """
    text = (text or "").strip()
    moment = _parse(text) if len(text) <= MAX_LENGTH else None
    return None if moment is None else plausible(moment, fetched_at)


def moment_of(at: datetime, precision: Precision = "second") -> Moment:
    """The `Moment` for `at`; a time of exactly 00:00 is taken for a day without a time.

    If `at` has no zone, it is read as a time in UTC. `precision` is that of the result, unless only
    the day is known.
    """
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    if aware.time() == time.min:
        return Moment(at=aware.replace(tzinfo=UTC), precision="day")
    return Moment(at=aware.astimezone(UTC), precision=precision)


def day_of(day: date) -> Moment:
    """The moment that stands for a whole day: midnight in UTC, with precision "day"."""
    return moment_of(datetime.combine(day, time.min))


def plausible(moment: Moment, fetched_at: datetime) -> Moment | None:
    """`moment`, or None if it is before 1990 or more than a day after the page was fetched."""
    possible = moment.at.year >= FIRST_YEAR and moment.at <= fetched_at + FUTURE
    return moment if possible else None


def month_number(text: str) -> int:
    """The number of a month that is written in digits, or as a name that MONTH_NAMES has.

    The case of letters does not matter. Digits are not checked: "13" is 13.
    """
    if text.isdigit():
        return int(text)
    return _MONTHS[text.lower()]


def _parse(text: str) -> Moment | None:
    try:
        if _DATE_ONLY.fullmatch(text):
            return day_of(date.fromisoformat(text))
        try:
            at = datetime.fromisoformat(_SPACED_OFFSET.sub("", text))
        except ValueError:
            at = parsedate_to_datetime(text)
        moment = moment_of(at, "second" if _SECONDS.search(text) else "minute")
    except (ValueError, OverflowError):
        return None
    offset = at.utcoffset()
    if offset is None or moment.precision == "day" or not _OFFSET.search(text):
        return moment
    minutes = int(offset / timedelta(minutes=1))
    return Moment(at=moment.at, precision=moment.precision, offset_minutes=minutes)
