"""Parses points in time that users type on the command line, e.g. "2026-05-01" or "7d"."""

import re
from datetime import UTC, datetime, timedelta

from newsbot import clock

_DAYS = re.compile(r"(\d{1,4})d")
_DAY = re.compile(r"\d{4}-?\d\d-?\d\d|\d{4}-?W\d\d-?\d")


def named_moment(value: str) -> datetime:
    """The point in time that `value` stands for: "7d" (seven days ago), or an ISO 8601 date.

    A date without a time of day stands for the start of the day. Without a time zone, it is in UTC.

    Raises:
        ValueError: `value` is neither a number of days nor a date. The message says so.
    """
    if days := _DAYS.fullmatch(value):
        return clock.now() - timedelta(days=int(days[1]))
    try:
        named = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(
            f"{value!r} is neither a number of days nor a date: try 7d or 2026-05-01"
        ) from error
    return named if named.tzinfo else named.replace(tzinfo=UTC)


def named_end(value: str) -> datetime:
    """The end of a period that `value` stands for: "7d" (seven days ago), or an ISO 8601 date.

    A date without a time of day stands for the end of the day. Without a time zone, it is in UTC.

    Raises:
        ValueError: `value` is neither a number of days nor a date, or it is too late for Python.
    """
    end = named_moment(value)
    is_day = _DAY.fullmatch(value) is not None
    try:
        return end + timedelta(days=1) - timedelta(microseconds=1) if is_day else end
    except OverflowError as error:
        raise ValueError(f"{value!r} is too late") from error
