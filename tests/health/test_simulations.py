"""Many simulated sites and sources: none that is well is accused, and each that breaks is named.

NEWSBOT_SEEDS says how many of each kind.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from newsbot.health.audit import audit
from newsbot.health.records import Site, SiteDay
from tests.health.simulated import (
    DAY,
    HOUR,
    SATURDAY,
    START,
    Habit,
    bursts,
    histories,
    newspaper,
    pages,
    seeded,
    steady,
    weekly,
)

SEEDS = range(int(os.environ.get("NEWSBOT_SEEDS", "12")))
HABITS: dict[str, Habit] = {
    "an agency": steady(100),
    "an article an hour": steady(24),
    "three a day, by chance": steady(3),
    "a daily": newspaper(20),
    "a daily that rests on weekends": newspaper(20, rests=(5, 6)),
    "a weekly magazine": weekly(12),
    "bursts": bursts(3, 6),
}
Day = Callable[[Random, date], SiteDay]
SITES: dict[str, Day] = {
    "large": lambda chance, day: pages(chance, day, 100),
    "small": lambda chance, day: pages(chance, day, 5, authors=0.7, rejected=0.3),
    "without authors on weekends": lambda chance, day: (
        pages(chance, day, 30)
        if day.weekday() < SATURDAY
        else pages(chance, day, 3, authors=0, rejected=0.6, median=120)
    ),
    "weekly": lambda chance, day: pages(chance, day, 12 if day.weekday() == 3 else 0),
    "tiny": lambda chance, day: pages(chance, day, 1, rejected=0.4),
}
BROKEN: dict[str, tuple[str, Day]] = {
    "no authors": ("layout", lambda chance, day: pages(chance, day, 30, authors=0)),
    "short texts": ("layout", lambda chance, day: pages(chance, day, 30, median=90)),
    "a script shell": (
        "layout",
        lambda chance, day: pages(chance, day, 30, rejected=1, reason="empty"),
    ),
    "most refused": (
        "layout",
        lambda chance, day: pages(chance, day, 30, rejected=0.8, reason="too_short"),
    ),
    "all gone": (
        "nothing_stored",
        lambda chance, day: pages(chance, day, 30, rejected=1, reason="http_404"),
    ),
}


@pytest.mark.parametrize("name", HABITS)
def test_no_source_is_accused_for_its_habits(name: str) -> None:
    for seed in SEEDS:
        moments = list(HABITS[name](seeded(seed), 49))
        for at, source in histories(moments, START + 49 * DAY, seeded(seed)):
            assert audit([Site(key="gazette", sources=(source,))], at).findings == [], seed


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("an agency", 24),
        ("an article an hour", 36),
        ("a daily", 40),
        ("a daily that rests on weekends", 100),
        ("a weekly magazine", 21 * 24),
    ],
)
def test_a_source_that_goes_quiet_is_named(name: str, hours: float) -> None:
    for seed in SEEDS:
        chance = seeded(seed)
        end = START + chance.uniform(29, 36) * DAY
        moments = list(HABITS[name](chance, 90))
        until_then = [moment for moment in moments if moment < end]
        missed = next(moment for moment in moments if moment >= end)
        named = [
            (at, found)
            for at, source in histories(until_then, missed + hours * HOUR, chance)
            if (found := audit([Site(key="gazette", sources=(source,))], at).findings)
        ]
        assert named, seed
        assert {(each.kind, each.since >= until_then[-1]) for _, (each,) in named} == {
            ("quiet", True)
        }
        assert named[0][0] > missed


@pytest.mark.parametrize("name", SITES)
def test_no_site_is_accused_for_its_habits(name: str) -> None:
    for seed in SEEDS:
        chance = seeded(seed)
        days: list[SiteDay] = []
        for number in range(49):
            days.append(SITES[name](chance, (START + number * DAY).date()))
            for part in (_half(days[-1]), days[-1]):
                site = Site(key="gazette", days=(*days[-29:-1], part))
                assert audit([site], START + (number + 0.9) * DAY).findings == [], (seed, number)


@pytest.mark.parametrize("name", BROKEN)
def test_a_site_that_breaks_is_named_within_a_day(name: str) -> None:
    kind, broken = BROKEN[name]
    for seed in SEEDS:
        chance = seeded(seed)
        days = [pages(chance, (START + number * DAY).date(), 30) for number in range(30)]
        today = START + 30 * DAY
        days.append(broken(chance, today.date()))
        found = audit([Site(key="gazette", days=tuple(days[-29:]))], today + 0.9 * DAY)
        assert [(each.kind, each.since) for each in found.findings] == [(kind, today)], seed


def _half(day: SiteDay) -> SiteDay:
    """The same day at noon."""
    words = Counter(sorted(Counter(day.words).elements())[::2])
    share = words.total() / max(1, day.articles)
    return replace(
        day,
        found=day.found // 2,
        fetched=day.fetched // 2,
        articles=words.total(),
        rejected={reason: count // 2 for reason, count in day.rejected.items()},
        filled={name: round(count * share) for name, count in day.filled.items()},
        words=words,
    )
