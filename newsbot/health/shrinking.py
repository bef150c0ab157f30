"""Finds sites whose articles seem to have lost text when their pages were fetched again."""

from datetime import UTC, datetime, time

from newsbot.health.findings import Finding
from newsbot.health.records import LookDay, Site

FEWEST_LOOKS = 5
SHRUNK_SHARE = 0.3
"""The pages of stored articles are fetched again to see whether they have changed. A site has a
fault on a day if at least this share of these fetches gave less than half of the words that the
article has in the database. The day must have at least FEWEST_LOOKS such fetches."""


def shrinking(site: Site) -> Finding | None:
    """A finding if many stored articles had lost half of their text when they were fetched again.

    Only days on which at least FEWEST_LOOKS stored articles were fetched again are judged. There is
    a finding if the last judged day shows the fault, i.e. if at least the share SHRUNK_SHARE of its
    fetches gave too short a text. The judged days just before may show the fault too. The finding
    then begins with the first day of this unbroken row.
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
        f"{last.shrunk} had less than half of the text they had. newsbot keeps these short texts "
        "apart, and still shows the longer ones.",
        evidence={"looks": last.looks, "shrunk": last.shrunk},
    )


def _is_broken(day: LookDay) -> bool:
    return day.shrunk >= day.looks * SHRUNK_SHARE
