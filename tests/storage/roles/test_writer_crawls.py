"""The crawler and the other commands work as newsbot_writer, through a pool and over TLS."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, text

from newsbot.storage.engine import connect
from newsbot.storage.schema.roles import WRITER
from tests.conftest import RunScrapy
from tests.crawl.both_ways import first_read, load, loading
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_site import LocalSite
from tests.storage.certificates import Certificate, certificate_in
from tests.storage.making import article, rows, story
from tests.storage.pooler import pgbouncer

LONG_AGO = """
    SELECT newsbot.day_partition('open', t, day) FROM
        unnest(ARRAY['sketches', 'source_polls']) AS t, unnest(ARRAY[date '2020-01-31']) AS day;
    INSERT INTO newsbot.sketch_days (day, touched_at) VALUES ('2020-01-31', '2020-01-31');
"""
PARTITIONS = """
    SELECT c.relname FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid WHERE c.relkind = 'r'
"""


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return certificate_in(tmp_path)


@pytest.fixture
def pooled_url(roles_url: str, certificate: Certificate, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "pool"
    with pgbouncer(roles_url, folder, user=WRITER, certificate=certificate) as url:
        yield url


def test_a_writer_crawls_through_a_pool_over_tls_and_keeps_the_days(
    run_scrapy: RunScrapy, pooled_url: str, engine: Engine, site: LocalSite, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(text(LONG_AGO))
    pages = [site.add(f"/{name}", news_page(name)) for name in ("Anna", "Berta", "Clara")]
    feed = site.add(
        "/feed.xml", feed_of(*pages, f"{site.url}/gone"), Content_Type="application/rss+xml"
    )

    def run(*command: str) -> str:
        archive = str(tmp_path / "archive")
        ended = run_scrapy(*command, NEWSBOT_DATABASE_URL=pooled_url, NEWSBOT_ARCHIVE=archive)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    assert run("db", "upgrade").startswith("schema is current (")
    for _ in range(2):
        run("crawl", "feed", "-a", f"url={feed}")
    assert rows(engine, "SELECT url FROM news.articles ORDER BY url") == [(url,) for url in pages]
    days = [name.rsplit("_", 1) for (name,) in rows(engine, PARTITIONS)]
    assert {table for table, _ in days} == {"sketches", "source_polls"}
    assert "20200131" not in {day for _, day in days}
    run("runs")
    run("retry", "--write")
    run("dedup", "--since", "7d", "--write")
    run("reextract")
    run("audit")
    run("db", "prune", "--write")
    run("articles", "forget", pages[0], "--write")
    run("sites", "forget", "127.0.0.1", "--write")
    assert rows(engine, "SELECT url FROM news.articles") == []


def test_a_pool_over_tls_is_verified(pooled_url: str, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = certificate_in(tmp_path / "other").authority
    with psycopg.connect(pooled_url) as connection:
        assert connection.pgconn.ssl_in_use
    wrong = f"{pooled_url.partition('&sslrootcert')[0]}&sslrootcert={other}"
    with pytest.raises(psycopg.OperationalError, match="SSL error"):
        psycopg.connect(wrong)


def test_a_pool_that_wants_tls_refuses_a_client_without(pooled_url: str) -> None:
    plain = pooled_url.replace("verify-full", "disable")
    with pytest.raises(psycopg.OperationalError, match="SSL required"):
        psycopg.connect(plain)


def test_a_writer_loads_many_pages_of_an_archive_at_once_through_a_pool(pooled_url: str) -> None:
    pages = [first_read(article(str(number), story(f"page {number}"))) for number in range(150)]
    engine = connect(pooled_url)
    assert load(loading(engine), [pages[:50], pages[50:100], pages[100:]]) == [3]
    assert rows(engine, "SELECT count(*) FROM newsbot.articles") == [(150,)]
    engine.dispose()
