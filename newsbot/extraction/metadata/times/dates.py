"""Reads the date strings of web pages as moments in UTC, each with its precision.

Dates on which no page can have been published are refused.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from newsbot.extraction.metadata.times.days import written_days
from newsbot.extraction.metadata.times.written.calendars import BUDDHIST_YEARS
from newsbot.extraction.metadata.times.written.forms import UNKNOWN_WRITING, Writing
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

_DATE_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_SECONDS = re.compile(r"\d{1,2}:\d{2}:\d{2}|T\d{6}")
_OFFSET = re.compile(r"[+-]\d{2}(?::?\d{2})?$")
_COMPACT = re.compile(r"\d{14}")
# Matches what is removed before a time is read as ISO 8601: the space before the offset in
# "10:15 +0200", and the name of the zone in "10:15+02:00[Europe/Rome]".
_BESIDE_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$|Z$)|\[[\w/+-]+\]$")
# Matches a date with a year of the Persian or of the Islamic calendar, e.g. "1405-06-17".
_EARLIER_YEAR = re.compile(r"1[34]\d\d-\d\d-\d\d")
# Matches a year of the Buddhist calendar, 2530 to 2599, in an ISO 8601 date such as "2569-09-09".
# This calendar is 543 years ahead: its year 2569 is 2026.
_BUDDHIST_YEAR = re.compile(r"25[3-9]\d(?=-\d\d-\d\d)")
# Seconds, milliseconds or microseconds since 1970, e.g. "1788941700000" or "/Date(1788941700000)/".
_SINCE_1970 = re.compile(
    r"(?:/Date\()?(\d{10}|\d{13}|\d{16})(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?", re.ASCII
)
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*([ap])?\.?(?:m\b)?", re.IGNORECASE
)
_NOON = 12
# Matches the offset from UTC that follows a time, e.g. "GMT+0200" or "+2:00".
_SHOWN_OFFSET = re.compile(r"(?<![\d-])(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d\d)(?!\d)")
_ZONE = re.compile(r"\b[A-Z]{1,5}\b")
# The names of time zones that always mean the same offset from UTC → this offset in hours. "CST"
# and "IST", for example, are missing: they are the names of several zones.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "WIB": 7, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8,
    "PDT": -7,
}  # fmt: skip


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
    is_zoneless: bool = False
    """Whether a time is stated without a zone, and was read as UTC though it may be local time."""


def parse_moment(
    text: str | None, fetched_at: datetime, writing: Writing = UNKNOWN_WRITING
) -> Moment | None:
    """The moment that a date string states; None if it states none, or one that is not possible.

    The string may be in ISO 8601 or RFC 5322, a number of seconds or milliseconds since 1970, or a
    day in words or digits, such as "9. September 2026". The time after such a day is only read if
    its offset from UTC is stated too. A time in ISO 8601 without a zone is read as UTC. A moment is
    not possible before 1990, or more than a day after the page was fetched (`fetched_at`).
    `writing` tells, among other things, whether the page writes the month first.
    """
    text = (text or "").strip()
    moment = _parse(text, writing) if len(text) <= MAX_LENGTH else None
    return None if moment is None else plausible(moment, fetched_at)


def moment_of(at: datetime, precision: Precision = "second") -> Moment:
    """The `Moment` for `at`; a time of exactly 00:00 is taken for a day without a time.

    If `at` has no zone, it is read as a time in UTC. The result has this `precision`, or "day" if
    only the day is known.
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


def _parse(text: str, writing: Writing) -> Moment | None:
    try:
        counted = _SINCE_1970.fullmatch(text)
        if counted is not None:
            return Moment(at=_since_1970(counted[1]), precision="second")
        is_iso_8601 = _EARLIER_YEAR.match(text) is None
        return (_iso_8601(text) if is_iso_8601 else None) or _in_words(text, writing)
    except (ValueError, OverflowError):
        return None


def _since_1970(digits: str) -> datetime:
    """The moment of a time since 1970 in seconds; 13 digits are milliseconds, 16 microseconds."""
    seconds = int(digits[:10])
    return datetime.fromtimestamp(seconds, UTC)


def _iso_8601(text: str) -> Moment | None:
    """The moment in a text in ISO 8601; None if the text is written in another way."""
    text = _BUDDHIST_YEAR.sub(lambda year: str(int(year[0]) - BUDDHIST_YEARS), text)
    try:
        if _DATE_ONLY.fullmatch(text):
            return day_of(date.fromisoformat(text))
        text = f"{text[:8]}T{text[8:]}" if _COMPACT.fullmatch(text) else text
        text = _BESIDE_OFFSET.sub("", text)
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment_of(at, "second" if _SECONDS.search(text) else "minute")
    offset = at.utcoffset()
    if moment.precision == "day":
        return moment
    if offset is None:
        return replace(moment, is_zoneless=True)
    if not _OFFSET.search(text):
        return moment
    minutes = int(offset / timedelta(minutes=1))
    return Moment(at=moment.at, precision=moment.precision, offset_minutes=minutes)


def _in_words(text: str, writing: Writing) -> Moment | None:
    """Reads the date and time from a text with one date, e.g. "Wed, 09 Sep 2026 10:15:00 GMT".

    If the text has no time of day, or if its offset from UTC is uncertain, the result is only the
    day. The result is None if the text has no date, or several.
    """
    days = written_days(text, writing)
    if len(days) != 1:
        return None
    day = days[0].day
    clock = _CLOCK.search(text)
    minutes = None if clock is None else _offset_minutes(text[clock.end() :])
    if clock is None or minutes is None:
        return day_of(day)
    hour, half = int(clock[1]), (clock[4] or "").lower()
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    there = time(hour, int(clock[2]), int(clock[3] or 0))
    at = datetime.combine(day, there, timezone(timedelta(minutes=minutes)))
    moment = moment_of(at, "minute" if clock[3] is None else "second")
    if moment.precision == "day":
        return moment
    return Moment(at=moment.at, precision=moment.precision, offset_minutes=minutes or None)


def _offset_minutes(text: str) -> int | None:
    """The offset from UTC, in minutes, that a text states; None if it states none for certain."""
    stated = _SHOWN_OFFSET.search(text)
    if stated is not None:
        minutes = int(stated[2]) * 60 + int(stated[3])
        return -minutes if stated[1] == "-" else minutes
    hours = {_ZONES[name] for name in _ZONE.findall(text) if name in _ZONES}
    return 60 * hours.pop() if len(hours) == 1 else None
