"""Whether a source is silent for longer than its own habits explain.

Time is measured without the days on which the source rests each week: a weekend hardly counts in
the pauses of a source that brings nothing on weekends. From the longest pauses of four weeks
follows how long the next may be: what is beyond a high threshold is taken to be exponential, with
the mean excess as its scale (peaks over threshold, Pickands 1975). So a source that is silent each
night for equally long is found after one night; one that brings bursts by chance, after weeks.
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
"""With less nothing is known of habits."""
WHOLE_HISTORY = timedelta(days=27)
FEWEST = 5
"""With fewer pauses nothing is known of them. A day has two: its longest, and the next night."""
CHANCE = 1e-5
"""How probable a pause of a healthy source may be that is told of."""
TALL, SHARE = 8, 3
"""The threshold is the longest pause but so many, at most one of so many of them."""
MOST_FACTOR = 4.0
"""A pause of so many times the longest one is too long in any case."""
SHORTEST = timedelta(hours=6)
CHANCE_OF_REST = 0.002
LEAST_WEIGHT = 0.05
WEEK = 7
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A pause that is too long."""

    since: datetime
    hours: float
    longest_hours: float
    """The longest pause before."""
    usual: float
    """How many polls with news that time usually has."""


def silence(days: Sequence[SourceDay]) -> Silence | None:
    """The pause that a source is in, if it is too long; `days` are the source's, oldest first.

    It ends with the last good poll: what nobody asked for could not be seen.
    """
    lively = [day for day in days if day.first_news_at and day.last_news_at]
    good = [day.good_at for day in days if day.good_at is not None]
    if not lively or not good:
        return None
    first, since, until = _start(lively[0].day), _last_news(lively), max(good)
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
    """The longest that the next pause may be; None where too few are known.

    `known` is the part of WHOLE_HISTORY in which they were, 0 to 1.
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
    """What a day counts by its weekday: 1, but less on weekdays on which the source rests.

    A weekday is one of rest if its days bring news so much more seldom than those of the other
    weekdays that it is no chance.
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
    """Begin and end of the longest pause of each day, and of the pauses between days."""
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
    """The time between two moments, without its days of rest."""
    own, at = 0.0, since.astimezone(UTC)
    while at < until:
        end = min(until, _start(at.date()) + DAY)
        own += (end - at) / DAY * weights[at.weekday()]
        at = end
    return own


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
