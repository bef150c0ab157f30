"""Reads the header Retry-After (RFC 9110, 10.2.3), by which a host asks for a pause."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""The longest pause that a Retry-After header can cause. If a header asks for more, that may be
a mistake of the host. If the host still refuses after this time, it is paused again."""
# A Retry-After header with more characters than this is not parsed. The longest date that RFC 9110
# allows, "Wednesday, 09-Nov-94 08:49:37 GMT", has 33 characters.
MOST_CHARACTERS = 40


def retry_after(value: bytes | None, now: datetime) -> datetime | None:
    """The moment (in UTC) until which a Retry-After header asks to wait, at most a day after `now`.

    `value` is the header, which gives seconds or a date. The result is None if there is no header,
    if the header cannot be read, or if the moment has passed.
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
        # For a date with the zone "-0000" the parser returns a datetime without a time zone.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
