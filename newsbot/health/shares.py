"""Groups of days that have enough pages to compare shares, and the probability of such a share.

A share is, for example, the part of the new articles that have an author.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from newsbot.health.records import Site, SiteDay

LEAST = 8
"""The least number of pages that a group of days has together, unless a rule asks for more."""
LONGEST = timedelta(days=7)
"""The most days that the newest group may span; a longer one would say nothing about today."""
GROUPS, ALIKE = 8, 5
"""The fewest groups needed before the newest one, and the fewest of these that are alike: all on
working days, or all on weekends. With fewer groups it is unknown what is usual for the site."""
HISTORY = timedelta(days=7)
"""The least time from the oldest group to the newest: with less it is unknown what is usual."""
APART = timedelta(days=2)
"""Groups that end within this time before the newest group do not say what is usual: a fault may
have begun days before it is certain."""
SATURDAY = 5
"""The first weekday of the weekend, as `date.weekday` counts."""
CHANCE = 1e-3
"""A share that is less probable than this did not come about by chance."""
SURE = 1e-3
"""A usual share is never taken to be below SURE or above 1 - SURE: it comes from few pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Consecutive days that have enough pages together."""

    days: tuple[SiteDay, ...]

    @property
    def first(self) -> date:
        """The oldest day of the group."""
        return self.days[0].day

    @property
    def last(self) -> date:
        """The newest day of the group."""
        return self.days[-1].day

    @property
    def weekends(self) -> set[bool]:
        """{True} if all days are on weekends, {False} if none is, {True, False} if some are."""
        return {day.day.weekday() >= SATURDAY for day in self.days}

    def total(self, count: Callable[[SiteDay], int]) -> int:
        """The sum of `count` over the days of the group."""
        return sum(map(count, self.days))

    def rejected(self) -> Counter[str]:
        """How many requests gave no article, by reason."""
        return sum((Counter(day.rejected) for day in self.days), Counter())

    def median_words(self) -> int:
        """The median number of words of the group's articles, rounded as in `SiteDay.words`."""
        counts: Counter[int] = sum((Counter(day.words) for day in self.days), Counter())
        lengths = sorted(counts.elements())
        return lengths[len(lengths) // 2]


def newest_and_before(
    site: Site, pages: Callable[[SiteDay], int], until: date, least: int = LEAST
) -> tuple[Group, list[Group]] | None:
    """The newest group of days, and the earlier groups that say what is usual for the site.

    Working days are compared with working days, weekends with weekends, and a group that has both
    with all groups. Groups that end on `until` or later, or have a day of a fault that is over, do
    not say what is usual. None if the newest group is too long or the earlier groups are too few.

    Args:
        site: the site, with its days, oldest first.
        pages: how many pages of a day count.
        until: the first day that may already show the fault.
        least: how many pages a group needs.
    """
    groups = list(_groups(site.days, pages, least))
    if not groups or groups[0].last - groups[0].first > LONGEST:
        return None
    newest = groups[0]
    before = [
        each
        for each in groups[1:]
        if each.last < min(until, newest.first - APART)
        and not any(site.was_faulty(day.day) for day in each.days)
    ]
    if len(before) < GROUPS or newest.first - before[-1].first < HISTORY:
        return None
    if newest.weekends == {True, False}:
        return newest, before
    alike = [each for each in before if each.weekends == newest.weekends]
    return (newest, alike) if len(alike) >= ALIKE else None


def second(measures: Iterable[float], *, largest: bool = False) -> float:
    """The second least of two or more measures of groups, or the second largest.

    The worst group is passed over: one bad day that nobody noticed does not make others usual.
    """
    return sorted(measures, reverse=largest)[1]


def _groups(
    days: Sequence[SiteDay], pages: Callable[[SiteDay], int], least: int
) -> Iterator[Group]:
    """Groups of consecutive days that have `least` pages or more together, the newest first."""
    group: list[SiteDay] = []
    for day in reversed(days):
        group.insert(0, day)
        if sum(map(pages, group)) >= least:
            yield Group(days=tuple(group))
            group = []


def chance_of_so_few(few: int, among: int, share: float) -> float:
    """The probability that at most `few` of `among` pages have a feature.

    `share` is the probability that one page has it; the number of pages is binomially distributed.
    """
    log, rest = math.log(max(share, SURE)), math.log(max(1 - share, SURE))
    ways = math.lgamma(among + 1)
    return sum(
        math.exp(
            ways - math.lgamma(n + 1) - math.lgamma(among - n + 1) + n * log + (among - n) * rest
        )
        for n in range(few + 1)
    )
