"""Computes results of a crawl from the counters in its Scrapy stats, e.g. the exit code.

The names of all counters below begin with "newsbot/", which is left out here. REASON stands for the
name of a reason in the module `newsbot.reasons`.

Each fetched page is counted in one of these:

- `new` and `copy`: the article was not stored before; a copy has the text of a stored one.
- `revised`: the text of a stored article has changed.
- `amended`: only the metadata of a stored article have changed.
- `held`: the text became much shorter, and is not shown before a later fetch confirms it.
- `unchanged`: neither the text nor important metadata have changed.
- `alias`: the page is another form, e.g. for print, of a stored article's page.
- `rejected/REASON`: the page gave no article.
- `item_errors`: a bug made a pipeline fail.

A page that could not be downloaded is counted in `failed/REASON`. A page that was not requested
because its host is paused is counted in `deferred/REASON`. If a fetched page, or a further page of
the same article, was cut off, the page is also counted in `partial`.

`extracted_again` counts the pages of WARC files that were extracted a second time, because by then
more was known of their sites.

`allowed_again` counts the URLs that became due because the robots.txt of their host has changed,
and allows them now.

A source (a feed, sitemap or section page) is counted in `source_fetched` if it was read. If it was
not read as a whole, it is counted in `source_failed` and `source_failed/REASON`. If it was not
requested because its host is paused, it is counted in `source_deferred`.

Sources and links of sites that `scrapy sites forget` has removed are not requested. They are
counted in `sources_forgotten` and `links_forgotten`, and by site in `forgotten/KEY`. If all sources
of a run belong to such sites, `all_sources_forgotten` is 1. Links of articles that `scrapy articles
forget` has removed are counted in `links_forgotten` and `forgotten/articles`.

A backfill fetches articles of a period in the past. A sitemap or section page that a backfill read
is counted in `backfill_read`, or in `backfill_failed/REASON` if it was not read as a whole.
These pages list articles, and other sitemaps and pages. Those whose dates are outside of the period
are not fetched. `backfill_passed_over` counts such articles, `backfill_outside` the others.

A crawl that keeps pages (NEWSBOT_ARCHIVE) counts each page in `archived`, or in `archive_lost` and
`archive_lost/REASON` if it could not be written. `archived_bytes` is the size of what was written.
`archive_files_deleted` and `archive_pages_deleted` count what was deleted to make room.
`archive_files_missing` counts files that were not in the archive's folder when the crawl began.
`archive_files_adopted` counts unfinished files of other crawls that were completed,
`archive_files_unfinished` those that could not be completed, and `archive_pages_lost` pages that
have rows in the database, but are missing from their files.
`archive_files_unpurged` counts the files in which pages of forgotten sites may be left, because a
file could not be copied or deleted.
"""

from collections.abc import Mapping
from typing import Any

from newsbot.errors import ExitCode

Stats = Mapping[str, Any]

STORED = ("new", "copy", "revised", "amended", "held", "unchanged", "alias")
NOT_STORED = ("rejected", "failed", "deferred")
BACKFILL = ("backfill_read", "backfill_left")
"""Names of counters of a backfill, i.e. of a crawl that looks for old articles. They count the
pages and sitemaps that list old articles: how many were read, and how many are left to read."""
ARCHIVE = ("archived", "archive_lost")
"""Names of counters of a crawl that keeps pages in the archive. They count the pages that were
written there, and the pages that could not be written."""
PER_SITE = (*STORED, *NOT_STORED)
# If at least this many pages were requested, and none gave an article, the crawl counts as failed.
# So many pages hardly ever fail by chance.
MANY_PAGES = 10


