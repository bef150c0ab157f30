"""Totals, counts by site and the exit code of a crawl, from Scrapy's stats `newsbot/…`.

Each page that was fetched, or had not changed, counts once: as new, copy, revised, amended, held,
unchanged, rejected/REASON or item_errors. A page that could not be downloaded counts as
failed/REASON, and one whose host is paused as deferred/REASON. Fetched pages also count as partial
if they, or further pages of their articles, were cut off. Pages of stored articles that were
requested again count as revisits, and as revisit_failed/REASON if that failed.
A source counts as source_fetched; as source_unchanged, if it is the same as at the poll before; as
both source_failed and source_failed/REASON; or as source_deferred, if its host was not asked.
"""

from collections.abc import Mapping
from typing import Any

from newsbot.errors import ExitCode

Stats = Mapping[str, Any]

STORED = ("new", "copy", "revised", "amended", "held", "unchanged")
NOT_STORED = ("rejected", "failed", "deferred")
PER_SITE = (*STORED, *NOT_STORED)
# If none of this many requested pages is good, the crawl fails: so many do not all fail by chance.
MANY_PAGES = 10


def totals(stats: Stats) -> dict[str, int]:
    """The number of pages with each outcome.

    The keys are "fetched", "partial", and the names in STORED and NOT_STORED.
    """
    plain = {name: stats.get(f"newsbot/{name}", 0) for name in ("fetched", "partial", *STORED)}
    return plain | {stage: sum(reasons(stats, stage).values()) for stage in NOT_STORED}


def reasons(stats: Stats, stage: str) -> dict[str, int]:
    """Reason → the number of pages, or sources, with that reason; the highest number first.

    `stage` is "source_failed" for sources, and a name in NOT_STORED for pages.
    """
    prefix = f"newsbot/{stage}/"
    counts = {key.removeprefix(prefix): n for key, n in stats.items() if key.startswith(prefix)}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_site(stats: Stats) -> dict[str, dict[str, int]]:
    """Site → outcome (a name in PER_SITE) → the number of the site's pages with that outcome."""
    prefix = "newsbot/site/"
    sites: dict[str, dict[str, int]] = {}
    for key in sorted(key for key in stats if key.startswith(prefix)):
        site, what = key.removeprefix(prefix).rsplit("/", 1)
        sites.setdefault(site, dict.fromkeys(PER_SITE, 0))[what] = stats[key]
    return sites


def exit_code(stats: Stats) -> ExitCode:
    """The exit code of a finished crawl: the first failure in the list decides."""
    # links_offered too, because a source that was cut off counts as failed, but has given links.
    gave = any(
        stats.get(f"newsbot/{name}")
        for name in ("source_fetched", "source_unchanged", "links_offered")
    )
    failed = (
        # Before database_failed, which is set as well: the changed schema is the cause.
        ("newsbot/schema_moved" in stats, ExitCode.CONFIGURATION),
        ("newsbot/database_failed" in stats, ExitCode.DATABASE),
        # After a second signal, the crawl ends without a finish_reason.
        (stats.get("finish_reason", "shutdown") == "shutdown", ExitCode.SIGNAL),
        (stats.get("newsbot/leased_elsewhere"), ExitCode.LOCKED),
        (stats.get("newsbot/source_failed") and not gave, ExitCode.NOTHING_FETCHED),
        (_no_page_was_good(stats), ExitCode.NOTHING_FETCHED),
        (stats.get("newsbot/errors"), ExitCode.CONFIGURATION),
        (stats.get("newsbot/warc_failed"), ExitCode.CONFIGURATION),
    )
    return next((code for has_failed, code in failed if has_failed), ExitCode.OK)


def _no_page_was_good(stats: Stats) -> bool:
    """Whether at least MANY_PAGES pages were requested, and no page is stored, now or earlier."""
    counts = totals(stats)
    good = sum(counts[name] for name in STORED) + stats.get("newsbot/links_done", 0)
    # All links of an unchanged source were known before.
    good += stats.get("newsbot/source_unchanged", 0)
    return not good and counts["fetched"] + counts["failed"] >= MANY_PAGES
