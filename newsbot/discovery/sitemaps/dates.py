"""Reads the dates in sitemaps, also in forms that no standard knows."""

import re
from datetime import UTC, datetime

from newsbot.discovery.dates import MAX_LENGTH, parse_date

# Year, month and day with a four-digit year first, perhaps with a time and a zone after it, e.g.
# "2026-5-8 8:53:11 AM", "2026/05/08 08:53", "2026-05". Other orders are not read, because
# "05/08/2026" may be in May or in August.
_DATE = re.compile(
    r"(\d{4})\s*([-/.])\s*(\d{1,2})(?:\s*\2\s*(\d{1,2})"
    r"(?:(?:\s*T\s*|\s+|\s*,\s*)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?"
    r"\s*([AP])?\.?(?(8)M\.?)\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?)?",
    re.IGNORECASE | re.ASCII,
)
_ZONES = frozenset({"Z", "UTC", "GMT"})
_NOON = 12


def stated_date(text: str | None) -> datetime | None:
    """The moment that a date in a sitemap states, in UTC; a time without a zone counts as UTC.

    A month without a day stands for the first day of the month. The result is None if the text is
    no date, or if nobody knows which date it means, e.g. "2026" or "05/08/2026".
    """
    if text is None or len(text) > MAX_LENGTH:
        return None
    return parse_date(text) or _odd_date(text.strip())


def _odd_date(text: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, _, month, day, hour, minute, second, half, zone = found.groups()
    hours = int(hour or 0)
    if half is not None and hours <= _NOON:
        hours = hours % _NOON + (_NOON if half.upper() == "P" else 0)
    offset = "+00:00" if zone is None or zone.upper() in _ZONES else zone
    iso = (
        f"{year}-{int(month):02}-{int(day or 1):02}"
        f"T{hours:02}:{int(minute or 0):02}:{int(second or 0):02}{offset}"
    )
    try:
        return datetime.fromisoformat(iso).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
