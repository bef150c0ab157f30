"""Requests to one host share one look-up of the host's row and of its robots.txt."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response

from newsbot.downloading.downloader import Dropped
from newsbot.downloading.hosts.all_hosts import Hosts
from newsbot.downloading.hosts.remembered import NoRows
from newsbot.downloading.hosts.state import Refusal
from newsbot.downloading.refusals import HostPaused, LeaseLost, RobotsTxt, RobotsUnreachable
from newsbot.storage.frontier.hosts import KnownHost
from newsbot.urls import host_of

URL = "https://gazette.example/{}"


class CountingRows(NoRows):
    """Counts how often each host's row is read."""

    def __init__(self) -> None:
        self.reads: Counter[str] = Counter()

    def read(self, host: str) -> KnownHost:
        self.reads[host] += 1
        return super().read(host)


class WrittenSlots:
    """Records the delays that are set for hosts."""

    def __init__(self) -> None:
        self.delays: dict[str, float | None] = {}

    def name_of(self, url: str) -> str:
        return host_of(url)

    def keep_apart(self, host: str, delay_s: float | None) -> None:
        self.delays[host] = delay_s

    def drop(self, host: str, concerns: Callable[[Request], bool], error: Exception) -> None:
        """Does nothing: this fake has no queue."""


class RobotsServer:
    """Answers every request for a robots.txt alike, and counts the requests."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self._body, self._status = body, status
        self.asked: list[str] = []

    async def download(self, request: Request) -> Response:
        self.asked.append(request.url)
        await asyncio.sleep(0.01)
        return Response(request.url, body=self._body, status=self._status)


def hosts_of(server: RobotsServer, slots: Any = None, rows: Any = None) -> Hosts:
    return Hosts(rows or NoRows(), slots or WrittenSlots(), server.download, "newsbot")


def at_once(admit: Callable[[int], Coroutine[Any, Any, Any]], count: int = 50) -> list[Any]:
    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*map(admit, range(count)), return_exceptions=True)

    return asyncio.run(all_of_them())


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        (RobotsServer(b"User-agent: *\nAllow: /"), bool),
        (RobotsServer(b"User-agent: *\nDisallow: /"), RobotsTxt),
        (RobotsServer(b"", status=503), RobotsUnreachable),
    ],
)
def test_all_that_wait_get_the_answer_of_one_look_up(server, outcome):
    rows = CountingRows()
    hosts = hosts_of(server, rows=rows)
    found = at_once(lambda number: hosts.admit(URL.format(number), "article"))
    assert {type(each) for each in found} == {outcome}
    assert server.asked == ["https://gazette.example/robots.txt"]
    assert rows.reads == {"gazette.example": 1}


class InterruptedServer(RobotsServer):
    """Redirects some times, and then does not get the request: the run's lease has ended, say."""

    def __init__(self, redirects: int, error: Exception) -> None:
        super().__init__(b"User-agent: *\nDisallow: /")
        self.redirects, self.error = redirects, error

    async def download(self, request: Request) -> Response:
        response = await super().download(request)
        if len(self.asked) <= self.redirects:
            target = {"Location": "https://other.example/robots.txt"}
            return response.replace(status=301, headers=target)
        if len(self.asked) == self.redirects + 1:
            raise self.error
        return response


@pytest.mark.parametrize("redirects", [0, 1])
@pytest.mark.parametrize("error", [LeaseLost("another run asks"), Dropped()])
def test_a_robots_txt_that_the_run_may_not_ask_for_is_asked_for_later(redirects, error):
    hosts = hosts_of(InterruptedServer(redirects, error))
    found = at_once(lambda number: hosts.admit(URL.format(number), "article"))
    assert {type(each) for each in found} == {type(error)}
    found = at_once(lambda number: hosts.admit(URL.format(number), "article"))
    assert {type(each) for each in found} == {RobotsTxt}


def test_each_host_has_its_own_robots_txt():
    server = RobotsServer(b"")
    hosts = hosts_of(server)
    at_once(lambda n: hosts.admit(f"https://news{n % 3}.example:844{n % 3}/{n}", "article"))
    assert sorted(server.asked) == [f"https://news{n}.example:844{n}/robots.txt" for n in range(3)]


def test_http_and_https_of_a_host_have_their_own_robots_txt_and_pauses():
    server = RobotsServer(b"")
    hosts = hosts_of(server)
    plain, secure = "http://gazette.example/a", URL.format("a")

    async def scene() -> None:
        await asyncio.gather(*(hosts.admit(url, "article") for url in (plain, secure)))
        hosts.refused(Refusal(url=plain, reason="connection", at_once=True))
        await hosts.admit(secure, "article")
        with pytest.raises(HostPaused):
            await hosts.admit(plain, "article")

    asyncio.run(scene())
    expected = ["http://gazette.example/robots.txt", "https://gazette.example/robots.txt"]
    assert sorted(server.asked) == expected


class DelayOfHttps(RobotsServer):
    """Serves a host whose robots.txt asks for a delay over https only."""

    async def download(self, request: Request) -> Response:
        response = await super().download(request)
        return response if request.url.startswith("https") else response.replace(body=b"")


@pytest.mark.parametrize("order", [1, -1])
def test_http_and_https_of_a_host_share_the_longer_delay(order):
    slots = WrittenSlots()
    hosts = hosts_of(DelayOfHttps(b"User-agent: *\nCrawl-delay: 7"), slots)
    for url in (URL.format("a"), "http://gazette.example/a")[::order]:
        asyncio.run(hosts.admit(url, "article"))
    assert slots.delays == {"gazette.example": 7}


@pytest.mark.parametrize(("asked_s", "kept_s"), [(5, 5), (60, 60), (3600, 60)])
def test_a_crawl_delay_is_kept_up_to_a_minute(caplog, asked_s, kept_s):
    slots = WrittenSlots()
    hosts = hosts_of(RobotsServer(f"User-agent: *\nCrawl-delay: {asked_s}".encode()), slots)
    with caplog.at_level(logging.WARNING):
        at_once(lambda number: hosts.admit(URL.format(number), "article"))
    assert slots.delays == {"gazette.example": kept_s}
    said = [record.getMessage() for record in caplog.records]
    expected = "gazette.example wants 3600 s between two requests; they are 60 s apart"
    assert said == ([expected] if asked_s > 60 else [])
