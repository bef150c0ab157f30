"""A crawl keeps its hosts while it waits for the database, and while it reads a huge sitemap."""

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.crawl.outlets import SITE, Outlets, crawls_of, outlets, stored_urls
from tests.spiders.local_hosts import local_hosts
from tests.storage.making import rows
from tests.storage.sessions import holding_storing_lock, is_waited_for

HOSTS, ARTICLES = 4, 3
# Renewed each 2 s, such a lease outlives a crawl that gets no processor for 4 s. A longer one would
# leave `second` less of the 60 s for which `first` waits until it may store.
TTL_S = 6
URLS = 50_000
LEASE = ("-s", f"NEWSBOT_LEASE_S={TTL_S}")


def lease_ends(engine: Engine) -> datetime:
    """When the last of the leases ends."""
    ((at,),) = rows(engine, "SELECT max(leased_until) FROM newsbot.queues")
    return at


def test_a_crawl_keeps_its_hosts_while_it_cannot_store(database_url, engine, tmp_path):
    with (
        outlets(HOSTS, ARTICLES, tmp_path) as served,
        crawls_of(served, database_url, tmp_path) as crawls,
    ):
        with holding_storing_lock(engine):
            first = crawls.start("first", *LEASE)
            first.wait_until(lambda: is_waited_for(engine, "advisory"))
            over = lease_ends(engine) + timedelta(seconds=TTL_S)
            first.wait_until(lambda: lease_ends(engine) > over)
            assert crawls.start("second", *LEASE).wait() == ExitCode.LOCKED
        assert first.wait() == ExitCode.OK
    assert served.times_asked() == Counter(stored_urls(engine))
    assert len(served.asked("first")) == served.articles


def sitemap_of(*urls: str) -> str:
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


@pytest.fixture
def huge(tmp_path: Path) -> Iterator[Outlets]:
    """An outlet whose sitemap lists as many URLs as one may."""
    registry = tmp_path / "sites.toml"
    with local_hosts(1) as hosts:
        (ip,) = hosts.ips
        urls = [hosts.url(ip, f"/2026/05/11/story-{n}") for n in range(URLS)]
        sitemap = hosts.add(hosts.url(ip, "/sitemap"), sitemap_of(*urls), Content_Type="text/xml")
        entry = SITE.format(number=0, host=f"{ip}:{hosts.port}", kind="sitemap", source=sitemap)
        registry.write_text(entry, encoding="utf-8")
        yield Outlets(hosts, URLS, registry)


def test_a_crawl_keeps_its_host_while_it_reads_a_huge_sitemap(huge, database_url, engine, tmp_path):
    with crawls_of(huge, database_url, tmp_path) as crawls:
        first = crawls.start("first", *LEASE)
        first.wait_until(lambda: rows(engine, "SELECT FROM newsbot.frontier LIMIT 1") != [])
        over = lease_ends(engine) + timedelta(seconds=TTL_S)
        first.wait_until(lambda: lease_ends(engine) > over)
        assert crawls.start("second", *LEASE).wait() == ExitCode.LOCKED
        polled = "SELECT FROM newsbot.sources WHERE fetched_at IS NOT NULL"
        first.wait_until(lambda: rows(engine, polled) != [])
        first.process.send_signal(signal.SIGTERM)
        assert first.wait() == ExitCode.SIGNAL
    assert "in the hands of another run" not in first.stderr()
    assert rows(engine, "SELECT count(*) FROM newsbot.frontier") == [(URLS,)]
    assert (set(huge.times_asked().values()), set(huge.hosts.agents)) == ({1}, {"first"})
