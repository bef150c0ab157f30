"""The header Retry-After (RFC 9110, 10.2.3) → until when a host is left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""A longer wish is cut: it may be a slip, and the host is asked by one URL then."""
# "Sunday, 06-Nov-94 08:49:37 GMT" has 30 characters.
MOST_CHARACTERS = 40


def retry_after(value: bytes | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, at most a day ahead.

    None where there is no header, where it says nothing, or names a moment that has passed.
    """
    text = "" if value is None else value.decode("latin-1").strip()
    if not 0 < len(text) <= MOST_CHARACTERS:
        return None
    moment = _in_seconds(text, now) if text.isascii() and text.isdigit() else _as_date(text)
    if moment is None or moment <= now:
        return None
    return min(moment, now + LONGEST)


def _in_seconds(digits: str, now: datetime) -> datetime:
    return now + timedelta(seconds=min(int(digits), LONGEST.total_seconds()))


def _as_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        # "-0000" gives a time without a zone.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
