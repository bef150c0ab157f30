"""Backfills of sitemap archives. The log of the server that has the archive is the witness."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.crawl.outlets import leasing_together
from tests.crawl.past_outlet import MONTHS, PastOutlet, months_back, sitemap_of
from tests.crawl.running import running
from tests.spiders.local_hosts import local_hosts
from tests.storage.making import move_clock, rows

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


def test_a_sitemap_of_which_all_was_taken_is_not_asked_for_again_by_a_longer_period(
    small, backfill
):
    """The first period begins in the middle of a month, and the sitemaps state no dates."""
    backfill(small, f"since={months_back(3).replace(day=15)}")
    small.hosts.asked.clear()
    report = backfill(small, f"since={months_back(5)}")
    assert small.sitemaps_asked() == ["index.xml", *map(sitemap_of, (4, 5))]
    assert "2 links on pages of the past have no date, and were not passed over" in report


def test_a_sitemap_of_which_a_part_was_passed_over_is_asked_for_again(small, backfill, engine):
    month = months_back(3)
    name = small.hosts.url(small.ip, f"/{sitemap_of(3)}")
    dates = (month.replace(day=3), month.replace(day=20))
    links = "".join(
        f"<url><loc>{small.hosts.add(url, news_page(f'Dated{day}'))}</loc>"
        f"<lastmod>{day}</lastmod></url>"
        for day in dates
        for url in [small.hosts.url(small.ip, f"/story-of-{day:%d}")]
    )
    small.hosts.add(name, f"<urlset>{links}</urlset>", Content_Type="application/xml")
    backfill(small, f"since={month.replace(day=15)}")
    assert rows(engine, "SELECT count(*) FROM newsbot.frontier") == [(4,)]
    small.hosts.asked.clear()
    backfill(small, f"since={month}")
    assert sitemap_of(3) in small.sitemaps_asked()
    assert rows(engine, "SELECT count(*) FROM newsbot.frontier") == [(5,)]


def test_a_sitemap_that_fails_is_told_and_read_later(small, backfill, engine):
    failing = small.hosts.url(small.ip, f"/{sitemap_of(2)}")
    well = small.hosts.answers[failing]
    small.hosts.answers[failing] = (500, {}, b"")
    report = backfill(small, f"since={months_back(3)}", code=ExitCode.EXPECTATIONS)
    assert "backfill of 127.0.0.1: 4 of 5 sitemaps read, 1 wait until " in report
    assert rows(engine, "SELECT backfill_left FROM news.runs") == [(1,)]
    small.hosts.answers[failing] = well
    small.hosts.asked.clear()
    backfill(small, f"since={months_back(3)}", code=ExitCode.EXPECTATIONS)
    assert small.sitemaps_asked() == []
    move_clock(engine, timedelta(minutes=20))
    backfill(small, f"since={months_back(3)}")
    assert small.sitemaps_asked() == [sitemap_of(2)]


def test_the_news_of_the_day_goes_first(small, run_scrapy, tmp_path, engine):
    feed = small.add_feed(12)
    registry = tmp_path / "sites.toml"
    registry.write_text(
        f'[sites.past]\nname = "Past"\ndomains = ["{small.ip}:{small.hosts.port}"]\nsources = ['
        f'{{ kind = "sitemap", url = "{small.index}" }}, {{ kind = "feed", url = "{feed}" }}]\n'
    )
    done = run_scrapy("crawl", "news", "-a", f"sites_file={registry}", "-a", SINCE)
    assert done.returncode == ExitCode.OK, done.stderr
    stories = [url for url in small.hosts.asked if "/story-" in url or "/today/" in url]
    # Until the feed is read, the run may begin with what the sitemaps list.
    assert len(stories) == len(set(stories)) == MONTHS + 12
    last = max(place for place, url in enumerate(stories) if "/today/" in url)
    assert sum("/story-" in url for url in stories[:last]) <= IN_FLIGHT
    assert len(small.sitemaps_asked()) == 2 + MONTHS
    looked_at = "SELECT count(*) FILTER (WHERE revisit_at IS NOT NULL) FROM newsbot.frontier"
    assert rows(engine, f"{looked_at} WHERE url LIKE '%/today/%'") == [(12,)]
    assert rows(engine, f"{looked_at} WHERE url LIKE '%/story-23'") == [(0,)]


def test_two_backfills_at_once_share_the_hosts(database_url, engine, tmp_path):
    with local_hosts(4) as hosts, ExitStack() as stack:
        outlets = [PastOutlet(hosts, ip, MONTHS) for ip in hosts.ips]
        urls = ",".join(outlet.index for outlet in outlets)
        command = ("crawl", "sitemap", "-a", f"url={urls}", "-a", SINCE)
        with leasing_together(hosts, engine, 2):
            crawls = [
                stack.enter_context(
                    running(
                        *(*command, "-s", f"USER_AGENT={name}", "-s", "DOWNLOAD_DELAY=0.2"),
                        log=tmp_path / name,
                        NEWSBOT_DATABASE_URL=database_url,
                    )
                )
                for name in ("one", "two")
            ]
        assert {crawl.wait() for crawl in crawls} <= {ExitCode.OK, ExitCode.LOCKED}
        assert [set(outlet.asked().values()) for outlet in outlets] == [{1}] * 4
        assert all(len(outlet.asked()) == MONTHS for outlet in outlets)
        assert {"one", "two"} <= set(hosts.agents)
        names = [url for url in hosts.asked if url.endswith(".xml")]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("sitemap", "since=soon"), 2, "'soon' is neither a number of days nor a date"),
        (("sitemap", "since=2026-05-01", "until=2026-04-01"), 2, "is not before until=2026-04-01"),
        (("sitemap", "since=2999-01-01"), 2, "-a since=2999-01-01 is not before now"),
        (("sitemap", "since=2999-01-01", "until=2998-01-01"), 2, "is not before now"),
        (("sitemap", "since=0d"), 2, "-a since=0d is not before now"),
        (("sitemap", "since=2026-04-01", "until=9999-12-31"), 2, "'9999-12-31' is too late"),
        (("sitemap", "until=2026-04-01"), 2, "-a until= needs -a since="),
        (("feed", "since=2026-04-01"), 1, "none of the sources is one"),
    ],
)
def test_wrong_arguments_are_refused(run_scrapy, arguments, code, message):
    kind, *named = arguments
    given = [part for each in ("url=https://a.example/", *named) for part in ("-a", each)]
    done = run_scrapy("crawl", kind, *given)
    assert done.returncode == code, done.stderr
    assert message in done.stderr.strip().splitlines()[-1]
