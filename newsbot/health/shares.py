"""Groups of days with enough pages to compare, and shares of these pages that are no chance."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from newsbot.health.records import SiteDay

LEAST = 8
"""A group has so many pages or more, unless a measure needs more."""
LONGEST = timedelta(days=7)
"""The days of the newest group; what it takes longer to gather tells nothing of now."""
GROUPS, ALIKE = 8, 5
"""With fewer groups before the newest one, or fewer of its kind, nothing is known of habits."""
HISTORY = timedelta(days=7)
APART = timedelta(days=2)
"""So long before the newest group the usual ends: what broke may take days to be certain."""
SATURDAY = 5
CHANCE = 1e-3
"""What is less probable than that is no chance."""
SURE = 1e-3
"""No share of the past is taken to be nearer to 0 or 1, for its pages are few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Days in a row with enough pages together."""

    days: tuple[SiteDay, ...]

    @property
    def first(self) -> date:
        """The oldest day."""
        return self.days[0].day

    @property
    def last(self) -> date:
        """The newest day."""
        return self.days[-1].day

    @property
    def weekends(self) -> set[bool]:
        """Whether its days are of weekends: {True}, {False}, or both."""
        return {day.day.weekday() >= SATURDAY for day in self.days}

    def total(self, count: Callable[[SiteDay], int]) -> int:
        """The sum of a count over the days."""
        return sum(map(count, self.days))

    def rejected(self) -> Counter[str]:
        """Tries that gave no article, by reason."""
        return sum((Counter(day.rejected) for day in self.days), Counter())

    def median_words(self) -> int:
        """The median length of the articles."""
        counts: Counter[int] = sum((Counter(day.words) for day in self.days), Counter())
        lengths = sorted(counts.elements())
        return lengths[len(lengths) // 2]


def newest_and_before(
    days: Sequence[SiteDay], pages: Callable[[SiteDay], int], until: date, least: int = LEAST
) -> tuple[Group, list[Group]] | None:
    """The newest group of days, and those before it that say what is usual.

    A group within a working week is compared with such groups, one of a weekend with those of
    weekends, one of both with all. Groups after `until` say nothing of what is usual. None if there
    is too little of either.
    """
    groups = list(_groups(days, pages, least))
    if not groups or groups[0].last - groups[0].first > LONGEST:
        return None
    newest = groups[0]
    before = [each for each in groups[1:] if each.last < min(until, newest.first - APART)]
    if len(before) < GROUPS or newest.first - before[-1].first < HISTORY:
        return None
    if newest.weekends == {True, False}:
        return newest, before
    alike = [each for each in before if each.weekends == newest.weekends]
    return (newest, alike) if len(alike) >= ALIKE else None


def _groups(
    days: Sequence[SiteDay], pages: Callable[[SiteDay], int], least: int
) -> Iterator[Group]:
    """Groups of days with so many pages or more, the newest first."""
    group: list[SiteDay] = []
    for day in reversed(days):
        group.insert(0, day)
        if sum(map(pages, group)) >= least:
            yield Group(days=tuple(group))
            group = []


def chance_of_so_few(few: int, among: int, share: float) -> float:
    """The probability that at most `few` of `among` have what `share` of all have (binomial)."""
    log, rest = math.log(max(share, SURE)), math.log(max(1 - share, SURE))
    ways = math.lgamma(among + 1)
    return sum(
        math.exp(
            ways - math.lgamma(n + 1) - math.lgamma(among - n + 1) + n * log + (among - n) * rest
        )
        for n in range(few + 1)
    )
