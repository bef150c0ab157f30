"""Decides when the page of a stored article is requested again, to see whether its text changed.

In the code, such a request is called a look. Looks are made at set times after the first fetch of
the page, e.g. an hour and a day later.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsbot.errors import ConfigurationError

LOOK_APART = timedelta(hours=1)
"""How long newsbot holds back the new text of a stored article if the new text is suspiciously
short. After this time, the page is requested again. If its text is still so short, it becomes the
article's current text."""
MISSING_FOR = timedelta(days=1)
"""newsbot takes a page to be deleted if all requests for it have been answered by 404 (Not
Found) for this long."""
FAILURE_PAUSE = timedelta(days=1)
"""The page of a stored article is requested again after at most this time if a request for it has
failed. This holds only while newsbot is finding out whether the page was deleted, or whether a
suspiciously short text is really its new text."""
UNDECIDED_FOR = timedelta(days=14)
"""For how long newsbot makes extra requests for the page of a stored article to find out whether
the page was deleted, or whether a suspiciously short text is really its new text. The time begins
when the page first answered 404, or last gave a suspiciously short text."""

_PAUSE = re.compile(r"(\d{1,4})\s*(min|h|d)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisits:
    """A plan that says when the page of an article is requested again after the first fetch.

    `pauses` has one time for each further request, in rising order, e.g. one hour and one day. All
    times count from the first fetch.
    """

    pauses: tuple[timedelta, ...] = ()

    def next_after(
        self, first: datetime, now: datetime, published: datetime | None = None
    ) -> datetime | None:
        """The moment of the next request for a page that was first fetched at `first`.

        For each time span in `pauses`, one request is planned: at `first` plus the time span.
        Planned requests up to the moment `now` are left out. The earliest of the others is the next
        one, but it is never sooner than `now` plus the shortest time span, `pauses[0]`. The result
        is None if no request is left.

        `published` is when the article was published; None if unknown. If the article was already
        older than the longest time span, `pauses[-1]`, when its page was first fetched, the page is
        never requested again, because publishers hardly change their old articles.
        """
        if published is not None and self.pauses and published + self.pauses[-1] < first:
            return None
        ahead = [first + pause for pause in self.pauses if first + pause > now]
        return max(ahead[0], now + self.pauses[0]) if ahead else None

    def after_missing(
        self, first: datetime, now: datetime, missing_since: datetime
    ) -> datetime | None:
        """The moment of the next request for a page that has answered 404 since `missing_since`.

        Usually, this is the moment that `next_after` returns for a page first fetched at `first`.
        But when MISSING_FOR has passed since `missing_since`, a further 404 shows that the page was
        deleted. So if the end of this time is still to come, and `next_after` gives a later moment
        or None, the end of this time is returned instead.
        """
        told_at = missing_since + MISSING_FOR
        looks = [self.next_after(first, now), told_at if told_at > now else None]
        return min(filter(None, looks), default=None)

    def after_undecided(self, first: datetime, now: datetime, since: datetime) -> datetime | None:
        """The moment of the next request for an undecided page after a failed request.

        A page is undecided if newsbot does not know yet whether it was deleted, or whether a
        suspiciously short text is really its new text. The result is None if no request is left.

        Args:
            first: when the page was first fetched.
            now: when the request failed.
            since: when the page last gave the suspiciously short text, or first answered 404.
        """
        again = now + FAILURE_PAUSE
        looks = [self.next_after(first, now), again if again <= since + UNDECIDED_FOR else None]
        return min(filter(None, looks), default=None)


def parse_revisits(text: str) -> Revisits:
    """Parses the value of the setting NEWSBOT_REVISITS, e.g. "1h,6h,24h,7d".

    If `text` is "", the pages of stored articles are not requested again.

    Raises:
        ConfigurationError: `text` is not a list of times in rising order.
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