def totals(stats: Stats) -> dict[str, int]:
    """The number of pages for each result, e.g. {"fetched": 12, "new": 9, "failed": 1}.

    The results are "fetched", "partial", and those in STORED and NOT_STORED. After a backfill (a
    crawl for old articles), those in BACKFILL are added. If pages were kept in the archive, those
    in ARCHIVE are added. `stats` are the stats of a crawl.
    """
    plain = {name: stats.get(f"newsbot/{name}", 0) for name in ("fetched", "partial", *STORED)}
    others = (*BACKFILL, *ARCHIVE)
    further = {name: stats[f"newsbot/{name}"] for name in others if f"newsbot/{name}" in stats}
    lost = {stage: sum(reasons(stats, stage).values()) for stage in NOT_STORED}
    return plain | lost | further


def reasons(stats: Stats, stage: str) -> dict[str, int]:
    """For each reason, how many pages or sources failed for it; the most frequent comes first.

    If `stage` is "source_failed", sources are counted. If it is a name in NOT_STORED, e.g.
    "rejected", pages are counted. `stats` are the stats of a crawl.
    """
    prefix = f"newsbot/{stage}/"
    counts = {key.removeprefix(prefix): n for key, n in stats.items() if key.startswith(prefix)}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def by_site(stats: Stats) -> dict[str, dict[str, int]]:
    """For each site, the number of pages for each result, e.g. {"gazette": {"new": 9}}."""
    prefix = "newsbot/site/"
    sites: dict[str, dict[str, int]] = {}
    for key in sorted(key for key in stats if key.startswith(prefix)):
        site, what = key.removeprefix(prefix).rsplit("/", 1)
        sites.setdefault(site, dict.fromkeys(PER_SITE, 0))[what] = stats[key]
    return sites


def exit_code(stats: Stats) -> ExitCode:
    """The exit code of a crawl that has ended with the stats `stats`.

    If several things have failed, the gravest one decides. The tuple `failed` has them in order.
    """
    # Whether the run got links from any source. A source that was cut off counts as failed, but the
    # links that were read from it are counted in `links_offered`.
    gave = any(
        stats.get(f"newsbot/{name}")
        for name in ("source_fetched", "source_unchanged", "links_offered")
    )
    failed = (
        # If another process changed the schema during the crawl, both `schema_moved` and
        # `database_failed` are set. `schema_moved` comes first, because it is the cause.
        ("newsbot/schema_moved" in stats, ExitCode.CONFIGURATION),
        ("newsbot/database_failed" in stats, ExitCode.DATABASE),
        # If a signal ended the crawl, `finish_reason` is "shutdown". It is missing if a second
        # signal ended the crawl before Scrapy had set it.
        (stats.get("finish_reason", "shutdown") == "shutdown", ExitCode.SIGNAL),
        (stats.get("newsbot/leased_elsewhere"), ExitCode.LOCKED),
        (stats.get("newsbot/source_failed") and not gave, ExitCode.NOTHING_FETCHED),
        (stats.get("newsbot/all_sources_forgotten") and not gave, ExitCode.NOTHING_FETCHED),
        (_no_page_was_good(stats), ExitCode.NOTHING_FETCHED),
        (stats.get("newsbot/errors"), ExitCode.CONFIGURATION),
        (stats.get("newsbot/warc_failed"), ExitCode.CONFIGURATION),
        (stats.get("newsbot/backfill_left"), ExitCode.EXPECTATIONS),
    )
    return next((code for has_failed, code in failed if has_failed), ExitCode.OK)


def _no_page_was_good(stats: Stats) -> bool:
    """Whether at least MANY_PAGES pages failed or were rejected, and none gave an article.

    The result is False if a source (e.g. a feed) is unchanged since an earlier crawl, or lists an
    article that is already stored. `stats` are the stats of the crawl.
    """
    counts = totals(stats)
    good = sum(counts[name] for name in STORED) + stats.get("newsbot/links_done", 0)
    # An unchanged source is a sign that the crawl works, as a stored article is: an earlier crawl
    # has handled all links of this source.
    good += stats.get("newsbot/source_unchanged", 0)
    bad = counts["rejected"] + counts["failed"] + stats.get("newsbot/item_errors", 0)
    return not good and bad >= MANY_PAGES
