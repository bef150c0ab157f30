"""Crawls that keep all pages that they fetch (NEWSBOT_ARCHIVE)."""

import gzip
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.archived import bodies, kinds, records
from tests.crawl.making import feed_of, news_page
from tests.crawl.test_rules import add_three_pages
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

WALL = "<html><head><title>No</title></head><body><p>Nothing to see.</p></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def crawl(run_scrapy: RunScrapy, site: LocalSite, folder: Path, *paths: str, **more: str) -> str:
    feed = site.add("/rss", feed_of(*map(site.url, paths)), Content_Type="application/rss+xml")
    options = [option for name, value in more.items() for option in ("-s", f"{name}={value}")]
    done = run_scrapy("crawl", "feed", "-a", f"url={feed}", *options, NEWSBOT_ARCHIVE=str(folder))
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("form", ["gzip", "zstd"])
def test_articles_and_rejected_pages_are_kept_with_their_places(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, folder: Path, form: str
) -> None:
    site.add("/a", gzip.compress(news_page("Anna").encode()), Content_Encoding="gzip")
    site.add("/wall", WALL)
    crawl(run_scrapy, site, folder, "/a", "/wall", NEWSBOT_ARCHIVE_FORMAT=form)
    assert sorted(kinds(engine)) == [("page", site.url("/a")), ("page", site.url("/wall"))]
    assert sorted(bodies(engine, folder)) == sorted([news_page("Anna").encode(), WALL.encode()])
    assert records(folder) == ["warcinfo", *["response", "request"] * 2]
    outcomes = "SELECT article_id IS NOT NULL, reason FROM newsbot.archived_pages ORDER BY url"
    assert rows(engine, outcomes) == [(True, None), (False, "too_short")]
    assert rows(engine, "SELECT state, size_bytes FROM newsbot.archive_files") == [
        ("whole", sum(file.stat().st_size for file in folder.iterdir()))
    ]


def test_the_further_pages_of_an_article_are_kept(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, folder: Path
) -> None:
    add_three_pages(site)
    crawl(run_scrapy, site, folder, "/story")
    assert kinds(engine) == [
        ("page", site.url("/story")),
        ("further", site.url("/story/2")),
        ("further", site.url("/story/3")),
    ]


def test_the_same_bytes_again_are_a_revisit(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, folder: Path
) -> None:
    site.add("/a", news_page("Anna"))
    for _ in range(2):
        run_scrapy("crawl", "pages", "-a", f"urls={site.url('/a')}", NEWSBOT_ARCHIVE=str(folder))
    assert kinds(engine) == [("page", site.url("/a")), ("revisit", site.url("/a"))]
    assert records(folder) == ["warcinfo", "response", "request", "warcinfo", "revisit", "request"]


def test_nothing_is_kept_without_the_setting(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    site.add("/a", news_page("Anna"))
    run_scrapy("crawl", "pages", "-a", f"urls={site.url('/a')}")
    assert rows(engine, "SELECT FROM newsbot.archived_pages") == []
