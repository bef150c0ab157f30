"""Dumps, restores and compares whole databases in tests."""

from pathlib import Path

from sqlalchemy import Engine, text

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

TABLES = """
    SELECT c.oid::regclass::text FROM pg_class AS c
    WHERE c.relnamespace = 'newsbot'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""
WIPE = "DROP SCHEMA news, newsbot CASCADE"
FEED = "SELECT change_id, op, article_id FROM news.changes ORDER BY change_id"


def contents(engine: Engine) -> dict[str, list[str]]:
    """All rows of all tables, partitions included."""
    return {
        table: sorted(row for (row,) in rows(engine, f"SELECT t::text FROM {table} AS t"))  # noqa: S608 - names of tables
        for (table,) in rows(engine, TABLES)
    }


def run_sql(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(sql))


def crawl(run_scrapy: RunScrapy, site: LocalSite, *names: str) -> None:
    """Crawls a feed that lists an article for each name; "missing" is a page that is not there."""
    urls = [site.url(f"/{name}") for name in names]
    for name in names:
        if name != "missing":
            site.add(f"/{name}", news_page(name))
    feed = site.add("/feed", feed_of(*urls), Content_Type="application/rss+xml")
    done = run_scrapy("crawl", "feed", "-a", f"url={feed}")
    assert done.returncode == ExitCode.OK, done.stderr


def dumped(run_scrapy: RunScrapy, folder: Path) -> Path:
    file = folder / "news.dump"
    done = run_scrapy("db", "dump", str(file))
    assert done.returncode == ExitCode.OK, done.stderr
    return file
