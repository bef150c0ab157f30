"""Keeps track of the archive pages that a backfill reads, and logs at the end how many it has read.

A backfill looks for old articles. Archive pages are pages that list old articles.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from scrapy.statscollectors import StatsCollector

from newsbot.discovery.backfill.pages import MAX_DATES, first_pages
from newsbot.discovery.kinds import KINDS
from newsbot.items import Period
from newsbot.sites.site import Source
from newsbot.storage.connection.retry import ask
from newsbot.storage.leases.backfill_pages import BackfillPages
from newsbot.storage.leases.backfills import Backfills, Open, Progress
from newsbot.storage.leases.scope import Scope
from newsbot.urls import MAX_URL_BYTES

logger = logging.getLogger(__name__)

LEFT_OUT = (
    "%d archive pages are not read: a backfill reads the newest %d dates of a source, and no URL "
    "of over %d bytes"
)

LOOK_S = 2.0
"""The minimum time in seconds between two queries by which a backfill asks the database where
archive pages (pages that list old articles) may be requested."""


@dataclass(slots=True)
class Past:
    """The archive pages that a backfill reads, to find articles of the period `period`.

    Archive pages are pages that list old articles.
    """

    rows: BackfillPages
    backfills: Backfills
    stats: StatsCollector
    period: Period
    source_ids: Mapping[str, int]
    """URL of each source whose old articles the run looks for → the id of the source in the
    database."""
    _looked_at: float = -LOOK_S

    async def begin(self, sources: Sequence[Source]) -> None:
        """Stores the first archive pages of each source, so that they will be requested.

        Archive pages are pages that list old articles. A source may have such a page for each day.
        Only MAX_DATES of them are stored for a source. The other ones, and pages with a very long
        URL, are left out, counted and logged.
        """
        chosen = [
            first_pages(source.url, source.kind, self.period)
            for source in sources
            if source.url in self.source_ids
        ]
        pages = [page for each in chosen for page in each.pages]
        too_long = await ask(partial(self.rows.begin, pages, self.source_ids))
        left_out = too_long + sum(each.left_out for each in chosen)
        if left_out:
            self.stats.inc_value("newsbot/backfill_left_out", left_out)
            logger.warning(LEFT_OUT, left_out, MAX_DATES, MAX_URL_BYTES)

    async def look(self, scope: Scope, *, is_idle: bool) -> Open | None:
        """Asks the database in which sources and on which hosts archive pages may be requested.

        Archive pages are pages that list old articles. If this method is called again within LOOK_S
        seconds, it returns None, to spare the database. If `is_idle`, the run has nothing else to
        do, and the database is always asked.
        """
        if not is_idle and time.monotonic() < self._looked_at + LOOK_S:
            return None
        self._looked_at = time.monotonic()
        return await ask(partial(self.backfills.open, self.source_ids.values(), scope))

    async def tell(self) -> None:
        """Logs for each site how many pages that list old articles were read, and how many not.

        The number of unread pages of all sites together is also set in the run's stats.
        """
        ids = list(self.source_ids.values())
        found = await ask(partial(self.backfills.progress, ids, self.period))
        self.stats.inc_value("newsbot/backfill_read", 0)  # the counter must exist in any case
        self.stats.set_value("newsbot/backfill_left", sum(each.pages - each.read for each in found))
        for each in found:
            level = logging.INFO if each.read == each.pages else logging.WARNING
            logger.log(level, "%s", sentence(each))


def sentence(progress: Progress) -> str:
    """The log message on one site, e.g. "backfill of gazette: 21 of 24 sitemaps read"."""
    pages, noun = progress.pages, KINDS[progress.kind].noun
    text = f"backfill of {progress.site}: {progress.read} of {pages} {noun}s read"
    if progress.next_at is not None:
        moment = progress.next_at.isoformat(" ", timespec="minutes")
        text += f", {progress.waiting} wait until {moment} or later"
    due = pages - progress.read - progress.waiting
    return f"{text}, {due} are left to the next run" if due else text
