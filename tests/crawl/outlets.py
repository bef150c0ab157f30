"""Outlets on a host each, which several crawls fetch; the log of their servers is the witness."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from tests.crawl.machines import NETS, Within
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import RunningCommand, running
from tests.crawl.stored import stored
from tests.patience import wait_until
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import rows

DELAY_S = 0.5
POLITE = (
    *("-s", f"DOWNLOAD_DELAY={DELAY_S}", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1"),
    *("-s", "DOWNLOAD_TIMEOUT=600", "-s", "NEWSBOT_WORKERS=1"),
    *("-s", f"NEWSBOT_ALLOW_NETS=127.0.0.0/8,{NETS}"),
)
SITE = """
[sites.outlet-{number}]
name = "Outlet {number}"
domains = ["{host}"]
sources = [{{ kind = "{kind}", url = "{source}" }}]
"""


@dataclass(frozen=True)
class Outlets:
    """Outlets under way, each with a feed of all its articles."""

    hosts: LocalHosts
    articles: int
    """How many all of them have."""
    registry: Path

    def forget(self) -> None:
        """Empties the log."""
        for noted in (self.hosts.asked, self.hosts.times, self.hosts.agents):
            noted.clear()

    def asked(self, *agents: str) -> list[str]:
        """The articles asked for in order, by all crawls or only by those of these names."""
        log = zip(self.hosts.asked, self.hosts.agents, strict=True)
        return [url for url, agent in log if "/story-" in url and (not agents or agent in agents)]

    def times_asked(self) -> Counter[str]:
        """How often each article was asked for."""
        return Counter(self.asked())

    def is_polite(self) -> bool:
        """Whether each host had its delay between two requests.

        On a busy machine a single request is noted late, so only the time from the first to the
        last request to a host counts, and one delay less than there were. Two crawls that ask one
        host at once take half of the time.
        """
        by_host: dict[str, list[float]] = {}
        for url, moment in zip(self.hosts.asked, self.hosts.times, strict=True):
            by_host.setdefault(url.split("/")[2], []).append(moment)
        return all(
            moments[-1] - moments[0] > (len(moments) - 2) * DELAY_S for moments in by_host.values()
        )


@contextmanager
def outlets(count: int, articles: int, folder: Path, net: str = "127.0.0") -> Iterator[Outlets]:
    """So many outlets on the first hosts of a /24 network, with so many articles each."""
    registry = folder / "sites.toml"
    with local_hosts(count, net) as hosts, registry.open("w", encoding="utf-8") as file:
        for number, ip in enumerate(hosts.ips):
            urls = [hosts.url(ip, f"/outlet-{number}/story-{n}") for n in range(articles)]
            feed = hosts.add(
                hosts.url(ip, "/feed"), feed_of(*urls), Content_Type="application/rss+xml"
            )
            for n, url in enumerate(urls):
                hosts.add(url, news_page(f"Story{n}of{number}x"))
            host = f"{ip}:{hosts.port}"
            file.write(SITE.format(number=number, host=host, kind="feed", source=feed))
        file.flush()
        yield Outlets(hosts, count * articles, registry)


@dataclass(frozen=True)
class Crawls:
    """Starts crawls of all outlets on one database, each as a process."""

    outlets: Outlets
    database_url: str
    folder: Path
    stack: ExitStack

    def start(self, agent: str, *options: str, within: Within = ()) -> RunningCommand:
        """A crawl that gives servers the name `agent`."""
        return self.stack.enter_context(
            running(
                *("crawl", "news", "-a", f"sites_file={self.outlets.registry}", *POLITE),
                *("-s", f"USER_AGENT={agent}", *options),
                log=self.folder / agent,
                within=within,
                NEWSBOT_DATABASE_URL=self.database_url,
                NEWSBOT_HOME=str(self.folder / "home"),
            )
        )


@contextmanager
def crawls_of(served: Outlets, database_url: str, folder: Path) -> Iterator[Crawls]:
    """No crawl outlives the block."""
    with ExitStack() as stack:
        yield Crawls(served, database_url, folder, stack)


@contextmanager
def leasing_together(hosts: LocalHosts, engine: Engine, crawls: int) -> Iterator[None]:
    """The crawls that are started in the block share the hosts before any of these answers."""
    alive = "SELECT FROM newsbot.runs WHERE alive_until IS NOT NULL"
    leased = "SELECT FROM newsbot.queues WHERE leased_by IS NOT NULL"
    with hosts.noting:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            connection.execute(text("LOCK TABLE newsbot.queues IN EXCLUSIVE MODE"))
            yield
            wait_until(lambda: len(rows(engine, alive)) == crawls)
        wait_until(lambda: len(rows(engine, leased)) == len(hosts.ips))


def stored_urls(engine: Engine) -> set[str]:
    return {url for (url,) in rows(engine, "SELECT url FROM news.all_articles")}


def rows_of(engine: Engine) -> str:
    """All that crawls left, without the hosts' names, which differ from network to network."""
    return re.sub(r"http://[\d.:]+", "", repr(stored(engine)))
