"""Reads the value of the option `--since`: a number of days ("7d") or a date."""

import argparse
import re
from datetime import UTC, datetime, timedelta

from newsbot import clock

_DAYS = re.compile(r"(\d{1,4})d")


def moment(value: str) -> datetime:
    """The moment that an option's value stands for: "7d" (seven days ago), or an ISO 8601 date.

    A date without a time zone counts as UTC.

    Raises:
        argparse.ArgumentTypeError: `value` is neither a number of days nor a date.
    """
    if days := _DAYS.fullmatch(value):
        return clock.now() - timedelta(days=int(days[1]))
    try:
        named = datetime.fromisoformat(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{value!r} is neither a number of days nor a date: try 7d or 2026-05-01"
        ) from error
    return named if named.tzinfo else named.replace(tzinfo=UTC)
