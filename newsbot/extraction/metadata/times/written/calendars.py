"""Converts dates of other calendars, e.g. the Persian one, into dates of the Gregorian calendar.

Each conversion is arithmetic, and counts the days since 1 January of the year 1, like
`date.toordinal`. The rules are those of Reingold and Dershowitz, "Calendrical Calculations".
"""

from datetime import date, timedelta
from typing import Literal

Calendar = Literal["gregorian", "persian", "islamic", "ethiopian"]

# Years of the Buddhist calendar, which Thai pages use, are 543 ahead: 2569 is 2026.
BUDDHIST_YEARS = 543
_BUDDHIST = range(2500, 2643)
_COMMON = range(1900, 2100)
# The years of each calendar in which dates are converted; dates of other years are ignored. In
# these years, the first day of each Persian and Islamic month was compared with the results of
# calendar libraries, and is the same. The rule for Persian leap years is wrong after 1502.
_PERSIAN = range(1300, 1500)
_ISLAMIC = range(1400, 1500)
_ETHIOPIAN = range(1950, 2100)
# The day before the first day of each calendar, as a number of days: 1 is 1 January of the year 1
# in the Gregorian calendar, as in `date.toordinal`.
_PERSIAN_EPOCH = 226894
_ISLAMIC_EPOCH = 227014
_ETHIOPIAN_EPOCH = 2795
# Countries begin an Islamic month on different days: when the new moon is seen, or on a computed
# day. So the day that a page means lies at most this many days before or after the computed one. If
# the page also states the day of the week, e.g. Tuesday, just one of these seven days fits.
ISLAMIC_DRIFT = 3
_MONTHS = range(1, 13)
_ETHIOPIAN_MONTHS = range(1, 14)
_DAYS = range(1, 31)
# The first six Persian months have a day more than the others.
_LONG_MONTHS = 6
_WEEK = 7


def gregorian_year(year: int) -> int | None:
    """The year of our era that a year of four digits means; None for an impossible one.

    For example, 2026 for 2026 and for the Buddhist year 2569.
    """
    year -= BUDDHIST_YEARS if year in _BUDDHIST else 0
    return year if year in _COMMON else None


def gregorian(
    calendar: Calendar, year: int, month: int, day: int, weekday: int | None = None
) -> date | None:
    """The day that a date of a calendar means; None if there is no such day, or if it is unclear.

    An Islamic date only tells its day together with the day of the week (`weekday`, 0 for Monday),
    because countries begin months on different days.
    """
    if calendar == "gregorian":
        return _valid(gregorian_year(year), month, day)
    if calendar == "persian":
        return _persian(year, month, day) if year in _PERSIAN else None
    if calendar == "ethiopian":
        return _ethiopian(year, month, day) if year in _ETHIOPIAN else None
    return _islamic(year, month, day, weekday) if year in _ISLAMIC else None


def _valid(year: int | None, month: int, day: int) -> date | None:
    try:
        return None if year is None else date(year, month, day)
    except ValueError:
        return None


def _persian(year: int, month: int, day: int) -> date | None:
    """The day of a Persian date: six months of 31 days, five of 30, and one of 29 or 30."""
    long_months = min(month - 1, _LONG_MONTHS)
    is_day = day in _DAYS or (month <= _LONG_MONTHS and day == _DAYS.stop)
    before = 365 * (year - 1) + (8 * year + 21) // 33 + 30 * (month - 1) + long_months
    new_year = _PERSIAN_EPOCH + 365 * year + (8 * (year + 1) + 21) // 33
    found = _PERSIAN_EPOCH + before + day
    is_valid = month in _MONTHS and is_day and found <= new_year
    return date.fromordinal(found) if is_valid else None


def _ethiopian(year: int, month: int, day: int) -> date | None:
    """The day of an Ethiopian date: twelve months of 30 days, and one of 5 or 6 days."""
    found = _ETHIOPIAN_EPOCH + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day
    new_year = _ETHIOPIAN_EPOCH + 365 * year + (year + 1) // 4
    is_valid = month in _ETHIOPIAN_MONTHS and day in _DAYS and found <= new_year
    return date.fromordinal(found) if is_valid else None


def _islamic(year: int, month: int, day: int, weekday: int | None) -> date | None:
    """The day of an Islamic date that is the stated day of the week; None if none is stated."""
    if weekday is None or month not in _MONTHS or day not in _DAYS:
        return None
    before = 354 * (year - 1) + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2
    earliest = date.fromordinal(_ISLAMIC_EPOCH + before + day) - timedelta(days=ISLAMIC_DRIFT)
    return earliest + timedelta(days=(weekday - earliest.weekday()) % _WEEK)
