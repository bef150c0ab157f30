"""What the counters `newsbot/…` say of a crawl: totals, a table by site, the exit code.

A page that was fetched, or is as it was, ends in exactly one of new, copy, revised, amended, held,
unchanged, rejected/REASON or item_errors; one that was asked for in vain in failed/REASON, and one
whose turn has not come in deferred/REASON. Of those fetched, `partial` counts the ones that were
cut off, they themselves or further pages of their articles. `revisits` counts the pages of stored
articles that were looked at again, revisit_failed/REASON those of them that failed.
A source ends in source_fetched, in both source_failed and source_failed/REASON, or in
source_deferred.
"""

from collections.abc import Mapping
from typing import Any

from newsbot.errors import ExitCode

Stats = Mapping[str, Any]

STORED = ("new", "copy", "revised", "amended", "held", "unchanged")
NOT_STORED = ("rejected", "failed", "deferred")
PER_SITE = (*STORED, *NOT_STORED)
# So many pages do not fail by chance.
MANY_PAGES = 10


def totals(stats: Stats) -> dict[str, int]:
    """Pages by what became of them: fetched, partial, STORED and NOT_STORED."""
    plain = {name: stats.get(f"newsbot/{name}", 0) for name in ("fetched", "partial", *STORED)}
    return plain | {stage: sum(reasons(stats, stage).values()) for stage in NOT_STORED}


def reasons(stats: Stats, stage: str) -> dict[str, int]:
    """Counts by reason, the most frequent first; `stage` is one of NOT_STORED."""
    prefix = f"newsbot/{stage}/"
    counts = {key.removeprefix(prefix): n for key, n in stats.items() if key.startswith(prefix)}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_site(stats: Stats) -> dict[str, dict[str, int]]:
    """For each site its counts by the names of PER_SITE."""
    prefix = "newsbot/site/"
    sites: dict[str, dict[str, int]] = {}
    for key in sorted(key for key in stats if key.startswith(prefix)):
        site, what = key.removeprefix(prefix).rsplit("/", 1)
        sites.setdefault(site, dict.fromkeys(PER_SITE, 0))[what] = stats[key]
    return sites


def exit_code(stats: Stats) -> ExitCode:
    """What a finished crawl exits with; `finish_reason` is missing after a second signal."""
    reasons_to_fail = (
        # which the database's failure turned out to be
        ("newsbot/schema_moved" in stats, ExitCode.CONFIGURATION),
        ("newsbot/database_failed" in stats, ExitCode.DATABASE),
        (stats.get("finish_reason", "shutdown") == "shutdown", ExitCode.SIGNAL),
        (stats.get("newsbot/leased_elsewhere"), ExitCode.LOCKED),
        (_no_source_was_fetched(stats) or _no_page_was_good(stats), ExitCode.NOTHING_FETCHED),
        (
            stats.get("newsbot/errors") or stats.get("newsbot/warc_failed"),
            ExitCode.CONFIGURATION,
        ),
    )
    return next((code for holds, code in reasons_to_fail if holds), ExitCode.OK)


def _no_source_was_fetched(stats: Stats) -> bool:
    """Whether sources were asked for and none gave a link, not even its first before a cut."""
    fetched = stats.get("newsbot/source_fetched") or stats.get("newsbot/links_offered")
    return bool(stats.get("newsbot/source_failed")) and not fetched


def _no_page_was_good(stats: Stats) -> bool:
    """Whether MANY_PAGES or more were asked for, and none is stored or was known before."""
    counts = totals(stats)
    good = sum(counts[name] for name in STORED) + stats.get("newsbot/links_done", 0)
    return not good and counts["fetched"] + counts["failed"] >= MANY_PAGES
