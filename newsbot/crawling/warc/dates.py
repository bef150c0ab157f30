"""Parses dates in archives: the field WARC-Date of records, and the HTTP header Date."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

# Dates before this year count as missing, because no page is older than the web.
FIRST_YEAR = 1990
# Matches dates such as "2024-05-01T10:00:00Z", "2024-05-01T10:00:00.123456789+02:00",
# "2024-05-01 10:00", "20240501100000" and "2024-05".
STAMP = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?"
    r"(?:[T ]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?)?",
    re.ASCII | re.IGNORECASE,
)
LAST_SECOND = 59  # a leap second, e.g. 23:59:60, counts as this second


def warc_date(stated: str | None) -> datetime | None:
    """The moment that a WARC-Date states, in UTC; None if it cannot be parsed.

    A date without a time zone is in UTC. A date such as "2024-05" stands for the start of the
    month. Dates before FIRST_YEAR count as missing.
    """
    found = STAMP.fullmatch((stated or "").strip())
    if found is None:
        return http_date(stated)
    number = {name: int(value) for name, value in found.groupdict("0").items() if value.isdecimal()}
    offset = timedelta(hours=number["hours"], minutes=number["minutes"])
    try:
        moment = datetime(
            number["year"],
            number["month"] if found["month"] else 1,
            number["day"] if found["day"] else 1,
            number["hour"],
            number["minute"],
            min(number["second"], LAST_SECOND),
            int(f"{found['fraction'] or '0':0<6}"[:6]),
            timezone(-offset if found["sign"] == "-" else offset),
        )
    except ValueError:  # no such date exists, e.g. "2009-03-65T08:43:19-0800"
        return None
    return _since_the_web(moment)


def http_date(stated: str | None) -> datetime | None:
    """The moment that a Date header (RFC 9110, 5.6.7) states, in UTC; None if it states none."""
    try:
        moment = parsedate_to_datetime(stated or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _since_the_web(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _since_the_web(moment: datetime) -> datetime | None:
    if moment.year < FIRST_YEAR:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # in UTC, "9999-12-31T23:59:59-05:00" is in the year 10000
        return moment.replace(tzinfo=UTC)
