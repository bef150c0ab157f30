"""Hosts that take connections and never answer hold up no others."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.items import Link
from newsbot.storage.frontier.offers import Offer, Offers
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import rows

SILENT, ANSWERING, PENDING = 40, 4, 20
SITE = """
[sites.outlet-{number}]
name = "Outlet {number}"
domains = ["{host}"]
sources = [{{ kind = "feed", url = "http://{host}/feed" }}]
"""


@pytest.fixture
def silent() -> Iterator[list[str]]:
    """Hosts with their ports, where connections are made and nothing is ever read."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(socket.create_server((f"127.0.1.{number}", 0), backlog=64))
            for number in range(1, SILENT + 1)
        ]
        yield ["{}:{}".format(*server.getsockname()) for server in servers]


@pytest.fixture
def answering() -> Iterator[LocalHosts]:
    """Hosts with a feed of one article each."""
    with local_hosts(ANSWERING) as hosts:
        for ip in hosts.ips:
            url = hosts.add(hosts.url(ip, "/2026/05/11/story"), news_page(f"A story from {ip}"))
            hosts.add(hosts.url(ip, "/feed"), feed_of(url), Content_Type="application/rss+xml")
        yield hosts


def test_more_silent_hosts_than_a_run_has_slots_hold_up_no_others(
    silent: list[str], answering: LocalHosts, engine: Engine, database_url: str, tmp_path: Path
):
    urls = [f"http://{host}/story-{number}" for host in silent for number in range(PENDING)]
    Offers(engine).want([Offer(link=Link(url=url), site="silent") for url in urls])
    hosts = [*silent, *(f"{ip}:{answering.port}" for ip in answering.ips)]
    sites = tmp_path / "sites.toml"
    sites.write_text("".join(SITE.format(number=n, host=host) for n, host in enumerate(hosts)))
    crawl = ("crawl", "news", "-a", f"sites_file={sites}", "-s", "DOWNLOAD_TIMEOUT=1200")
    environment = {"NEWSBOT_DATABASE_URL": database_url, "NEWSBOT_HOME": str(tmp_path / "home")}
    with running(*crawl, log=tmp_path / "log", **environment) as command:
        command.wait_until(lambda: stored(engine) == ANSWERING, timeout_s=100)
    assert stored(engine) == ANSWERING


def stored(engine: Engine) -> int:
    ((count,),) = rows(engine, "SELECT count(*) FROM news.all_articles")
    return int(count)
