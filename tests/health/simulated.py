"""Simulated sources and sites: what their polls and pages add up to, day by day."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from newsbot.health.records import SiteDay, Source, SourceDay

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://gazette.example/feed"
SATURDAY = 5

Habit = Callable[[Random, int], Iterator[datetime]]
"""The moments at which a source gains articles in so many days."""


def seeded(seed: int) -> Random:
    """Chance that is the same each time."""
    return Random(seed)  # noqa: S311 - no secret hangs on it


def steady(a_day: float) -> Habit:
    """At any time, by chance."""

    def moments(chance: Random, days: int) -> Iterator[datetime]:
        at = START
        while (at := at + chance.expovariate(a_day) * DAY) < START + days * DAY:
            yield at

    return moments


def newspaper(a_day: float, *, rests: Sequence[int] = ()) -> Habit:
    """In the day time, and not on some weekdays."""

    def moments(chance: Random, days: int) -> Iterator[datetime]:
        for at in steady(a_day)(chance, days):
            awake = (
                at.replace(hour=0, minute=0)
                + 7 * HOUR
                + (at.hour * 60 + at.minute) / 1440 * 14 * HOUR
            )
            if at.weekday() not in rests:
                yield awake

    return moments


def weekly(issue: int) -> Habit:
    """An issue each Thursday morning, within a few hours of its time."""

    def moments(chance: Random, days: int) -> Iterator[datetime]:
        for week in range(days // 7 + 1):
            at = START + week * 7 * DAY + 3 * DAY + 9 * HOUR + chance.uniform(-3, 6) * HOUR
            for _ in range(issue):
                if at < START + days * DAY:
                    yield at
                at += chance.uniform(0, 20) * timedelta(minutes=1)

    return moments


def bursts(a_week: float, length: int) -> Habit:
    """Many articles within hours, then none for days."""

    def moments(chance: Random, days: int) -> Iterator[datetime]:
        found = []
        for begin in steady(a_week / 7)(chance, days):
            at = begin
            for _ in range(chance.randint(1, length)):
                found.append(at)
                at += chance.expovariate(1) * HOUR
        yield from sorted(each for each in found if each < START + days * DAY)

    return moments


def histories(
    moments: Sequence[datetime], until: datetime, chance: Random
) -> Iterator[tuple[datetime, Source]]:
    """The source as its polls show it, every six hours after its first week."""
    days: dict[date, SourceDay] = {}
    pending = iter([*moments, datetime.max.replace(tzinfo=UTC)])
    coming = next(pending)
    at, shown_at = START, START + 7 * DAY
    while at <= until:
        is_news = coming <= at
        while coming <= at:
            coming = next(pending)
        _poll(days, at, is_news=is_news)
        if at >= shown_at:
            shown_at += 6 * HOUR
            last = max((day.day for day in days.values() if day.with_news), default=at.date())
            kept = [day for day in days.values() if day.day >= last - 28 * DAY]
            yield at, Source(url=URL, kind="feed", days=tuple(kept))
        at += chance.uniform(0.7, 1.3) * HOUR


def _poll(days: dict[date, SourceDay], at: datetime, *, is_news: bool) -> None:
    day = days.get(at.date(), SourceDay(day=at.date(), links=20))
    day = replace(day, polls=day.polls + 1, with_news=day.with_news + is_news, good_at=at)
    if is_news:
        pause = timedelta() if day.last_news_at is None else at - day.last_news_at
        day = replace(
            day,
            first_news_at=day.first_news_at or at,
            last_news_at=at,
            longest_pause=max(day.longest_pause, pause),
        )
    days[at.date()] = day


def pages(
    chance: Random,
    day: date,
    count: int,
    *,
    median: float = 400,
    authors: float = 0.9,
    rejected: float = 0.1,
    reason: str = "video_page",
) -> SiteDay:
    """A day of a site: about `count` pages."""
    tries = sum(chance.random() < 0.5 for _ in range(2 * count))
    refused = sum(chance.random() < rejected for _ in range(tries))
    articles = tries - refused
    words = Counter(max(40, round(chance.lognormvariate(0, 0.7) * median)) for _ in range(articles))
    filled = {
        "title": articles,
        "authors": sum(chance.random() < authors for _ in range(articles)),
        "published_at": sum(chance.random() < 0.98 for _ in range(articles)),
    }
    return SiteDay(
        day=day,
        found=tries,
        fetched=tries,
        articles=articles,
        rejected={reason: refused} if refused else {},
        filled=filled,
        words=words,
    )
