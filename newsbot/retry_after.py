"""Reads the header Retry-After (RFC 9110, 10.2.3): until when a host wants no requests."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""The longest pause that a host can ask for; longer ones may be a mistake, and are cut."""
# The most characters of a header that is read. The longest date that RFC 9110 allows, "Sunday,
# 06-Nov-94 08:49:37 GMT", has 30.
MOST_CHARACTERS = 40


def retry_after(value: bytes | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names, at most a day after `now`.

    None where there is no header, where it cannot be read, or where the moment has passed.
    """
    text = "" if value is None else value.decode("latin-1").strip()
    if not 0 < len(text) <= MOST_CHARACTERS:
        return None
    if text.isascii() and text.isdigit():
        moment: datetime | None = now + timedelta(seconds=min(int(text), LONGEST.total_seconds()))
    else:
        moment = _as_date(text)
    if moment is None or moment <= now:
        return None
    return min(moment, now + LONGEST)


def _as_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        # A date with the zone "-0000" is parsed to a naive datetime.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
