"""Reads moments that a person names: a number of days before now ("7d"), or a date."""

import re
from datetime import UTC, datetime, timedelta

from newsbot import clock

_DAYS = re.compile(r"(\d{1,4})d")
_DATE = re.compile(r"\d{4}-?\d\d-?\d\d")


def moment(value: str) -> datetime:
    """The moment that `value` stands for: "7d" (seven days ago), or an ISO 8601 date.

    A date without a time stands for its beginning, and one without a time zone counts as UTC.

    Raises:
        ValueError: `value` is neither a number of days nor a date.
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


def end_of(value: str) -> datetime:
    """The same, but a date without a time stands for its last moment.

    Raises:
        ValueError: `value` is neither a number of days nor a date.
    """
    named = moment(value)
    is_day = _DATE.fullmatch(value) is not None
    return named + timedelta(days=1) - timedelta(microseconds=1) if is_day else named
