"""When the page of a stored article is looked at again: at set times after its first fetch."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsbot.errors import ConfigurationError

LOOK_APART = timedelta(hours=1)
"""How long after a text was held the next look may confirm it, and takes place at latest."""
MISSING_FOR = timedelta(days=1)
"""A page that answers 404 twice, so long apart, is gone."""

_PAUSE = re.compile(r"(\d+)\s*(min|h|d)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisits:
    """The moments of looks, as pauses after the first fetch, in order; empty: there are none."""

    pauses: tuple[timedelta, ...] = ()

    def next_after(self, first: datetime, now: datetime) -> datetime | None:
        """The next look at a page that was first fetched at `first`; None after the last.

        Looks that were missed are left out, and two are never closer than the first pause.
        """
        ahead = [first + pause for pause in self.pauses if first + pause > now]
        return max(ahead[0], now + self.pauses[0]) if ahead else None

    def after_missing(
        self, first: datetime, now: datetime, missing_since: datetime
    ) -> datetime | None:
        """The next look at a page that answered 404, one of them as soon as it may be gone."""
        told_at = missing_since + MISSING_FOR
        looks = [self.next_after(first, now), told_at if told_at > now else None]
        return min(filter(None, looks), default=None)


def parse_revisits(text: str) -> Revisits:
    """The value of the setting NEWSBOT_REVISITS, e.g. "1h,6h,24h,7d"; empty: no looks.

    Raises:
        ConfigurationError: it is no list of times in rising order.
    """
    named = [part.strip() for part in text.split(",") if part.strip()]
    found = [_PAUSE.fullmatch(part) for part in named]
    pauses = tuple(timedelta(**{_UNITS[each[2]]: int(each[1])}) for each in found if each)
    is_rising = all(one < other for one, other in zip((timedelta(), *pauses), pauses, strict=False))
    if len(pauses) < len(named) or not is_rising:
        raise ConfigurationError(
            f"NEWSBOT_REVISITS is {text!r}: it has to be times in rising order, "
            'e.g. "1h,6h,24h,7d" or "30min"'
        )
    return Revisits(pauses=pauses)
