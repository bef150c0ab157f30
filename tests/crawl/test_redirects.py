"""Many URLs that redirect to one page: it is fetched once a run, and each URL ends as it did."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

STATES = "SELECT state, count(*) FROM newsbot.frontier GROUP BY 1 ORDER BY 1"


def serve(site: LocalSite, *listed: str) -> str:
    """A feed of URLs that all redirect to one page, each by a way of its own, and of others."""
    for number in range(4):
        target = f"/a/page?utm_source={number}"
        site.add(f"/go{number}", status=301, Location=target)
        site.add(target, news_page(f"Barge{number}"))
    links = (site.url(path) for path in (*(f"/go{number}" for number in range(4)), *listed))
    return site.add("/rss", feed_of(*links))


@pytest.mark.parametrize("listed", [(), ("/a/page",)])
def test_a_page_that_many_urls_redirect_to_is_fetched_once_a_run(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, listed: tuple[str, ...]
) -> None:
    site.add("/a/page", news_page("Barge"))
    feed = serve(site, *listed)
    done = run_scrapy("crawl", "feed", "-a", f"url={feed}", "-s", "STATS_DUMP=True", "-L", "DEBUG")
    assert done.returncode == 0, done.stderr
    assert len([path for path in site.requested if path.startswith("/a/page")]) == 1
    assert f"'newsbot/redirects_repeated': {3 + len(listed)}" in done.stderr
    assert rows(engine, STATES) == [("done", 5)]
    assert rows(engine, "SELECT count(*), max(version) FROM news.all_articles") == [(1, 1)]
    assert rows(engine, "SELECT * FROM news.rejections") == []


def test_where_the_page_fails_the_urls_that_redirect_to_it_stay_pending(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    feed = serve(site, "/a/page")
    for path in ("/a/page", *(f"/a/page?utm_source={number}" for number in range(4))):
        site.add(path, status=500)
    run_scrapy("crawl", "feed", "-a", f"url={feed}")
    assert rows(engine, STATES) == [("pending", 5)]


REASONS = "SELECT url, reason, times FROM news.rejections ORDER BY url"


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ("", 404, "http_404"),
        ("", 403, "http_403"),
        ("<html><body><p>Too short.</p></body></html>", 200, "too_short"),
    ],
)
def test_a_page_that_failed_is_not_fetched_again_in_the_run_and_fails_for_all_that_lead_to_it(
    database_url: str,
    tmp_path: Path,
    site: LocalSite,
    engine: Engine,
    body: str,
    status: int,
    reason: str,
) -> None:
    links = [site.url(f"/go{number}") for number in range(10)]
    for number in range(10):
        held = {"Held": "until the page has failed"} if number else {}
        site.add(f"/go{number}", status=302, Location="/a/page", **held)
    site.add("/a/page", body, status=status)
    feed = site.add("/rss", feed_of(*links))
    crawl = ("crawl", "feed", "-a", f"url={feed}")
    with running(*crawl, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as command:
        command.wait_until(lambda: rows(engine, REASONS) != [])
        site.held.set()
        command.wait()
    assert site.requested.count("/a/page") == 1
    assert rows(engine, REASONS) == [(url, reason, 1) for url in links]
