"""Whether a source is silent for longer than its own habits explain.

Time is measured in the source's own usual days: a day on which it usually brings twice as much
counts double, one on which it brings nothing hardly counts. So a weekend does not make a pause of a
source that rests on weekends. A pause is too long when it is longer than the longest one of four
weeks by a factor that rests on the number of pauses: of n random (exponential) pauses the next is c
times as long as the longest expected with a probability of about n ** -c.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from newsbot.health.records import SourceDay

HISTORY = timedelta(days=7)
"""With less nothing is known of habits."""
FEWEST = 5
"""With fewer polls that brought news nothing is known of pauses."""
CHANCE = 1e-4
LEAST_FACTOR, MOST_FACTOR = 1.5, 2.5
SHORTEST = timedelta(hours=6)
WEEK = 7
DAY = timedelta(days=1)


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
    count = sum(day.with_news for day in lively)
    if count < FEWEST or not good:
        return None
    since, until = _last_news(lively), max(good)
    if since - _start(lively[0].day) < HISTORY or until - since < SHORTEST:
        return None
    weights = _weights(lively)
    longest, longest_span = _longest(lively, weights)
    factor = min(MOST_FACTOR, max(LEAST_FACTOR, -math.log(CHANCE) / math.log(count)))
    own_days = _own_days(since, until, weights)
    if own_days <= factor * longest:
        return None
    span = (since - _start(lively[0].day)) / DAY
    return Silence(
        since=since,
        hours=(until - since) / timedelta(hours=1),
        longest_hours=longest_span / timedelta(hours=1),
        usual=own_days * count / span,
    )


def _last_news(lively: Sequence[SourceDay]) -> datetime:
    return max(day.last_news_at for day in lively if day.last_news_at is not None)


def _weights(lively: Sequence[SourceDay]) -> list[float]:
    """What a day counts by its weekday, 1 on average; one average day is added to each weekday."""
    first, last = lively[0].day, lively[-1].day
    length = (last - first).days + 1
    times = Counter((first + timedelta(days=n)).weekday() for n in range(length))
    news: Counter[int] = Counter()
    for day in lively:
        news[day.day.weekday()] += day.with_news
    mean = news.total() / length
    raw = [(news[weekday] / mean + 1) / (times[weekday] + 1) for weekday in range(WEEK)]
    return [each * WEEK / sum(raw) for each in raw]


def _longest(lively: Sequence[SourceDay], weights: Sequence[float]) -> tuple[float, timedelta]:
    """The longest pause in own days, and the longest on the clock."""
    own = [day.longest_pause / DAY * weights[day.day.weekday()] for day in lively]
    spans = [day.longest_pause for day in lively]
    for before, after in pairwise(lively):
        if before.last_news_at is not None and after.first_news_at is not None:
            own.append(_own_days(before.last_news_at, after.first_news_at, weights))
            spans.append(after.first_news_at - before.last_news_at)
    return max(own), max(spans)


def _own_days(since: datetime, until: datetime, weights: Sequence[float]) -> float:
    """The time between two moments, in usual days of the source."""
    own, at = 0.0, since.astimezone(UTC)
    while at < until:
        end = min(until, _start(at.date()) + DAY)
        own += (end - at) / DAY * weights[at.weekday()]
        at = end
    return own


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
