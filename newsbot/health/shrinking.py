"""Finds sites whose stored articles lose text, by what looks at the pages again showed."""

from datetime import UTC, datetime, time

from newsbot.health.findings import Finding
from newsbot.health.records import LookDay, Site

FEWEST_LOOKS = 5
SHRUNK_SHARE = 0.3
"""The layout of a site counts as broken on a day with at least FEWEST_LOOKS looks if at least the
share SHRUNK_SHARE of them found a text that shrank."""


def shrinking(site: Site) -> Finding | None:
    """A finding if, on the last day with enough looks, many articles had lost half of their text.

    The first sign is the first day of the unbroken row of such days.
    """
    judged = [each for each in site.looks if each.looks >= FEWEST_LOOKS]
    first = last = judged[-1] if judged else None
    for each in reversed(judged):
        if not _is_broken(each):
            break
        first = each
    if first is None or last is None or not _is_broken(last):
        return None
    return Finding(
        site=site.key,
        kind="shrinking",
        since=datetime.combine(first.day, time(), UTC),
        summary=f"Of {last.looks} known articles that were fetched again on {last.day}, "
        f"{last.shrunk} had less than half of the text they had. The short texts are held, not "
        "current.",
        evidence={"looks": last.looks, "shrunk": last.shrunk},
    )


def _is_broken(day: LookDay) -> bool:
    return day.shrunk >= day.looks * SHRUNK_SHARE
