"""Two crawls at once store one set of articles."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.crawl.stored import copy_groups
from tests.spiders.local_site import LocalSite
from tests.spiders.warc_file import http, record, write
from tests.storage.making import rows

STORIES = [f"Ship{number}" for number in range(40)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A WARC file with each story at two URLs."""
    records = [
        record(http(news_page(name).encode()), WARC_Target_URI=f"https://{outlet}.example/{name}")
        for name in STORIES
        for outlet in ("gazette", "courier")
    ]
    return write(tmp_path, *records, suffix="warc.gz")


def crawl_at_once(
    database_url: str, folder: Path, one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    with (
        running("crawl", *one, log=folder / "one", NEWSBOT_DATABASE_URL=database_url) as first,
        running("crawl", *other, log=folder / "other", NEWSBOT_DATABASE_URL=database_url) as second,
    ):
        assert first.wait() == 0, first.stderr()
        assert second.wait() == 0, second.stderr()


def test_one_archive_read_twice_at_once_gives_each_article_once(
    archive: Path, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    command = ("warc", "-a", f"path={archive}")
    crawl_at_once(database_url, tmp_path, command, command)
    urls = {f"https://{site}.example/{name}" for name in STORIES for site in ("gazette", "courier")}
    assert {url for (url,) in rows(engine, "SELECT url FROM news.all_articles")} == urls
    assert len(copy_groups(engine)) == len(STORIES)
    assert rows(engine, "SELECT op, count(*) FROM news.changes GROUP BY op") == [("insert", 80)]
    counts = "sum(fetched), sum(new_articles), sum(copies), sum(unchanged)"
    assert rows(engine, f"SELECT {counts} FROM news.runs") == [(160, 40, 40, 80)]  # noqa: S608 - ours


def test_two_feeds_with_the_same_stories_give_each_one_original(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    feeds = []
    for outlet in ("gazette", "courier"):
        urls = [site.add(f"/{outlet}/{name}", news_page(name)) for name in STORIES]
        feeds.append(site.add(f"/{outlet}.xml", feed_of(*urls), Content_Type="application/rss+xml"))
    crawl_at_once(
        database_url, tmp_path, ("feed", "-a", f"url={feeds[0]}"), ("feed", "-a", f"url={feeds[1]}")
    )
    assert copy_groups(engine) == {
        frozenset(site.url(f"/{outlet}/{name}") for outlet in ("gazette", "courier"))
        for name in STORIES
    }
