"""What one run is told by a host is kept by another as soon as the host is in its hands again."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Engine

from newsbot import clock
from newsbot.downloading.hosts.all_hosts import Hosts
from newsbot.downloading.hosts.state import Refusal
from newsbot.downloading.leases import Leases
from newsbot.downloading.refusals import HostPaused, RobotsTxt
from newsbot.storage.frontier.hosts import HostRows, RobotsFile
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.queues import Queues
from newsbot.urls import host_of

HOST, URL = "gazette.example", "https://gazette.example/a"


class NoSlots:
    """Slots without a queue."""

    def name_of(self, url: str) -> str:
        return host_of(url)

    def keep_apart(self, host: str, delay_s: float | None) -> None:
        """There is nothing to keep apart."""

    def drop(self, host: str, concerns: Callable[[Request], bool], error: Exception) -> None:
        """There is nothing to drop."""


async def no_robots(request: Request) -> Response:
    return Response(request.url, status=404)


class Run:
    """A run with its leases, and what it knows of hosts."""

    def __init__(self, engine: Engine) -> None:
        ttl = timedelta(minutes=1)
        queues = Queues(engine, start_run(engine, "news", {}), this_process(), ttl)
        queues.begin()
        self.leases = Leases(queues, ttl.total_seconds(), {}, ())
        slots: Any = NoSlots()
        self.hosts = Hosts(HostRows(engine), slots, no_robots, "newsbot", self._lease_of)

    def _lease_of(self, queue: str) -> object:
        held = self.leases.held().get(queue)
        return None if held is None else held.lease

    def take(self) -> None:
        assert self.leases.take(HOST) is not None

    def give_back(self) -> None:
        self.leases.give_back([HOST])


def test_a_retry_after_told_to_one_run_is_kept_by_the_run_that_has_the_host_next(engine: Engine):
    one, other = Run(engine), Run(engine)

    async def scene() -> None:
        one.take()
        await one.hosts.admit(URL, "article")
        one.give_back()
        other.take()
        await other.hosts.admit(URL, "article")
        until = clock.now() + timedelta(hours=1)
        other.hosts.refused(Refusal(url=URL, reason="http_429", until=until, at_once=True))
        await other.hosts.remember(URL)
        other.give_back()
        one.take()
        with pytest.raises(HostPaused):
            await one.hosts.admit(URL, "article")

    asyncio.run(scene())


def test_a_robots_txt_that_another_run_has_read_since_holds(engine: Engine):
    one = Run(engine)

    async def scene() -> None:
        one.take()
        await one.hosts.admit(URL, "article")
        one.give_back()
        later = clock.now() + timedelta(seconds=1)
        forbids = RobotsFile(status=200, body=b"User-agent: *\nDisallow: /", read_at=later)
        HostRows(engine).keep_robots(HOST, forbids, None)
        one.take()
        with pytest.raises(RobotsTxt):
            await one.hosts.admit(URL, "article")

    asyncio.run(scene())
