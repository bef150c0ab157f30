"""Prints the progress of a crawl to stderr: a progress bar, or a line every 30 seconds.

The bar is printed if stderr is a terminal. At the end of the crawl, tables of its results by site
and by reason are printed.
"""

import logging
import sys
import time
from collections.abc import Iterator
from typing import Any, Self, TextIO

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.statscollectors import StatsCollector
from scrapy.utils.asyncio import create_looping_call
from tabulate import tabulate
from tqdm import tqdm

from newsbot.extensions.counters import (
    NOT_STORED,
    PER_SITE,
    STORED,
    Stats,
    by_site,
    reasons,
    totals,
)
from newsbot.logs import is_json

BAR_INTERVAL_S = 0.5
LINE_INTERVAL_S = 30
NAMES = {"source_failed": "source"}
logger = logging.getLogger(__name__)

NOTES = {
    "newsbot/item_errors": "items failed before they were stored; the log says why.",
    "newsbot/partial": "pages came in part; they are fetched again.",
    "newsbot/source_deferred": "sources are not due: their hosts are left alone for a while.",
    "newsbot/sources_forgotten": "sources were not fetched: their sites are forgotten.",
    "newsbot/links_forgotten": "links were not fetched: their sites or articles are forgotten.",
    "newsbot/child_sitemap_failed": "sitemaps of an index could not be read, or not as a whole.",
    "newsbot/child_sitemaps_left_out": "sitemaps of an index were not read; newer ones were.",
    "newsbot/backfill_left": "pages of the past are left; run the same command again.",
    "newsbot/backfill_left_out": "pages of the past were left out: they are beyond the limits.",
    "newsbot/archive_lost": "pages could not be kept in the archive; the log says why.",
    "newsbot/archive_files_missing": "files of the archive are not in its folder.",
    "newsbot/archive_pages_lost": "pages of the archive are lost; the log says why.",
    "newsbot/archive_files_unpurged": (
        "files of the archive may have pages of forgotten sites; the next crawl tries again."
    ),
    "newsbot/archive_files_deleted": "files of the archive were deleted to make room.",
    "newsbot/backfill_repeated": "archives were left, since their pages repeated the same links.",
    "newsbot/backfill_undated": (
        "links on pages of the past have no date, and were not passed over; a link counts on each "
        "page that lists it."
    ),
}


class Progress:
    """A Scrapy extension that prints the counters of a crawl while it runs and at its end."""

    def __init__(self, stats: StatsCollector, stream: TextIO, *, is_json: bool = False) -> None:
        self._stats = stats
        self._stream = stream
        self._is_json = is_json
        self._bar: tqdm[Any] | None = None
        self._ticks = create_looping_call(self._tick)
        self._started = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the extension, and lets Scrapy call it when the spider starts and ends.

        Raises:
            NotConfigured: the crawl stores nothing, as in `scrapy shell`.
        """
        if not crawler.settings.getint("NEWSBOT_RUN_ID"):
            raise NotConfigured
        progress = cls(crawler.stats, sys.stderr, is_json=is_json())
        crawler.signals.connect(progress.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signal=signals.spider_closed)
        return progress

    def spider_opened(self) -> None:
        """Starts to print a progress bar or, if stderr is no terminal, a line every 30 seconds."""
        self._started = time.monotonic()
        if self._stream.isatty() and not self._is_json:
            self._bar = tqdm(file=self._stream, unit="page", dynamic_ncols=True, leave=False)
        self._ticks.start(BAR_INTERVAL_S if self._bar is not None else LINE_INTERVAL_S, now=False)

    def spider_closed(self) -> None:
        """Stops printing the progress, and prints the summary of the crawl.

        If the log is JSON, the totals are logged instead of the summary.
        """
        if self._ticks.running:
            self._ticks.stop()
        if self._bar is not None:
            self._bar.close()
        stats = self._stats.get_stats()
        if self._is_json:
            logger.info("the run ends", extra={"counts": totals(stats)})
        else:
            print(*_summary(stats), sep="\n", file=self._stream)

    def _tick(self) -> None:
        counts = totals(self._stats.get_stats())
        if self._bar is not None:
            self._bar.set_postfix_str(_stored_copies_rejected(counts), refresh=False)
            self._bar.update(counts["fetched"] - self._bar.n)
            self._bar.refresh()
        else:
            rate = counts["fetched"] / (time.monotonic() - self._started)
            line = f"{counts['fetched']} fetched, {_stored_copies_rejected(counts)}, {rate:.1f}/s"
            if self._is_json:
                logger.info("%s", line, extra={"counts": counts})
            else:
                print(line, file=self._stream, flush=True)


def _stored_copies_rejected(counts: dict[str, int]) -> str:
    stored = sum(counts[name] for name in STORED)
    return f"{stored} stored, {counts['copy']} copies, {counts['rejected']} rejected"


def _summary(stats: Stats) -> Iterator[str]:
    """The lines of a crawl's summary.

    The summary has a table with the results of each site, a table that counts failed pages and
    sources by reason, and a note on each kind of loss, e.g. on pages that were cut off.
    """
    sites = by_site(stats)
    if sites:
        rows = [[site, *counts.values()] for site, counts in sites.items()]
        yield tabulate(rows, headers=["site", *PER_SITE], tablefmt="simple")
    else:
        yield _without_outcomes(stats)
    by_reason = [
        [NAMES.get(stage, stage), reason, count]
        for stage in (*NOT_STORED, "source_failed")
        for reason, count in reasons(stats, stage).items()
    ]
    if by_reason:
        yield ""
        yield tabulate(by_reason, headers=["", "reason", "times"], tablefmt="simple")
    yield from (f"{stats[key]} {what}" for key, what in NOTES.items() if stats.get(key))


def _without_outcomes(stats: Stats) -> str:
    """The sentence that is printed in place of the table of sites if the table would be empty."""
    fetched = totals(stats)["fetched"]
    if fetched:
        return f"{fetched} pages were fetched, and nothing came of them."
    unchanged = stats.get("newsbot/source_unchanged", 0)
    if unchanged:
        return f"No page was fetched: {unchanged} sources have not changed."
    return f"No page was fetched: {stats.get('newsbot/links_done', 0)} links are done already."
