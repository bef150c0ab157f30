"""Completes a date from another statement of the same moment, which has the zone or the time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from newsbot.extraction.metadata.times.dates import Moment

# All clocks on Earth are between these offsets from UTC, and differ from it by quarters of an hour.
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)
QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)

M = TypeVar("M", bound=Moment)


def completed(first: M, others: Iterable[Moment]) -> M:
    """`first` with the time or the zone that it lacks, if one of `others` is the same moment.

    A day gets the time of another moment on this day. A time without a zone, which was read as
    UTC, is that of another moment if the two can be the same moment on clocks in two zones.
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
    """A moment that was read as UTC for want of a zone, in a zone so many minutes ahead of UTC."""
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
