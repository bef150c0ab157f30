"""Finds out for how long a source (e.g. a feed) says that its content will stay unchanged.

The source says so in HTTP headers of its response, or in elements of the feed.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from newsbot.discovery.dates.stated import stated_date

MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
LONGEST = timedelta(days=365)
PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long a response stays fresh from `now` on (RFC 9111, 4.2); None if not stated.

    `Expires` is compared with `Date` and not with `now`, because the clock of the server may be
    wrong.

    Args:
        headers: the headers `Cache-Control`, `Age`, `Expires` and `Date` as sent; any of them may
            be missing.
        now: the time at which the response came. It is used in place of a missing `Date`.
    """
    stated = MAX_AGE.search(headers.get("Cache-Control", ""))
    if stated is not None:
        lifetime = _seconds(stated[1])
    else:
        expires = stated_date(headers.get("Expires"))
        if expires is None:
            return None
        lifetime = expires - (stated_date(headers.get("Date")) or now)
    return min(max(lifetime - _seconds(headers.get("Age", "")), timedelta()), LONGEST)


def ttl_of(feed: Mapping[str, object]) -> timedelta | None:
    """How long a feed says that it stays unchanged; None if it does not say.

    RSS feeds say so in the element `ttl`, RDF feeds in `sy:updatePeriod` and `sy:updateFrequency`.

    Args:
        feed: the `feed` dictionary that feedparser returns.
    """
    ttl = str(feed.get("ttl") or "").strip()
    if NUMBER.fullmatch(ttl):
        return min(timedelta(minutes=int(ttl)), LONGEST)
    period = PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period is None:
        return None
    times = str(feed.get("sy_updatefrequency") or "").strip()
    return period / max(int(times), 1) if NUMBER.fullmatch(times) else period


def _seconds(text: str) -> timedelta:
    found = NUMBER.fullmatch(text.strip())
    return min(timedelta(seconds=int(found[0])), LONGEST) if found else timedelta()
