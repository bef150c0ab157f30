"""When the page of a stored article is requested again: at set times after the first fetch.

Such a request is called a look.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsbot.errors import ConfigurationError

LOOK_APART = timedelta(hours=1)
"""How long a suspiciously short text is held back: it is stored as the article's text if a look at
least this much later finds it again. That look is made as soon as this time is over."""
MISSING_FOR = timedelta(days=1)
"""How long a page must have answered 404 until newsbot takes it to be deleted."""
FAILURE_PAUSE = timedelta(days=1)
"""When a look fails that was to decide on a held text or a missing page, the next one follows at
the latest after this time."""
UNDECIDED_FOR = timedelta(days=14)
"""After this time, no further look is made only to decide on a held text or a missing page."""

_PAUSE = re.compile(r"(\d{1,4})\s*(min|h|d)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisits:
    """The times after its first fetch at which a page is requested again, in rising order."""

    pauses: tuple[timedelta, ...] = ()

    def next_after(self, first: datetime, now: datetime) -> datetime | None:
        """When a page first fetched at `first` is requested next; None if no look is left.

        Looks whose time has passed are left out. Two looks are never closer than the first pause.
        """
        ahead = [first + pause for pause in self.pauses if first + pause > now]
        return max(ahead[0], now + self.pauses[0]) if ahead else None

    def after_missing(
        self, first: datetime, now: datetime, missing_since: datetime
    ) -> datetime | None:
        """When a page is requested next that has answered 404 since `missing_since`.

        At the latest, that is once MISSING_FOR is over, when a further 404 shows a deleted page.
        """
        told_at = missing_since + MISSING_FOR
        looks = [self.next_after(first, now), told_at if told_at > now else None]
        return min(filter(None, looks), default=None)

    def after_undecided(self, first: datetime, now: datetime, since: datetime) -> datetime | None:
        """When a page is requested next after a failed look that was to decide on it.

        `since` is when the page last gave a text that is held, or first answered 404.
        """
        again = now + FAILURE_PAUSE
        looks = [self.next_after(first, now), again if again <= since + UNDECIDED_FOR else None]
        return min(filter(None, looks), default=None)


def parse_revisits(text: str) -> Revisits:
    """Reads the setting NEWSBOT_REVISITS, e.g. "1h,6h,24h,7d"; with "", no page is revisited.

    Raises:
        ConfigurationError: the text is no list of times in rising order.
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
