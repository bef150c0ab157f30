"""The database work of a crawler, which its pipelines share."""

from collections.abc import Sequence
from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler

from newsbot.crawling.database.process import DatabaseProcess
from newsbot.crawling.database.work import Kind, Run, Work
from newsbot.downloading.leases import leases_of
from newsbot.revisits import parse_revisits
from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.session import when_hanging_up
from newsbot.storage.engine import connect


class CrawlWork:
    """Does the database work of a crawl: at first in the crawl's process, later in one of its own.

    Args:
        here: does the work in the crawl's process.
        apart: does the work in a process of its own.
        apart_from: after the work for so many items, the process of its own is started. A start
            takes a second of CPU time, which a small crawl saves.
    """

    def __init__(self, here: Work, apart: DatabaseProcess, apart_from: int) -> None:
        self._here = here
        self._apart = apart
        self._left_here = apart_from

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the work for the run of `crawler`, in the database that the settings name."""
        settings = crawler.settings
        engine = connect(settings["NEWSBOT_DATABASE_URL"])
        is_fetched = getattr(crawler.spidercls, "downloads", True)
        run = Run(
            run_id=settings.getint("NEWSBOT_RUN_ID"),
            groups=leases_of(crawler).groups if is_fetched else None,
            revisits=parse_revisits(settings["NEWSBOT_REVISITS"]),
        )
        apart = DatabaseProcess(engine.url.render_as_string(hide_password=False), run)
        when_hanging_up(apart.close)
        return cls(Work(engine, run), apart, settings.getint("NEWSBOT_DATABASE_PROCESS_FROM"))

    @property
    def pid(self) -> int | None:
        """The id of the process that does the database work; None if it does none now."""
        return self._apart.pid

    def do(self, kind: Kind, items: Sequence[Any]) -> list[Any]:
        """Does one kind of work for a batch of items, and tries again after temporary failures.

        Returns one result for each item.

        Raises:
            RowRefused: the database refuses a row.
            DatabaseError: the database failed for good.
        """
        does_it = self._here if self._left_here > 0 else self._apart
        self._left_here -= len(items)
        return with_retries(lambda: does_it.do(kind, items))

    def close(self) -> None:
        """Ends the process of its own, if it was started."""
        self._apart.close()


_of_crawlers: WeakKeyDictionary[Crawler, CrawlWork] = WeakKeyDictionary()


def work_of(crawler: Crawler) -> CrawlWork:
    """The database work of a crawler; the first call makes the object."""
    if crawler not in _of_crawlers:
        _of_crawlers[crawler] = CrawlWork.from_crawler(crawler)
    return _of_crawlers[crawler]
