"""Parses the setting NEWSBOT_RETENTION: for how long rows of which kinds are kept."""

import re
from collections.abc import Mapping
from datetime import timedelta

from newsbot.errors import ConfigurationError

LEAST = {
    "runs": timedelta(days=30),
    "rejections": timedelta(days=30),
    "coverage": timedelta(days=90),
    "findings": timedelta(days=365),
    "changes": timedelta(days=30),
    "versions": timedelta(days=30),
    "archive_files": timedelta(days=30),
}
"""The kinds of rows that `scrapy db prune` can delete → the shortest time for which they are kept.
newsbot itself still needs younger rows, e.g. the audit those of the last weeks."""
FOR_EVER = "keep"
DAYS_OF_YEAR = 365

# Up to 999 years, since there is no date before the year 1.
_TIME = re.compile(r"([0-9]{1,5})\s*d|([0-9]{1,3})\s*y")


def parse_retention(text: str) -> Mapping[str, timedelta]:
    """Parses the value of the setting NEWSBOT_RETENTION, e.g. "runs=1y, rejections=90d".

    Returns the kinds of rows that are not kept for ever → the time for which they are kept.

    Raises:
        ConfigurationError: `text` is not a list of kinds and times.
    """
    kept: dict[str, timedelta] = {}
    named: set[str] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, _, time = (each.strip() for each in part.partition("="))
        if kind in named:
            raise ConfigurationError(f"NEWSBOT_RETENTION names {kind} twice")
        named.add(kind)
        if kind not in LEAST:
            raise ConfigurationError(
                f"NEWSBOT_RETENTION names {kind!r}: it has to be one of {', '.join(LEAST)}"
            )
        if time != FOR_EVER:
            kept[kind] = _time_of(kind, time)
    return kept


def _time_of(kind: str, text: str) -> timedelta:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ConfigurationError(
            f"NEWSBOT_RETENTION keeps {kind} for {text!r}: it has to be days or years, "
            'e.g. "90d" or "2y", or "keep"'
        )
    days, years = found.groups()
    time = timedelta(days=int(days) if days else int(years) * DAYS_OF_YEAR)
    if time < LEAST[kind]:
        raise ConfigurationError(
            f"NEWSBOT_RETENTION keeps {kind} for {text}: it has to be at least "
            f"{LEAST[kind].days}d, as newsbot needs them itself"
        )
    return time
