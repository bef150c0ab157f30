"""What a backfill still has to read of the past of its sources, and what it tells at its end."""

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
"""How often, in seconds, a backfill asks the database which of its sources and queues have pages
to request."""


@dataclass(slots=True)
class Past:
    """The pages of the past that a run reads: those of some sources, for one period."""

    rows: BackfillPages
    backfills: Backfills
    stats: StatsCollector
    period: Period
    source_ids: Mapping[str, int]
    """The URL of each source that the run backfills → the id of the source."""
    _looked_at: float = -LOOK_S

    async def begin(self, sources: Sequence[Source]) -> None:
        """Stores the pages with which the backfill of each source begins."""
        pages = [
            page
            for source in sources
            if source.url in self.source_ids
            for page in first_pages(source.url, source.kind, self.period)
        ]
        await ask(partial(self.rows.begin, pages, self.source_ids))

    async def look(self, scope: Scope, *, is_idle: bool) -> Open | None:
        """What the run may request now; None if it has asked less than LOOK_S seconds ago.

        If `is_idle`, the run has no queue to work on, and asks in any case.
        """
        if not is_idle and time.monotonic() < self._looked_at + LOOK_S:
            return None
        self._looked_at = time.monotonic()
        return await ask(partial(self.backfills.open, self.source_ids.values(), scope))

    async def tell(self) -> None:
        """Logs and counts how much of the past of each site was read, and what is left."""
        ids = list(self.source_ids.values())
        found = await ask(partial(self.backfills.progress, ids, self.period))
        self.stats.inc_value("newsbot/backfill_read", 0)  # so that it is there if nothing was read
        self.stats.set_value("newsbot/backfill_left", sum(each.pages - each.read for each in found))
        for each in found:
            level = logging.INFO if each.read == each.pages else logging.WARNING
            logger.log(level, "%s", sentence(each))


def sentence(progress: Progress) -> str:
    """How much of a site's past was read, e.g. "backfill of gazette: 21 of 24 sitemaps read"."""
    pages, noun = progress.pages, KINDS[progress.kind].noun
    text = f"backfill of {progress.site}: {progress.read} of {pages} {noun}s read"
    if progress.next_at is not None:
        moment = progress.next_at.isoformat(" ", timespec="minutes")
        text += f", {progress.waiting} wait until {moment} or later"
    due = pages - progress.read - progress.waiting
    return f"{text}, {due} are left to the next run" if due else text
