"""Tells whether a source has listed nothing new for longer than its own habits explain.

A pause is the time between two polls that brought news. Days on which the source usually rests
hardly count: a weekend adds little to a pause of a source that lists nothing on weekends. The
longest pauses of four weeks determine how long the next one may be: the lengths above a high
threshold are taken to be exponentially distributed, with their mean excess as the scale (peaks
over threshold, Pickands 1975). So a source that falls silent is found after about one night if it
is usually silent for equally long each night; after weeks if its news come in irregular bursts.
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
"""The least time that must lie between the first poll known and the last news for a judgement."""
WHOLE_HISTORY = timedelta(days=27)
"""From this length of history on, the limit gets no extra margin for being based on little."""
FEWEST = 5
"""With fewer known pauses no pause is judged too long. Each day with news gives up to two pauses:
the longest within the day, and the one until the news of the next day."""
CHANCE = 1e-5
"""A pause is reported if a healthy source makes such a long one with less than this probability."""
TALL, SHARE = 8, 3
"""The threshold is set so that the TALL longest pauses lie above it, or a third of all (1 / SHARE)
if there are fewer than TALL * SHARE pauses."""
MOST_FACTOR = 4.0
"""A pause this many times as long as the longest known pause is too long in any case."""
SHORTEST = timedelta(hours=6)
"""A pause shorter than this is never reported."""
CHANCE_OF_REST = 0.002
"""A weekday is a day of rest if its few days with news are less probable than this."""
LEAST_WEIGHT = 0.05
"""The least that a day of rest counts in a pause; any other day counts 1."""
WEEK = 7
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A pause of a source that is too long to be usual."""

    since: datetime
    hours: float
    longest_hours: float
    """The length of the longest pause that the source made before this one."""
    usual: float
    """How many polls of the source usually bring news in a time as long as this pause."""


def silence(days: Sequence[SourceDay], until: datetime | None) -> Silence | None:
    """The pause that a source is in, if it is too long; `days` are the source's, oldest first.

    The pause is measured up to `until`, when a poll last saw what the source lists: news that came
    after that poll could not be seen.
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
    """The longest that the next pause may be, in days; None where fewer than FEWEST are known.

    `pauses` are the lengths of known pauses in days. `known` is the part of WHOLE_HISTORY that the
    pauses cover, 0 to 1: the less is known, the longer the limit.
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
    """How much a day counts in a pause, by weekday from Monday: 1, or less on days of rest.

    The source rests on a weekday if that weekday brings news more seldom than the other weekdays,
    and the difference is too large to be chance.
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
    """Begin and end of the longest pause within each day, and of each pause between two days."""
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
    """The days from `since` to `until`, each counted with the weight of its weekday."""
    own, at = 0.0, since.astimezone(UTC)
    while at < until:
        end = min(until, _start(at.date()) + DAY)
        own += (end - at) / DAY * weights[at.weekday()]
        at = end
    return own


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
