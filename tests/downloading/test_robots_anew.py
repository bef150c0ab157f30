"""A robots.txt is read anew for hosts that a person named, once a run, and politely."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from sqlalchemy import Engine

from newsbot import clock
from newsbot.downloading.hosts.all_hosts import Hosts
from newsbot.downloading.refusals import HostPaused, LeaseLost, RobotsTxt, RobotsUnreachable
from newsbot.storage.frontier.hosts import HostRows, Pause, RobotsFile
from tests.downloading.test_hosts import (
    URL,
    InterruptedServer,
    RobotsServer,
    WrittenSlots,
    at_once,
    hosts_of,
)

HOST = "gazette.example"
FORBID, ALLOW = b"User-agent: *\nDisallow: /", b"User-agent: *\nAllow: /"
HOUR = timedelta(hours=1)
ASKED = [URL.format("robots.txt")]


@pytest.fixture
def stored(engine: Engine) -> HostRows:
    """The rows of hosts, with a robots.txt that was read an hour ago and forbids everything."""
    rows = HostRows(engine)
    keep(rows, FORBID)
    return rows


def keep(rows: HostRows, body: bytes, status: int = 200, ago: timedelta = HOUR) -> None:
    rows.keep_robots(HOST, RobotsFile(status=status, body=body, read_at=clock.now() - ago), None)


def outcomes(hosts: Hosts, kind: Any = "article", *, is_named: bool = True) -> set[type]:
    """What becomes of fifty requests to the host at once."""
    found = at_once(lambda n: hosts.admit(URL.format(n), kind, is_named=is_named))
    return {type(each) for each in found}


def test_fifty_named_requests_read_robots_txt_anew_by_one_look_up(stored):
    server = RobotsServer(ALLOW)
    assert outcomes(hosts_of(server, rows=stored)) == {bool}
    assert server.asked == ASKED
    assert stored.read(HOST).robots.body == ALLOW


def test_a_robots_txt_is_read_anew_once_a_run(stored):
    server = RobotsServer(FORBID)
    hosts = hosts_of(server, rows=stored)
    assert [outcomes(hosts) for _ in range(3)] == [{RobotsTxt}] * 3
    assert server.asked == ASKED


def test_requests_that_nobody_named_keep_to_the_stored_robots_txt(stored):
    server = RobotsServer(ALLOW)
    hosts = hosts_of(server, rows=stored)
    assert outcomes(hosts, is_named=False) == {RobotsTxt}
    assert server.asked == []
    assert outcomes(hosts, is_named=True) == {bool}
    assert outcomes(hosts, is_named=False) == {bool}
    assert server.asked == ASKED


class AnnouncingServer(RobotsServer):
    """Says when it is asked for a robots.txt."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.is_asked = asyncio.Event()

    async def download(self, request: Request) -> Response:
        self.is_asked.set()
        return await super().download(request)


def test_other_requests_to_a_named_host_wait_for_its_new_robots_txt(engine):
    rows, server = HostRows(engine), AnnouncingServer(FORBID)
    keep(rows, ALLOW)
    hosts = hosts_of(server, rows=rows)

    async def scene() -> list[Any]:
        named = asyncio.ensure_future(hosts.admit(URL.format("a"), "article", is_named=True))
        await server.is_asked.wait()
        others = [hosts.admit(URL.format(number), "article") for number in range(20)]
        return await asyncio.gather(named, *others, return_exceptions=True)

    assert {type(each) for each in asyncio.run(scene())} == {RobotsTxt}
    assert server.asked == ASKED


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 404), (b"", 200), (b"<!doctype html><p>Nothing here", 200),
     (b"User-agent: other\nDisallow: /", 200)],
)  # fmt: skip
def test_a_robots_txt_without_a_rule_for_newsbot_is_not_read_anew(engine, body, status):
    rows, server = HostRows(engine), RobotsServer(FORBID)
    keep(rows, body, status)
    assert outcomes(hosts_of(server, rows=rows)) == {bool}
    assert server.asked == []


def test_a_paused_host_is_not_asked_for_its_robots_txt(engine):
    rows, server = HostRows(engine), RobotsServer(ALLOW)
    keep(rows, ALLOW)
    rows.pause(HOST, Pause(until=clock.now() + HOUR, reason="http_403", failures=1))
    hosts = hosts_of(server, rows=rows)
    assert outcomes(hosts, "source") == {bool}
    assert outcomes(hosts, "article") == {HostPaused}
    assert server.asked == []


def test_a_robots_txt_that_another_run_read_after_this_one_began_is_not_read_anew(stored):
    server = RobotsServer(ALLOW)
    hosts = hosts_of(server, rows=stored)
    keep(stored, FORBID, ago=timedelta(0))
    assert outcomes(hosts) == {RobotsTxt}
    assert server.asked == []


@pytest.mark.parametrize("status", [429, 503])
def test_after_a_robots_txt_that_could_not_be_read_anew_it_is_read_before_any_page(
    engine, stored, status
):
    keep(stored, ALLOW + b"\nDisallow: /private")
    hosts = hosts_of(RobotsServer(b"", status), rows=stored)
    assert outcomes(hosts) == {RobotsUnreachable}
    assert outcomes(hosts) == {HostPaused}
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE newsbot.hosts SET blocked_until = newsbot.now()")
    server = RobotsServer(FORBID)
    assert outcomes(hosts_of(server, rows=stored), "source", is_named=False) == {RobotsTxt}
    assert server.asked == ASKED


def test_a_run_that_knows_a_robots_txt_hears_that_another_run_asked_for_it_in_vain(engine):
    rows, server = HostRows(engine), RobotsServer(FORBID)
    keep(rows, ALLOW)
    leases = [object()]
    slots: Any = WrittenSlots()
    hosts = Hosts(rows, slots, server.download, "newsbot", lambda _: leases[-1])
    assert outcomes(hosts, is_named=False) == {bool}
    rows.distrust_robots(HOST)
    leases.append(object())  # another run has had the host since
    assert outcomes(hosts, is_named=False) == {RobotsTxt}
    assert server.asked == ASKED


@pytest.mark.parametrize("redirects", [0, 1])
def test_where_robots_txt_may_not_be_asked_for_now_the_stored_one_holds(stored, redirects):
    server = InterruptedServer(redirects, LeaseLost("another run asks"))
    hosts = hosts_of(server, rows=stored)
    assert [outcomes(hosts) for _ in range(2)] == [{RobotsTxt}] * 2
    assert len(server.asked) == redirects + 1


def test_several_runs_at_once_ask_once_each_at_most_and_end_alike(engine, stored):
    servers = [RobotsServer(ALLOW) for _ in range(4)]
    runs = [hosts_of(server, rows=HostRows(engine)) for server in servers]

    async def all_of_them() -> list[Any]:
        asking = (run.admit(URL.format("a"), "article", is_named=True) for run in runs)
        return await asyncio.gather(*asking)

    assert asyncio.run(all_of_them()) == [False] * 4
    assert all(server.asked in ([], ASKED) for server in servers)
    assert stored.read(HOST).robots.body == ALLOW
