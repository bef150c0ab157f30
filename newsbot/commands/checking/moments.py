"""Reads the value of the option `--since`: a number of days ("7d") or a date."""

import argparse
from datetime import datetime

from newsbot.crawling.moments import named_moment


def moment(value: str) -> datetime:
    """The moment that an option's value stands for: "7d" (seven days ago), or an ISO 8601 date.

    A date without a time zone counts as UTC.

    Raises:
        argparse.ArgumentTypeError: `value` is neither a number of days nor a date.
    """
    try:
        return named_moment(value)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
