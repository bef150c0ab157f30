"""Backfills of sitemap archives. The log of the server that has the archive is the witness."""

import os
from collections.abc import Iterator

import pytest

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.past_outlet import MONTHS, PastOutlet, months_back, sitemap_of
from tests.crawl.running import running
from tests.spiders.local_hosts import local_hosts
from tests.storage.making import rows

# The measure is NEWSBOT_PAST=4000, which takes some minutes.
ARTICLES = int(os.environ.get("NEWSBOT_PAST", "240"))
SINCE = f"since={months_back(MONTHS)}"
# As many requests of one host may be unfinished when a run is killed.
IN_FLIGHT = 20


@pytest.fixture
def outlet() -> Iterator[PastOutlet]:
    with local_hosts(1) as hosts:
        yield PastOutlet(hosts, hosts.ips[0], ARTICLES)


@pytest.fixture
def small() -> Iterator[PastOutlet]:
    """An outlet with an article a month."""
    with local_hosts(1) as hosts:
        yield PastOutlet(hosts, hosts.ips[0], MONTHS)


@pytest.fixture
def backfill(run_scrapy: RunScrapy):
    """A backfill of the outlet's index; what it wrote on stderr."""

    def run(outlet: PastOutlet, *arguments: str, code: ExitCode = ExitCode.OK) -> str:
        named = [part for each in arguments for part in ("-a", each)]
        log = ("-s", "LOG_LEVEL=DEBUG", "-s", "STATS_DUMP=True")
        done = run_scrapy("crawl", "sitemap", "-a", f"url={outlet.index}", *named, *log)
        assert done.returncode == code, done.stderr
        return done.stderr

    return run


def test_a_backfill_that_is_killed_twice_fetches_each_article_once(
    outlet, backfill, database_url, tmp_path
):
    for part in (4, 2):
        command = ("crawl", "sitemap", "-a", f"url={outlet.index}", "-a", SINCE)
        log = tmp_path / f"killed-{part}"
        with running(*command, log=log, NEWSBOT_DATABASE_URL=database_url) as crawl:
            crawl.wait_until(lambda part=part: len(outlet.asked()) >= ARTICLES // part)
            crawl.process.kill()
            crawl.wait()
        assert ARTICLES // part <= len(outlet.asked()) < ARTICLES
    backfill(outlet, SINCE)
    asked = outlet.asked()
    assert len(asked) == ARTICLES
    assert max(asked.values()) <= 2
    assert sum(asked.values()) <= ARTICLES + 2 * IN_FLIGHT
    outlet.hosts.asked.clear()
    backfill(outlet, SINCE)
    assert outlet.hosts.asked == []


def test_the_newest_sitemaps_come_first_and_only_those_of_the_period(small, backfill, engine):
    report = backfill(small, f"since={months_back(5)}", f"until={months_back(2)}")
    assert small.sitemaps_asked() == ["index.xml", *map(sitemap_of, (2, 3, 4, 5))]
    assert f"'newsbot/backfill_outside': {MONTHS - 4}" in report
    assert "backfill of 127.0.0.1: 5 of 5 sitemaps read" in report
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(4,)]
    found = rows(engine, "SELECT backfill_pages, backfill_left, exit_code FROM news.runs")
    assert found == [(5, 0, ExitCode.OK)]


def test_a_longer_period_asks_only_for_what_was_not_read_yet(small, backfill):
    backfill(small, f"since={months_back(3)}")
    small.hosts.asked.clear()
    backfill(small, f"since={months_back(5)}")
    assert small.sitemaps_asked() == ["index.xml", *map(sitemap_of, (4, 5))]
