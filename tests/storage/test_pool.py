"""Everything works through pgbouncer but migrations, whose error says which setting they need."""

from contextlib import ExitStack

import pytest
from sqlalchemy import text

from newsbot.errors import ConfigurationError
from newsbot.storage.engine import connect
from newsbot.storage.models import revisions
from newsbot.storage.schema import migrate
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_site import LocalSite, local_site
from tests.storage.making import rows
from tests.storage.pooler import pgbouncer

SETTINGS = (
    "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout",
    "search_path", "timezone", "datestyle",
)  # fmt: skip


@pytest.fixture
def site():
    with local_site() as site:
        yield site


@pytest.fixture
def pooled_url(database_url, tmp_path):
    with pgbouncer(database_url, tmp_path / "pool") as url:
        yield url


def test_a_transaction_has_its_settings_through_a_pool_and_leaves_none_behind(pooled_url, engine):
    pooled = connect(pooled_url)
    shown = []
    for each in (engine, pooled):
        with each.connect() as connection:
            shown.append([connection.scalar(text(f"SHOW {name}")) for name in SETTINGS])
    assert shown == [["5s", "1min", "20s", "public", "UTC", "ISO, MDY"]] * 2
    with pooled.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver = connection.connection.driver_connection
        assert driver.execute("SHOW lock_timeout").fetchone() == ("0",)
    pooled.dispose()


def test_a_migration_through_a_pool_wants_the_direct_url(
    run_scrapy: RunScrapy, pooled_url, database_url
):
    current = run_scrapy("db", "upgrade", NEWSBOT_DATABASE_URL=pooled_url)
    assert current.stdout == f"schema is current ({revisions.head()})\n"
    run_scrapy("db", "downgrade", "0019", "--yes")
    refused = run_scrapy("db", "upgrade", NEWSBOT_DATABASE_URL=pooled_url)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "NEWSBOT_DIRECT_URL" in refused.stderr
    done = run_scrapy(
        *("db", "upgrade"), NEWSBOT_DATABASE_URL=pooled_url, NEWSBOT_DIRECT_URL=database_url
    )
    assert done.stdout == f"schema upgraded from 0019 to {revisions.head()}\n"


def test_a_direct_connection_is_not_taken_for_a_pools(engine, pooled_url):
    with engine.connect() as connection:
        migrate.require_direct(connection)
    pooled = connect(pooled_url)
    with pooled.connect() as connection, pytest.raises(ConfigurationError):
        migrate.require_direct(connection)
    pooled.dispose()


def test_a_crawl_through_a_pool_stores_as_ever(
    run_scrapy: RunScrapy, pooled_url, engine, site: LocalSite
):
    pages = [site.add(f"/{name}", news_page(name)) for name in ("Anna", "Berta", "Clara")]
    feed = site.add("/feed.xml", feed_of(*pages), Content_Type="application/rss+xml")
    for _ in range(2):
        ended = run_scrapy("crawl", "feed", "-a", f"url={feed}", NEWSBOT_DATABASE_URL=pooled_url)
        assert ended.returncode == 0, ended.stderr
    assert rows(engine, "SELECT url FROM news.articles ORDER BY url") == [(url,) for url in pages]
    counts = "SELECT new_articles, exit_code FROM news.runs ORDER BY run_id"
    assert rows(engine, counts) == [(3, 0), (0, 0)]


def test_a_pool_that_is_restarted_under_a_crawl_costs_nothing(
    database_url, engine, site: LocalSite, tmp_path
):
    pages = [site.add(f"/{name}", news_page(name), Held="yes") for name in ("Anna", "Berta")]
    feed = site.add("/feed.xml", feed_of(*pages), Content_Type="application/rss+xml")
    command = ("crawl", "feed", "-a", f"url={feed}")
    with ExitStack() as pool:
        url = pool.enter_context(pgbouncer(database_url, tmp_path / "pool"))
        with running(*command, log=tmp_path / "log", NEWSBOT_DATABASE_URL=url) as crawl:
            crawl.wait_until(lambda: len(site.requested) > 3)
            pool.close()
            site.held.set()
            crawl.wait_until(lambda: "Waiting up to 60 s for the database" in crawl.stderr())
            pool.enter_context(pgbouncer(database_url, tmp_path / "pool"))
            assert crawl.wait() == 0, crawl.stderr()
    assert "Traceback" not in crawl.stderr()
    assert rows(engine, "SELECT url FROM news.articles ORDER BY url") == [(url,) for url in pages]
