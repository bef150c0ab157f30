"""Finds sites whose articles seem to have lost text when their pages were fetched again."""

from datetime import UTC, datetime, time

from newsbot.health.findings import Finding
from newsbot.health.records import LookDay, Site

FEWEST_LOOKS = 5
SHRUNK_SHARE = 0.3
"""A look is a further fetch of the page of a stored article. If a day had at least FEWEST_LOOKS
looks at pages of a site, and at least this share of them found less than half of the words that the
article has in the database, the day shows a fault."""


def shrinking(site: Site) -> Finding | None:
    """A finding if many stored articles had lost half of their text when they were fetched again.

    Only days with at least FEWEST_LOOKS such fetches are judged. There is a finding if the last of
    these days shows the fault (see SHRUNK_SHARE). If the judged days just before it show the fault
    too, it began on the earliest of these days in a row.
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
