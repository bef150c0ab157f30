"""Finds layouts that broke: a site's newest pages are read much worse than its pages before.

Three measures are taken of the newest days: the share of rejected pages, the share of articles
that have a field, and the median length. Each is compared with its second worst value among the
groups of days in the four weeks before, those of faults left out: what the site has shown before
without a fault is no fault, and one bad day that passed unnoticed is not usual.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from newsbot.health.findings import Finding, Kind
from newsbot.health.records import Site, SiteDay
from newsbot.health.shares import CHANCE, Group, chance_of_so_few, newest_and_before, second
from newsbot.health.site_rules import start_of
from newsbot.reasons import reason_of

# The kinds of findings that the rules of this module make. While such a finding is open, the days
# since its first sign do not say what is usual for the site.
SIGNS: tuple[Kind, ...] = ("layout", "nothing_stored")
# The fields of articles that count as lost if far fewer articles have them than before.
FIELDS = ("title", "authors", "published_at")
# A field is a fault if the share of articles that have it is below FALLEN times its worst share
# before. Rejections are a fault if their share has risen by more than RISEN of the distance between
# the worst share before and 1.
FALLEN, RISEN = 0.6, 0.5
# The fewest articles whose median length is judged: medians of fewer differ much by chance.
LEAST_LENGTHS = 12
# A median length is a fault if it is below SHORTER times the least median before, or above LONGER
# times the largest.
SHORTER, LONGER = 0.5, 2.5
# A finding whose first sign is longer ago is not reported: it says nothing about the site today.
RECENT = timedelta(days=9)


def layout(site: Site, now: datetime) -> Finding | None:
    """The first finding of the three rules for a site's pages; None where no rule finds a fault."""
    until = min(site.open_since.get(kind, now) for kind in SIGNS)
    for rule in (_refused, _unfilled, _other_lengths):
        found = next(rule(site, until), None)
        if found is not None and found.since >= now - RECENT:
            return found
    return None


def _refused(site: Site, until: datetime) -> Iterator[Finding]:
    """A finding if many more of the new pages than usual were rejected for what they contain."""
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
        f"({reason_of(reason).sentence.rstrip('.')}); on a bad day before it were "
        f"{worst:.0%}.",
        evidence={"pages": judged, "rejected": refused, "worst_before": round(worst, 2),
                  "reason": reason, "times": times},
    )  # fmt: skip


def _unfilled(site: Site, until: datetime) -> Iterator[Finding]:
    """A finding for each field that far fewer new articles have than on a bad day before."""
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
            summary=f"{filled} of {articles} new articles have {name}; on a bad day before it "
            f"were {worst:.0%}.",
            evidence={"articles": articles, name: filled, "worst_before": round(worst, 2)},
        )


def _other_lengths(site: Site, until: datetime) -> Iterator[Finding]:
    """A finding if the new articles are much shorter, or much longer, than on any day before."""
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
        f"before, it was usually {least} to {most} by day.",
        evidence={"median_words": words, "least_before": least, "most_before": most},
    )  # fmt: skip


def _articles(day: SiteDay) -> int:
    return day.articles


def _judged(day: SiteDay) -> int:
    """The new articles and the pages of a day that were rejected for their content.

    Refusals and outages are left out: they are faults of the host, not of the layout.
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
