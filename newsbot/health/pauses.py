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
"""A source is judged only if at least this much time lies between the first and the last known poll
that brought news."""
WHOLE_HISTORY = timedelta(days=27)
"""If less than this time lies between the first and the last known poll of a source that brought
news, its usual pauses are not known well. Then its next pause may be longer before it is
reported."""
FEWEST = 5
"""The minimum number of known pauses of a source, i.e. of times in which it listed nothing new. If
there are fewer, no pause of the source is judged to be too long. Each day with news gives up to two
pauses: the longest pause within the day, and the pause until the next day with news."""
CHANCE = 1e-5
"""The smallest probability at which a pause of a source, i.e. a time in which it lists nothing new,
still counts as chance. It is the probability that a source without a fault makes a pause of this
length or longer. If it is smaller for the current pause, the source is reported."""
TALL, SHARE = 8, 3
"""A pause of a source is a time in which it lists nothing new. This is how many pauses count as its
longest pauses, from which the limit for the next pause is computed: one in SHARE of all its known
pauses, but at most TALL of them."""
MOST_FACTOR = 4.0
"""The next pause of a source, i.e. the time in which it lists nothing new, may not be longer than a
limit. The limit is at most about this many times its longest known pause. If few pauses are known,
the limit may be higher."""
SHORTEST = timedelta(hours=6)
"""A source is not reported while it has listed nothing new for a shorter time than this."""
CHANCE_OF_REST = 0.002
"""On some weekdays, e.g. on Sundays, a source may usually rest. To find these weekdays, newsbot
assumes that news is equally frequent on all weekdays, and computes how probable it is that the
source has as little news on the weekday as it had. If the probability is below CHANCE_OF_REST, the
source counts as resting on that weekday."""
LEAST_WEIGHT = 0.05
"""When the length of a time without news is computed, a day on which the source usually rests
counts less than other days. Its weight is at least LEAST_WEIGHT. Any other day has the weight 1."""
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
    """The number of polls that usually bring news in a time as long as the current pause."""


def silence(days: Sequence[SourceDay], until: datetime | None) -> Silence | None:
    """The current pause of a source, in which it lists nothing new; None if it is not too long.

    `days` are the days on which the source was polled, oldest first. The pause is measured up to
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
    """The length, in days, above which the next pause of a source is reported.

    It is None if fewer than FEWEST pauses are known. `pauses` are the lengths of the known pauses
    in days. `known` (0 to 1) is the part of the time WHOLE_HISTORY that the known pauses cover. The
    smaller it is, the higher the limit.
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
    """The weights of the weekdays, from Monday on, with which days count in the length of a pause.

    The weight is less than 1 for a weekday on which the source usually rests, and 1 for the others.
    The source rests on a weekday if it has news so seldom on that weekday that this cannot be
    chance. `lively` are the days on which the source had news, oldest first.
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
    """The pauses of a source, each as its begin and end.

    These are the longest pause within each day, and the pauses from each day with news to the next.
    `lively` are the days on which the source had news, oldest first.
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
    """The length of a pause in days, in which each day counts with the weight of its weekday.

    The pause lasts from `since` to `until`. `weights` are the weights of the weekdays from Monday
    on, e.g. 0.1 for a weekday on which the source usually rests.
    """
    own, at = 0.0, since.astimezone(UTC)
    while at < until:
        end = min(until, _start(at.date()) + DAY)
        own += (end - at) / DAY * weights[at.weekday()]
        at = end
    return own


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
