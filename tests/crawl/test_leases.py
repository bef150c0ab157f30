"""Several crawls at once on one database: each host is in one hand, and is free if that is gone."""

import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.urls import host_of
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import RunningCommand, running
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import move_clock, rows
from tests.storage.pooler import pgbouncer

HOSTS, ARTICLES = 12, 6
DELAY_S = 1
POLITE = ("-s", f"DOWNLOAD_DELAY={DELAY_S}", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
SITE = """
[sites.outlet-{number}]
name = "Outlet {number}"
domains = ["{host}"]
sources = [{{ kind = "feed", url = "{feed}" }}]
"""


pytestmark = pytest.mark.usefixtures("hosts")


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    """Hosts with a feed each, of so many articles."""
    with local_hosts(HOSTS) as served:
        for ip in served.ips:
            urls = [served.url(ip, f"/2026/05/11/story-{n}") for n in range(ARTICLES)]
            served.add(served.url(ip, "/feed"), feed_of(*urls), Content_Type="application/rss+xml")
            for n, url in enumerate(urls):
                served.add(url, news_page(f"Story {n} of the outlet at {ip}"))
        yield served


@pytest.fixture
def sites_file(hosts: LocalHosts, tmp_path: Path) -> Path:
    file = tmp_path / "sites.toml"
    entries = [
        SITE.format(number=n, host=f"{ip}:{hosts.port}", feed=hosts.url(ip, "/feed"))
        for n, ip in enumerate(hosts.ips)
    ]
    file.write_text("".join(entries), encoding="utf-8")
    return file


class Crawls:
    """Crawls of all sites, each a process."""

    def __init__(self, sites_file: Path, database_url: str, folder: Path) -> None:
        self._sites_file = sites_file
        self._environment = {
            "NEWSBOT_DATABASE_URL": database_url,
            "NEWSBOT_HOME": str(folder / "home"),
        }
        self._folder = folder
        self._count = 0
        self.stack = ExitStack()

    def start(self, *options: str) -> RunningCommand:
        self._count += 1
        crawl = ("crawl", "news", "-a", f"sites_file={self._sites_file}", *POLITE, *options)
        log = self._folder / f"crawl-{self._count}.log"
        return self.stack.enter_context(running(*crawl, log=log, **self._environment))


@pytest.fixture
def crawls(sites_file: Path, database_url: str, tmp_path: Path) -> Iterator[Crawls]:
    started = Crawls(sites_file, database_url, tmp_path)
    with started.stack:
        yield started


def times_asked(hosts: LocalHosts) -> Counter[str]:
    """How often each article was asked for."""
    return Counter(url for url in hosts.pages_asked() if "/story-" in url)


def stored(engine: Engine) -> int:
    ((count,),) = rows(engine, "SELECT count(*) FROM news.all_articles")
    return count


def test_a_crawl_without_a_free_host_says_so(crawls, engine):
    first = crawls.start()
    first.wait_until(lambda: stored(engine) >= 1)
    first.process.send_signal(signal.SIGSTOP)
    assert crawls.start().wait() == ExitCode.LOCKED
    first.process.send_signal(signal.SIGCONT)
    assert first.wait() == ExitCode.OK


def test_a_run_ends_when_its_time_is_over_and_the_next_goes_on(hosts, crawls, engine):
    assert crawls.start("-a", "minutes=0.25", "-s", "DOWNLOAD_DELAY=6").wait() == ExitCode.OK
    assert stored(engine) < HOSTS * ARTICLES
    assert rows(engine, "SELECT count(*) FROM newsbot.queues WHERE leased_by IS NOT NULL") == [(0,)]
    assert crawls.start().wait() == ExitCode.OK
    assert stored(engine) == HOSTS * ARTICLES
    assert set(times_asked(hosts).values()) == {1}


@pytest.mark.parametrize("option", ["minutes=0", "minutes=soon", "watch=yes"])
def test_a_budget_that_is_none_is_a_wrong_usage(run_scrapy: RunScrapy, option: str):
    ended = run_scrapy("crawl", "news", "-a", option)
    assert ended.returncode == ExitCode.USAGE
    assert f"-a {option.partition('=')[0]}='{option.partition('=')[2]}' has to be" in ended.stderr


def test_a_watching_run_goes_on_until_it_is_stopped(crawls, engine):
    watching = crawls.start("-a", "watch=1")
    watching.wait_until(lambda: stored(engine) == HOSTS * ARTICLES)
    with pytest.raises(subprocess.TimeoutExpired):
        watching.process.wait(3)
    watching.process.send_signal(signal.SIGTERM)
    assert watching.wait() == ExitCode.SIGNAL
    assert rows(engine, "SELECT count(*) FROM newsbot.queues WHERE leased_by IS NOT NULL") == [(0,)]


def test_a_named_crawl_asks_what_is_not_due(hosts, crawls, run_scrapy: RunScrapy):
    assert crawls.start().wait() == ExitCode.OK
    before = len(hosts.asked)
    feed = hosts.url(hosts.ips[0], "/feed")
    assert run_scrapy("crawl", "feed", "-a", f"url={feed}").returncode == 0
    assert [url for url in hosts.asked[before:] if not url.endswith("robots.txt")] == [feed]


def test_crawls_at_once_through_a_pool_share_all_that_is_due(
    hosts, sites_file, database_url, engine, tmp_path
):
    for later in (timedelta(), timedelta(hours=2)):
        before = len(hosts.asked)
        move_clock(engine, later)
        # A session of a pool keeps the clock that it began with.
        with pgbouncer(database_url, tmp_path / "pool") as url:
            crawls = Crawls(sites_file, url, tmp_path)
            with crawls.stack:
                assert {each.wait() for each in [crawls.start() for _ in range(2)]} <= {
                    ExitCode.OK,
                    ExitCode.LOCKED,
                }
        asked = Counter(url for url in hosts.asked[before:] if not url.endswith("/robots.txt"))
        assert set(asked.values()) == {1}
        assert {hosts.url(ip, "/feed") for ip in hosts.ips} <= asked.keys()
        looked_at = {host_of(url) for url in asked if "/story-" in url}
        assert len(looked_at) == HOSTS
    assert stored(engine) == HOSTS * ARTICLES
    assert rows(engine, "SELECT count(*) FROM newsbot.queues WHERE leased_by IS NOT NULL") == [(0,)]
