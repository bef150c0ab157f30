"""Tells whether a source, e.g. a feed, has listed nothing new for unusually long.

A poll is one fetch of a source. A poll brings news if the source lists a link that is newer than
all links before. A pause is the time between two polls that brought news. Days on which the source
usually rests hardly count. For example, a weekend adds little to a pause of a source that lists
nothing on weekends.

How long the next pause may be is computed from the longest pauses of four weeks. Their lengths
above a threshold are assumed to be exponentially distributed (the method is called peaks over
threshold, Pickands 1975). So a source with regular pauses is judged strictly. If it pauses each
night for the same time, and then falls silent, this is noticed after about one night. If its news
come in irregular bursts, it is noticed only after weeks.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from newsbot.health.records import SourceDay
from newsbot.health.shares import chance_of_so_few

HISTORY = timedelta(days=7)
"""A source is checked for unusually long silence only if at least this much time lies between the
first and the last known poll that found new links."""
WHOLE_HISTORY = timedelta(days=27)
"""The time for which newsbot must have observed a source to know its usual pauses well. A pause is
a time in which the source lists nothing new. The observed time is that from the first to the last
known poll that found new links. If it is shorter, a pause must be longer than otherwise before it
is reported as a fault."""
FEWEST = 5
"""The minimum number of known pauses of a source, i.e. of times in which the source listed nothing
new. A source with fewer known pauses is not judged. Each day with news gives up to two pauses: the
longest pause within the day, and the pause until the next day with news."""
CHANCE = 1e-5
"""A source is reported if its current pause (the time in which it has listed nothing new) is so
long that a source without a fault makes such a pause only with a probability below CHANCE."""
TALL, SHARE = 8, 3
"""A pause is a time in which a source lists nothing new. A source is reported if its current pause
is longer than a limit, which pauses exceed by chance only with a very small probability (see
CHANCE). Usually, no earlier pause was as long as that. So `_limit` extrapolates the limit from the
lengths of the longest earlier pauses: from the longest third of all pauses (one in SHARE), but from
at most TALL pauses."""
MOST_FACTOR = 4.0
"""A pause is a time in which a source lists nothing new. A source is reported if its current pause
is longer than a limit, which `_limit` computes from earlier pauses. MOST_FACTOR keeps this limit
from getting too long: it is at most the longest earlier pause, multiplied by MOST_FACTOR and by a
number above 1. This number is higher if less is known of the source."""
SHORTEST = timedelta(hours=6)
"""A source is reported only if it has listed nothing new for at least this time."""
CHANCE_OF_REST = 0.002
"""A source counts as resting on a weekday, e.g. on Sundays, if it has news so seldom on that
weekday that the probability of this is below CHANCE_OF_REST. The probability is computed on the
assumption that news is equally frequent on all weekdays."""
LEAST_WEIGHT = 0.05
"""The smallest weight of a day when the length of a pause (a time without news) is computed. Days
on which the source usually has no news, e.g. Sundays, have a weight below 1."""
WEEK = 7
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """The current pause of a source that has listed nothing new for longer than is usual for it."""

    since: datetime
    hours: float
    longest_hours: float
    """The length, in hours, of the longest earlier pause of the source."""
    usual: float
    """The number of polls that would usually have found a new link in the time for which the source
    has now listed nothing new."""


def silence(days: Sequence[SourceDay], until: datetime | None) -> Silence | None:
    """The time for which a source has listed nothing new; None if this is not unusually long.

    `days` are the days on which the source was polled, oldest first. The time is measured up to
    `until`, the time of the last poll that could read the source. `until` is None if no poll could
    read the source.
    """
    lively = [day for day in days if day.first_news_at and day.last_news_at]
    if not lively or until is None:
        return None
    first, since = _start(lively[0].day), _last_news(lively)
    if since - first < HISTORY or until - since < SHORTEST:
        return None
    weights = _weights(lively)
    pauses = _pauses(lively)
    own_days = _own_days(since, until, weights)
    known = min(1.0, (since - first) / WHOLE_HISTORY)
    limit = _limit([_own_days(*pause, weights) for pause in pauses], known)
    if limit is None or own_days <= limit:
        return None
    return Silence(
        since=since,
        hours=(until - since) / HOUR,
        longest_hours=max(end - begin for begin, end in pauses) / HOUR,
        usual=own_days * sum(day.with_news for day in lively) * DAY / (since - first),
    )


def _limit(pauses: Sequence[float], known: float) -> float | None:
    """The length, in days, above which the current pause of a source is reported as a fault.

    A pause is a time in which the source lists nothing new. The result is None if the source has
    had fewer than FEWEST pauses.

    Args:
        pauses: the lengths of the earlier pauses, in days.
        known: the time for which the source has been observed, divided by WHOLE_HISTORY; 1 if it
            has been observed for longer. The shorter this time, the less is known about usual
            pauses, and the higher is the result.
    """
    count = len(pauses)
    if count < FEWEST:
        return None
    longest = sorted(pauses, reverse=True)
    above = max(1, min(TALL, count // SHARE))
    threshold = longest[above]
    excess = sum(longest[:above]) / above - threshold
    doubt = 1 + 10 / count + (1 - known)
    limit = threshold + doubt * excess * math.log(above / (count * CHANCE))
    return min(MOST_FACTOR * doubt * longest[0], max(limit, doubt * longest[0]))


def _last_news(lively: Sequence[SourceDay]) -> datetime:
    return max(day.last_news_at for day in lively if day.last_news_at is not None)


def _weights(lively: Sequence[SourceDay]) -> list[float]:
    """For each weekday from Monday on, how many days (0 to 1) it adds to the length of a pause.

    A pause is a time without news from a source. A weekday usually adds 1. A weekday on which the
    source clearly has news less often adds less. If e.g. half of the Sundays and all other days
    have news, a Sunday adds 0.5. `lively` are the days with news, oldest first.
    """
    first, last = lively[0].day, lively[-1].day
    length = (last - first).days + 1
    times = Counter((first + timedelta(days=n)).weekday() for n in range(length))
    news = Counter(day.day.weekday() for day in lively)
    return [_weight(news, times, weekday) for weekday in range(WEEK)]


def _weight(news: Counter[int], times: Counter[int], weekday: int) -> float:
    here, among = news[weekday], times[weekday]
    elsewhere = (news.total() - here) / max(1, times.total() - among)
    if chance_of_so_few(here, among, elsewhere) >= CHANCE_OF_REST:
        return 1.0
    return max(LEAST_WEIGHT, here / among / elsewhere)


def _pauses(lively: Sequence[SourceDay]) -> list[tuple[datetime, datetime]]:
    """The times without news from a source, each as its beginning and end.

    `lively` are the days on which the source listed new links, oldest first. The result has the
    longest pause within each of these days, and the pause from the last news of each day to the
    first news of the next.
    """
    within = [
        (day.last_news_at - day.longest_pause, day.last_news_at)
        for day in lively
        if day.longest_pause and day.last_news_at is not None
    ]
    between = [
        (before.last_news_at, after.first_news_at)
        for before, after in pairwise(lively)
        if before.last_news_at is not None and after.first_news_at is not None
    ]
    return within + between


def _own_days(since: datetime, until: datetime, weights: Sequence[float]) -> float:
    """The length in days of a source's pause, in which e.g. a usual rest day counts only 0.1.

    The pause lasts from `since` to `until`. `weights` says how much each weekday counts, from
    Monday on: 1 for most weekdays, less for those on which the source usually lists no new links.
    """
    own, at = 0.0, since.astimezone(UTC)
    while at < until:
        end = min(until, _start(at.date()) + DAY)
        own += (end - at) / DAY * weights[at.weekday()]
        at = end
    return own


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
