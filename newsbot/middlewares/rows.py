"""The objects with which the frontier middleware reads and writes the database."""

from dataclasses import dataclass

from scrapy.crawler import Crawler

from newsbot.downloading.leases import Leases
from newsbot.storage.engine import connect
from newsbot.storage.frontier.offers import Offers
from newsbot.storage.leases.backfill_pages import BackfillPages
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.polls import Polls
from newsbot.storage.leases.tidying import Tidying
from newsbot.storage.sites.rows import Sites


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The objects with which the frontier middleware reads and writes the database.

    The methods of these objects block until the database has answered. So they must be called in
    a thread, with the function `ask`.
    """

    offers: Offers
    due: DueWork
    polls: Polls
    backfill_pages: BackfillPages
    sites: Sites
    tidying: Tidying


def rows_of(crawler: Crawler, leases: Leases) -> Rows:
    """Makes the objects with which the frontier middleware reads and writes the database.

    The settings of `crawler` name the database. `leases` tells to which host queue a URL
    belongs.
    """
    engine = connect(crawler.settings["NEWSBOT_DATABASE_URL"])
    return Rows(
        offers=Offers(engine, leases.queue_of),
        due=DueWork(engine),
        polls=Polls(engine, leases.queue_of),
        backfill_pages=BackfillPages(engine, leases.queue_of),
        sites=Sites(engine),
        tidying=Tidying(
            engine=engine,
            run_id=crawler.settings.getint("NEWSBOT_RUN_ID"),
            groups=leases.groups,
            of_articles=leases.of_articles,
        ),
    )
