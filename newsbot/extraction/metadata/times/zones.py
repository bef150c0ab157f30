"""Adds a missing time or time zone to a date, from another date that states the same moment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from newsbot.extraction.metadata.times.dates import Moment

# The minimum and the maximum offset of local time from UTC. Every offset is a multiple of QUARTER.
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)
QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)

M = TypeVar("M", bound=Moment)


def completed(first: M, others: Iterable[Moment]) -> M:
    """Adds to a moment the time of day or the zone that it lacks, from one of `others`.

    Example: `first` is 4 May without a time, and one of `others` is 4 May, 10:15 UTC. The result is
    4 May, 10:15 UTC. Second example: `first` is 12:15 without a zone, and one of `others` is 10:15
    UTC. The result is 12:15 in the zone two hours ahead of UTC, because a difference of two hours
    is that of a time zone. If none of `others` fits, the result is `first`.
    """
    for other in others:
        if other.precision == "day" or other.is_zoneless:
            continue
        ahead = timedelta(minutes=other.offset_minutes or 0)
        if first.precision == "day" and (other.at + ahead).date() == first.at.date():
            return _as(first, other, ahead)
        if first.precision != "day" and first.is_zoneless:
            ahead = first.at - other.at
            rest = ahead % MINUTE if "minute" not in (first.precision, other.precision) else None
            whole = timedelta(minutes=round(ahead / MINUTE))
            if not rest and whole % QUARTER == timedelta(0) and WEST <= whole <= EAST:
                return _as(first, other, whole)
    return first


def in_zone(moment: M, offset_minutes: int) -> M:
    """The moment that has the same date and time of day as `moment`, but in another time zone.

    For example, 10:30 UTC becomes 10:30 in a zone that is two hours ahead of UTC, which is 8:30
    UTC. `offset_minutes` is how far the zone is ahead of UTC.
    """
    at = moment.at - timedelta(minutes=offset_minutes)
    return replace(moment, at=at, offset_minutes=offset_minutes, is_zoneless=False)


def _as(first: M, other: Moment, ahead: timedelta) -> M:
    return replace(
        first,
        at=other.at,
        precision=other.precision,
        offset_minutes=int(ahead / MINUTE) or other.offset_minutes,
        is_zoneless=False,
    )
