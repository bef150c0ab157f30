"""Groups days so that their shares can be compared, and computes how probable a share is.

A share is, for example, the part of the new articles of a site that have an author. On a single day
the site may have too few new articles for a comparison. So consecutive days are put into groups
that have enough of them.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from newsbot.health.records import Site, SiteDay

LEAST = 8
"""Consecutive days of a site are put into groups, and the groups are compared, e.g. by their share
of rejected pages. A single day may have too few pages for this. LEAST is the minimum number of
pages that the days of a group must have together. A rule of the audit may need more pages."""
LONGEST = timedelta(days=7)
"""The newest days of a site are put into a group, which must have a minimum number of pages (see
LEAST). LONGEST is the maximum time from the first to the last day of this group. On a site with few
pages, the group may be weeks long. Such a group says little about today, so the site is not
judged."""
GROUPS, ALIKE = 8, 5
"""The days of a site are put into groups of consecutive days (see LEAST), and the newest group is
compared with earlier ones. It is not compared if there are fewer than GROUPS earlier groups. If all
days of the newest group are working days, it is compared only with earlier groups of working days,
and there must be at least ALIKE of them. The same holds for weekends."""
HISTORY = timedelta(days=7)
"""The minimum time from the first day of the oldest group of days (see LEAST) to the first day of
the newest group. If the time is shorter, it is unknown what is usual for the site, and the site is
not judged."""
APART = timedelta(days=2)
"""Consecutive days of a site are put into groups (see LEAST), and the newest group is compared with
earlier ones. An earlier group must end more than this time before the newest group begins. If it
ended later, it might already show the same fault."""
SATURDAY = 5
"""The first weekday of the weekend, as `date.weekday` counts."""
CHANCE = 1e-3
"""A share in the newest days of a site, e.g. that of rejected pages, may be worse than before by
chance. It counts as a fault only if the probability that chance makes it so bad is below CHANCE."""
SURE = 1e-3
"""The share of e.g. rejected pages may have risen by chance. To compute how probable this is, the
share in the earlier days is taken for the probability that a page is rejected. If that share is 0,
this does not prove that a page is never rejected. So a share below SURE is replaced by SURE. For
the same reason, a share above 1 - SURE is replaced by 1 - SURE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Consecutive days of a site whose pages are counted together.

    A single day may have too few pages to be compared with other days.
    """

    days: tuple[SiteDay, ...]

    @property
    def first(self) -> date:
        """The date of the oldest day in this group of consecutive days of a site."""
        return self.days[0].day

    @property
    def last(self) -> date:
        """The date of the newest day of the group."""
        return self.days[-1].day

    @property
    def weekends(self) -> set[bool]:
        """Whether the days of the group are Saturdays and Sundays.

        The result is {True} if all days are, {False} if none is, and {True, False} if only some
        are.
        """
        return {day.day.weekday() >= SATURDAY for day in self.days}

    def total(self, count: Callable[[SiteDay], int]) -> int:
        """The sum of a count, e.g. of new articles, over all days of the group.

        `count` is the function that returns the count of one day.
        """
        return sum(map(count, self.days))

    def rejected(self) -> Counter[str]:
        """How many requests gave no article, counted for each reason over all days of the group.

        The keys of the result are the names of the reasons, e.g. "soft_404".
        """
        return sum((Counter(day.rejected) for day in self.days), Counter())

    def median_words(self) -> int:
        """The median length, in words, of the articles of this group of days.

        Lengths are stored as rounded numbers, e.g. as one of 24 numbers from 256 to 512. So the
        result is rounded, too.
        """
        counts: Counter[int] = sum((Counter(day.words) for day in self.days), Counter())
        lengths = sorted(counts.elements())
        return lengths[len(lengths) // 2]


def newest_and_before(
    site: Site, pages: Callable[[SiteDay], int], until: date, least: int = LEAST
) -> tuple[Group, list[Group]] | None:
    """The newest group of days, and the earlier groups that say what is usual for the site.

    A group is a number of consecutive days that together have enough pages. An earlier group must
    meet these conditions. It ends before the day `until`, and at least APART before the newest
    group. The site had no fault on its days. If the newest group has only working days, or only
    days of weekends, the earlier group has only such days too.

    The result is None if the newest group is longer than LONGEST. It is also None if too few
    earlier groups meet the conditions.

    Args:
        site: the site whose days are put into groups.
        pages: returns how many pages of a day are counted.
        until: the first day that may already show the fault that is looked for.
        least: how many counted pages the days of a group must have together.
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
    """The second smallest of two or more `measures` or, with `largest`, the second largest.

    Each measure is e.g. the share of rejected pages in a group of days. The worst measure is passed
    over, because it may come from a bad day that nobody noticed.
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
    """The probability that at most `few` of `among` pages have a feature, e.g. an author.

    `share` is the probability that a single page has the feature. The number of pages that have the
    feature is assumed to be binomially distributed.
    """
    log, rest = math.log(max(share, SURE)), math.log(max(1 - share, SURE))
    ways = math.lgamma(among + 1)
    return sum(
        math.exp(
            ways - math.lgamma(n + 1) - math.lgamma(among - n + 1) + n * log + (among - n) * rest
        )
        for n in range(few + 1)
    )
