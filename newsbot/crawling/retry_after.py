"""Reads the header Retry-After (RFC 9110, 10.2.3), by which a host asks for a pause."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
"""The longest pause that newsbot makes because of a Retry-After header. A header that asks for a
longer one may be a mistake. If the host still refuses after this time, it is paused again."""
# A header with more characters than this is not parsed. The longest date that RFC 9110
# allows, "Wednesday, 09-Nov-94 08:49:37 GMT", has 33 characters.
MOST_CHARACTERS = 40


def retry_after(value: bytes | None, now: datetime, sent: bytes | None) -> datetime | None:
    """The moment in UTC until which a Retry-After header asks to wait, at most LONGEST after `now`.

    The result is None if there is no header, if the header cannot be read, or if the moment has
    passed.

    Args:
        value: the header Retry-After, which gives seconds or a date.
        now: the time at which the response came.
        sent: the header Date of the same response: the time by the clock of the host. If `value` is
            a date, the pause is as long as the time from `sent` to this date, because the clock of
            the host may be wrong. If `sent` is missing or cannot be read, `now` is used.
    """
    text = _text(value)
    if text.isascii() and text.isdigit():
        pause = timedelta(seconds=min(int(text), LONGEST.total_seconds()))
    else:
        until = _as_date(text)
        pause = timedelta() if until is None else until - (_as_date(_text(sent)) or now)
    return now + min(pause, LONGEST) if pause > timedelta() else None


def _text(value: bytes | None) -> str:
    text = "" if value is None else value.decode("latin-1").strip()
    return text if len(text) <= MOST_CHARACTERS else ""


def _as_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        # For a date with the zone "-0000" the parser returns a datetime without a time zone.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
