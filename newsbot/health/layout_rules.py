"""Finds broken layouts: sites whose newest pages give much less than their earlier pages did.

Three values are computed for the newest days: the share of rejected pages, the share of articles
that have a field (e.g. a title), and the median length of articles. The same values are computed
for groups of days in the four weeks before, without days on which the site had a fault. The value
of the newest days is compared with the second worst of the earlier values. The worst one is passed
over, because it may come from a bad day that nobody noticed.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from newsbot.health.findings import Finding, Kind
from newsbot.health.records import Site, SiteDay
from newsbot.health.shares import CHANCE, Group, chance_of_so_few, newest_and_before, second
from newsbot.health.site_rules import start_of
from newsbot.reasons import reason_of

# The kinds of faults that show in the articles of a site: they lack something, e.g. a title
# ("layout"), or there are too few of them ("nothing_stored"). Such a fault changes the daily
# numbers of the site, e.g. of articles with a title. So the days from the first sign of the fault
# until its end are not used to learn which numbers are usual for the site.
SIGNS: tuple[Kind, ...] = ("layout", "nothing_stored")
# The names of fields of articles. The layout of a site counts as broken if the share of its new
# articles that have one of these fields is far smaller than before.
FIELDS = ("title", "authors", "published_at")
# Two shares in the newest days of a site are compared with the second worst of the same shares in
# earlier groups of days (the worst is ignored, because one bad day may have spoilt it):
# - The share of articles that have a field, e.g. a title. It is a fault if this share is below
#   FALLEN times the second worst. If 0.9 is the second worst, the limit is 0.54.
# - The share of rejected pages. It is a fault if this share has risen by more than RISEN of the way
#   from the second worst to 1. If 0.2 is the second worst, the limit is 0.6, halfway to 1.
FALLEN, RISEN = 0.6, 0.5
# The minimum number of articles that a group of days must have before its median length of articles
# is compared with that of other groups. The median of fewer articles differs too much by chance.
LEAST_LENGTHS = 12
# It is a fault if the median length of the new articles is below SHORTER times the second smallest
# median of earlier days, or above LONGER times the second largest.
SHORTER, LONGER = 0.5, 2.5
# The audit reports a broken layout only if the first sign of it is at most this long ago. Older
# pages say nothing about the site today.
RECENT = timedelta(days=9)


def layout(site: Site, now: datetime) -> Finding | None:
    """The finding that the layout of a site's pages broke; None if no rule finds a fault.

    The rules are tried in this order: too many pages are rejected, a field is missing too often,
    the lengths of articles changed too much.
    """
    until = min(site.open_since.get(kind, now) for kind in SIGNS)
    for rule in (_refused, _unfilled, _other_lengths):
        found = next(rule(site, until), None)
        if found is not None and found.since >= now - RECENT:
            return found
    return None


def _refused(site: Site, until: datetime) -> Iterator[Finding]:
    """Yields a finding if far more of the new pages than usual were rejected for their content.

    A page is rejected for its content if it was fetched, but no article was found on it. What is
    usual is taken from the days before `until`.
    """
    found = newest_and_before(site, _judged, until.date())
    if found is None:
        return
    newest, before = found
    refused, judged = _refusals(newest), newest.total(_judged)
    shares = (_refusals(each) / each.total(_judged) for each in before)
    worst = second(shares, largest=True)
    if refused / judged <= worst + (1 - worst) * RISEN:
        return
    if chance_of_so_few(judged - refused, judged, 1 - worst) >= CHANCE:
        return
    reason, times = _content(newest).most_common(1)[0]
    is_extracted = reason_of(reason).stage == "extract"
    yield Finding(
        site=site.key,
        kind="layout" if is_extracted else "nothing_stored",
        since=start_of(newest.days[0]),
        summary=f"{refused} of {judged} new pages gave no article, most of them by {reason} "
        f"({reason_of(reason).sentence.rstrip('.')}); before, it was at "
        f"worst {worst:.0%}.",
        evidence={"pages": judged, "rejected": refused, "worst_before": round(worst, 2),
                  "reason": reason, "times": times},
    )  # fmt: skip


def _unfilled(site: Site, until: datetime) -> Iterator[Finding]:
    """Yields a finding for each field, e.g. `title`, that far fewer new articles have than usual.

    What is usual is taken from the days before `until`.
    """
    found = newest_and_before(site, _articles, until.date())
    if found is None:
        return
    newest, before = found
    articles = newest.total(_articles)
    for name in FIELDS:
        filled = _filled(newest, name)
        worst = second(_filled(each, name) / each.total(_articles) for each in before)
        if filled / articles >= worst * FALLEN:
            continue
        if chance_of_so_few(filled, articles, worst) >= CHANCE:
            continue
        yield Finding(
            site=site.key,
            kind="layout",
            since=start_of(newest.days[0]),
            summary=f"{filled} of {articles} new articles have {name}; before, it was at "
            f"worst {worst:.0%}.",
            evidence={"articles": articles, name: filled, "worst_before": round(worst, 2)},
        )


def _other_lengths(site: Site, until: datetime) -> Iterator[Finding]:
    """Yields a finding if the new articles are much shorter or longer than usual.

    What is usual is the median length of the articles from the days before `until`.
    """
    found = newest_and_before(site, _articles, until.date(), least=LEAST_LENGTHS)
    if found is None:
        return
    newest, before = found
    words = newest.median_words()
    medians = [each.median_words() for each in before]
    least, most = second(medians), second(medians, largest=True)
    if least * SHORTER <= words <= most * LONGER:
        return
    yield Finding(
        site=site.key,
        kind="layout",
        since=start_of(newest.days[0]),
        summary=f"The median length of {newest.total(_articles)} new articles is {words} words; "
        f"before, it was usually {least} to {most}.",
        evidence={"median_words": words, "least_before": least, "most_before": most},
    )  # fmt: skip


def _articles(day: SiteDay) -> int:
    return day.articles


def _judged(day: SiteDay) -> int:
    """The number of the day's pages that tell something about the layout of the site's pages.

    They are the new articles, and the pages rejected for their content. Requests that a host
    refused or did not answer are not counted.
    """
    return day.articles + sum(n for name, n in day.rejected.items() if _is_content(name))


def _content(group: Group) -> Counter[str]:
    return Counter({name: n for name, n in group.rejected().items() if _is_content(name)})


def _refusals(group: Group) -> int:
    return _content(group).total()


def _is_content(name: str) -> bool:
    reason = reason_of(name)
    return reason.is_try and not reason.is_refusal


def _filled(group: Group, name: str) -> int:
    return group.total(lambda day: day.filled.get(name, 0))
