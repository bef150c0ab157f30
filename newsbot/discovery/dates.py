"""Points in time as feeds and sitemaps write them: aware and UTC, or None."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import struct_time

# Longer texts name no date, and would keep the parsers busy.
MAX_LENGTH = 100


def parse_date(text: str | None) -> datetime | None:
    """What an ISO 8601 or RFC 5322 date says; a time without a zone counts as UTC.

    None for no date at all and for one that cannot be, e.g. "2024-02-31".
    """
    if text is None or len(text) > MAX_LENGTH:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return _in_utc(read(text.strip()))
        except (ValueError, OverflowError):
            continue
    return None


def from_utc_fields(fields: struct_time | None) -> datetime | None:
    """The same from a broken-down UTC time, as feedparser gives it."""
    if fields is None:
        return None
    try:
        return datetime(*fields[:6], tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)
