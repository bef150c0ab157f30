"""Keeps track of the archive pages that a backfill has to read, and logs the result at the end.

A backfill looks for old articles. Archive pages are pages that list old articles.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from scrapy.statscollectors import StatsCollector

from newsbot.crawling.work.hand_out import ask
from newsbot.discovery.backfill.pages import first_pages
from newsbot.discovery.kinds import KINDS
from newsbot.items import Period
from newsbot.sites.site import Source
from newsbot.storage.leases.backfill_pages import BackfillPages
from newsbot.storage.leases.backfills import Backfills, Open, Progress
from newsbot.storage.leases.scope import Scope

logger = logging.getLogger(__name__)

LOOK_S = 2.0
"""How often, in seconds, a backfill asks the database which sources and queues have archive pages
to request."""


@dataclass(slots=True)
class Past:
    """The archive pages that a run reads, to find articles of one period in some sources."""

    rows: BackfillPages
    backfills: Backfills
    stats: StatsCollector
    period: Period
    source_ids: Mapping[str, int]
    """The URL of each source that the run backfills → the id of the source."""
    _looked_at: float = -LOOK_S

    async def begin(self, sources: Sequence[Source]) -> None:
        """Stores the first archive pages of each source, so that they will be requested."""
        pages = [
            page
            for source in sources
            if source.url in self.source_ids
            for page in first_pages(source.url, source.kind, self.period)
        ]
        await ask(partial(self.rows.begin, pages, self.source_ids))

    async def look(self, scope: Scope, *, is_idle: bool) -> Open | None:
        """Asks the database in which sources and queues archive pages may be requested.

        The result is None if the last such query was less than LOOK_S seconds ago. If `is_idle`,
        the run has nothing else to do, and asks in any case.
        """
        if not is_idle and time.monotonic() < self._looked_at + LOOK_S:
            return None
        self._looked_at = time.monotonic()
        return await ask(partial(self.backfills.open, self.source_ids.values(), scope))

    async def tell(self) -> None:
        """Logs and counts how many archive pages of each site were read, and how many are left."""
        ids = list(self.source_ids.values())
        found = await ask(partial(self.backfills.progress, ids, self.period))
        self.stats.inc_value("newsbot/backfill_read", 0)  # so that it is there if nothing was read
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
