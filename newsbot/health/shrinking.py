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
    """A finding if the texts of many stored articles are suddenly less than half as long as before.

    The pages of stored articles are requested again to see whether they have changed. A day is bad
    if at least the share SHRUNK_SHARE of these requests gave less than half of the stored text.
    Days with fewer than FEWEST_LOOKS such requests are ignored. There is a finding if the last of
    the other days is bad. It begins with the first bad day after the last day that was not bad.
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
