"""Turns the dates in feeds and sitemaps into aware datetimes in UTC."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import struct_time

# The maximum number of characters of a text that is parsed as a date. No date has more. Parsing a
# very long text would take long.
MAX_LENGTH = 100


def parse_date(text: str | None) -> datetime | None:
    """The moment in an ISO 8601 or RFC 5322 date; a time without a zone counts as UTC.

    The result is None if the text is no date, or a date that does not exist, e.g. "2024-02-31".
    """
    if text is None or len(text) > MAX_LENGTH:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None


def from_utc_fields(fields: struct_time | None) -> datetime | None:
    """Converts a struct_time in UTC, as feedparser returns it, to an aware datetime.

    The result is None for None, and for a date that does not exist, e.g. 31 February.
    """
    if fields is None:
        return None
    try:
        return datetime(*fields[:6], tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
