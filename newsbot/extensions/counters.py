"""Computes totals, counts by site and the exit code of a crawl from the counters in its stats.

The names of these counters begin with `newsbot/`, which is left out here.

Each fetched page is counted in one of the counters `new`, `copy`, `revised`, `amended`,
`unchanged`, `rejected/REASON` and `item_errors`. A page that could not be downloaded is counted in
`failed/REASON`, and a page whose host is paused in `deferred/REASON`. A fetched page is also
counted in `partial` if the page, or a further page of the same article, was cut off.

A source that was read completely is counted in `source_fetched`. A source of which only a part or
nothing could be read is counted both in `source_failed` and in `source_failed/REASON`. A source
that was not requested, because its host is paused, is counted in `source_deferred`.
"""

from collections.abc import Mapping
from typing import Any

from newsbot.errors import ExitCode

Stats = Mapping[str, Any]

STORED = ("new", "copy", "revised", "amended", "unchanged")
NOT_STORED = ("rejected", "failed", "deferred")
PER_SITE = (*STORED, *NOT_STORED)
# If a crawl requested at least this many pages, and none gave an article, the crawl has failed, and
# its exit code says so. If it requested fewer pages, they may all have failed by chance.
MANY_PAGES = 10


def totals(stats: Stats) -> dict[str, int]:
    """The number of pages with each outcome.

    The keys are "fetched", "partial", and the outcomes in STORED (e.g. "new") and in NOT_STORED
    (e.g. "failed").
    """
    plain = {name: stats.get(f"newsbot/{name}", 0) for name in ("fetched", "partial", *STORED)}
    return plain | {stage: sum(reasons(stats, stage).values()) for stage in NOT_STORED}


def reasons(stats: Stats, stage: str) -> dict[str, int]:
    """The name of each reason → the number of pages or sources with this reason.

    Sources are counted if `stage` is "source_failed", and pages if `stage` is a name in NOT_STORED,
    e.g. "rejected". The reasons with the highest numbers come first.
    """
    prefix = f"newsbot/{stage}/"
    counts = {key.removeprefix(prefix): n for key, n in stats.items() if key.startswith(prefix)}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_site(stats: Stats) -> dict[str, dict[str, int]]:
    """Site → outcome (e.g. "new", "failed") → the number of the site's pages with that outcome."""
    prefix = "newsbot/site/"
    sites: dict[str, dict[str, int]] = {}
    for key in sorted(key for key in stats if key.startswith(prefix)):
        site, what = key.removeprefix(prefix).rsplit("/", 1)
        sites.setdefault(site, dict.fromkeys(PER_SITE, 0))[what] = stats[key]
    return sites


def exit_code(stats: Stats) -> ExitCode:
    """The exit code of the command `scrapy crawl` after a crawl with these stats."""
    if "newsbot/schema_moved" in stats:  # the reason why the database failed
        return ExitCode.CONFIGURATION
    if "newsbot/database_failed" in stats:
        return ExitCode.DATABASE
    # Scrapy sets `finish_reason` to "shutdown" if a SIGINT or SIGTERM ended the crawl. It sets
    # nothing if a second signal came. Then the default value, also "shutdown", is used.
    if stats.get("finish_reason", "shutdown") == "shutdown":
        return ExitCode.SIGNAL
    # A crawl that got links has not failed, even if no source counts as fetched: a source whose
    # download was cut off counts as failed, but its first links are used.
    gave = stats.get("newsbot/source_fetched") or stats.get("newsbot/links_offered")
    if (stats.get("newsbot/source_failed") and not gave) or _no_page_was_good(stats):
        return ExitCode.NOTHING_FETCHED
    if stats.get("newsbot/errors") or stats.get("newsbot/warc_failed"):
        return ExitCode.CONFIGURATION
    return ExitCode.OK


def _no_page_was_good(stats: Stats) -> bool:
    """Whether at least MANY_PAGES pages were requested, and none gave an article.

    A listed link whose article an earlier crawl has stored counts as a page that gave an article.
    """
    counts = totals(stats)
    good = sum(counts[name] for name in STORED) + stats.get("newsbot/links_done", 0)
    return not good and counts["fetched"] + counts["failed"] >= MANY_PAGES
