"""What the counters `newsbot/…` say of a crawl: totals, a table by site, the exit code.

A page that was fetched ends in exactly one of new, copy, revised, unchanged, rejected/REASON or
item_errors; a page that was not, in failed/REASON.
"""

from collections.abc import Mapping
from typing import Any

from newsbot.errors import ExitCode

Stats = Mapping[str, Any]

STORED = ("new", "copy", "revised", "unchanged")
PER_SITE = (*STORED, "rejected", "failed")
CRASHES = ("extraction_timeout", "worker_died", "extraction_error")


def totals(stats: Stats) -> dict[str, int]:
    """Pages by what became of them: fetched, STORED, rejected and failed."""
    plain = {name: stats.get(f"newsbot/{name}", 0) for name in ("fetched", *STORED)}
    return plain | {stage: sum(reasons(stats, stage).values()) for stage in ("rejected", "failed")}


def reasons(stats: Stats, stage: str) -> dict[str, int]:
    """Counts by reason, the most frequent first; `stage` is rejected or failed."""
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
    if "newsbot/database_failed" in stats:
        return ExitCode.DATABASE
    if stats.get("finish_reason", "shutdown") == "shutdown":
        return ExitCode.SIGNAL
    if _nothing_but_failures(stats):
        return ExitCode.NOTHING_FETCHED
    if stats.get("newsbot/errors") or stats.get("newsbot/warc_failed"):
        return ExitCode.CONFIGURATION
    return ExitCode.OK


def _nothing_but_failures(stats: Stats) -> bool:
    """No source was fetched, or no page came to a good end though some came to a bad one."""
    if stats.get("newsbot/source_failed") and not stats.get("newsbot/source_fetched"):
        return True
    counts = totals(stats)
    good = sum(counts[name] for name in (*STORED, "rejected"))
    crashes = _count_crashes(stats)
    bad = counts["failed"] + stats.get("newsbot/errors", 0) + crashes
    return bad > 0 and good - crashes == 0 and not stats.get("newsbot/links_done")


def _count_crashes(stats: Stats) -> int:
    """Pages whose extraction gave no answer: counted as rejected, but no page's own fault."""
    rejected = reasons(stats, "rejected")
    return sum(rejected.get(name, 0) for name in CRASHES)
