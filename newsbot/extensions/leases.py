"""Renews the leases of a run while it goes on, and ends them when the run ends.

A lease is the sole right of a run to send requests to a host.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newsbot.downloading.hosts.groups import groups_in
from newsbot.downloading.hosts.state import OF_ARTICLES
from newsbot.downloading.leases import Leases, share_leases
from newsbot.storage.engine import connect
from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.queues import Queues


class LeaseKeeper:
    """An extension that renews the leases of a run, and gives them back when its spider is closed.

    A lease is the sole right of a run to send requests to a host.
    """

    def __init__(self, leases: Leases, apart: Queues) -> None:
        self._leases = leases
        self._apart = apart

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the extension and the object that holds the leases of the crawler's run.

        Other parts of the crawl get this object by the function `leases_of`.

        Raises:
            NotConfigured: the crawl is no run and needs no leases, as in `scrapy article`.
        """
        settings = crawler.settings
        run_id = settings.getint("NEWSBOT_RUN_ID")
        if not run_id:
            raise NotConfigured
        ttl_s = settings.getfloat("NEWSBOT_LEASE_S")
        url = settings["NEWSBOT_DATABASE_URL"]
        queues = Queues(connect(url), run_id, this_process(), timedelta(seconds=ttl_s))
        leases = Leases(queues, ttl_s, groups_in(settings), OF_ARTICLES)
        share_leases(crawler, leases)
        keeper = cls(leases, replace(queues, engine=connect(url, apart=True)))
        crawler.signals.connect(keeper.spider_opened, signals.spider_opened)
        crawler.signals.connect(keeper.spider_closed, signals.spider_closed)
        return keeper

    async def spider_opened(self) -> None:
        """Starts a thread that renews the leases, i.e. the run's sole rights to request from hosts.

        First, the database is told which process makes the run.
        """
        await asyncio.to_thread(self._leases.start, self._apart)

    async def spider_closed(self) -> None:
        """Gives back all leases, so that other runs can have the hosts, and stops renewing."""
        await asyncio.to_thread(self._leases.stop)
