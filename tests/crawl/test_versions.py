"""Texts that come back, archives in any order, wrong clocks: the right text is current."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.crawl.test_concurrent import crawl_at_once
from tests.spiders.local_site import LocalSite
from tests.spiders.warc_file import http, record, write
from tests.storage.making import rows

START = datetime(2026, 5, 11, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
VERSIONS = """
    SELECT split_part(body, ' ', 3), valid_from, is_current FROM news.article_versions
    ORDER BY valid_from
"""
ROWS = "SELECT * FROM newsbot.versions ORDER BY id"
TOLD = "SELECT op, article_id FROM news.changes ORDER BY change_id"
AUTHOR = '<meta name="author" content="Ada Holm"></head>'


def archive(folder: Path, *pages: tuple[int, str], url: str = "https://gazette.example/a") -> Path:
    """A WARC file of what was at one URL, by the hour."""
    records = [
        record(
            http(page.encode()),
            WARC_Target_URI=url,
            WARC_Date=f"{START + hour * HOUR:%Y-%m-%dT%H:%M:%SZ}",
        )
        for hour, page in pages
    ]
    folder.mkdir(exist_ok=True)
    return write(folder, *records)


def crawl(run_scrapy: RunScrapy, *arguments: str) -> None:
    """One page after the other."""
    result = run_scrapy("crawl", *arguments, "-s", "CONCURRENT_ITEMS=1")
    assert result.returncode == 0, result.stderr


def test_an_article_that_takes_a_change_back_shows_its_old_text_again(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    for name in ("Barge", "Cutter", "Barge"):
        url = site.add("/a", news_page(name))
        crawl(run_scrapy, "pages", "-a", f"urls={url}")
    shown = "SELECT version, title FROM news.articles"
    assert rows(engine, shown) == [(3, "Barge sails")]
    assert rows(engine, "SELECT version, is_current FROM news.article_versions ORDER BY 1") == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert rows(engine, TOLD) == [("insert", 1), ("update", 1), ("update", 1)]


def test_an_archive_out_of_order_gives_the_order_of_fetches_and_a_second_reading_nothing(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    names = [(4, "Barge"), (1, "Barge"), (5, "Cutter"), (3, "Cutter"), (2, "Barge"), (6, "Barge")]
    path = archive(tmp_path / "archive", *((hour, news_page(name)) for hour, name in names))
    crawl(run_scrapy, "warc", "-a", f"path={path}")
    assert rows(engine, VERSIONS) == [
        ("Barge0", START + HOUR, False),
        ("Cutter0", START + 3 * HOUR, False),
        ("Barge0", START + 4 * HOUR, False),
        ("Cutter0", START + 5 * HOUR, False),
        ("Barge0", START + 6 * HOUR, True),
    ]
    before = rows(engine, ROWS), rows(engine, TOLD)
    crawl(run_scrapy, "warc", "-a", f"path={path}")
    assert (rows(engine, ROWS), rows(engine, TOLD)) == before
    assert rows(engine, "SELECT unchanged FROM news.runs ORDER BY run_id DESC LIMIT 1") == [(6,)]


def test_two_runs_at_once_over_one_archive_write_each_version_once(
    database_url: str, engine: Engine, tmp_path: Path
) -> None:
    for number in range(10):
        names = [(0, "Barge"), (1, "Cutter"), (2, "Barge")]
        pages = [(hour, news_page(f"{name}{number}x")) for hour, name in names]
        archive(tmp_path / str(number), *pages, url=f"https://gazette.example/{number}")
    command = ("warc", "-a", f"path={tmp_path}/*/news.warc")
    crawl_at_once(database_url, tmp_path, command, command)
    shown = "SELECT left(title, 5), count(*) FROM news.articles GROUP BY 1"
    assert rows(engine, shown) == [("Barge", 10)]
    assert rows(engine, "SELECT count(*) FROM news.article_versions") == [(30,)]
    assert rows(engine, "SELECT count(*) FROM news.changes WHERE op = 'insert'") == [(10,)]


def test_an_author_added_later_is_amended_once_and_further_looks_tell_nothing(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    plain = news_page("Barge")
    signed = plain.replace("</head>", AUTHOR)
    pages = [(0, plain), *((hour, signed) for hour in range(1, 6))]
    path = archive(tmp_path / "archive", *pages)
    crawl(run_scrapy, "warc", "-a", f"path={path}")
    assert rows(engine, "SELECT new_articles, amended, unchanged FROM news.runs") == [(1, 1, 4)]
    assert rows(engine, "SELECT authors, version FROM news.articles") == [(["Ada Holm"], 1)]
    assert rows(engine, TOLD) == [("insert", 1), ("update", 1)]


def test_a_headline_that_is_tested_on_readers_makes_a_version_a_day(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    titles = ["Barge sails", "Why the barge sails"]
    pages = [(3 * n, news_page("Barge").replace("Barge sails", titles[n % 2])) for n in range(16)]
    crawl(run_scrapy, "warc", "-a", f"path={archive(tmp_path / 'archive', *pages)}")
    assert rows(engine, "SELECT title, version FROM news.articles") == [(titles[1], 2)]
    assert rows(engine, "SELECT count(*) FROM news.changes") == [(4,)]


def test_a_crawl_with_the_clock_a_day_ahead_hides_no_later_text(
    run_scrapy: RunScrapy, site: LocalSite, database_url: str, engine: Engine
) -> None:
    ((name,),) = rows(engine, "SELECT current_database()")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET newsbot.clock_offset = '1 day'")
        crawl(run_scrapy, "pages", "-a", f"urls={site.add('/a', news_page('Barge'))}")
        connection.execute(f"ALTER DATABASE {name} RESET newsbot.clock_offset")
        crawl(run_scrapy, "pages", "-a", f"urls={site.add('/a', news_page('Cutter'))}")
    assert rows(engine, "SELECT title, version FROM news.articles") == [("Cutter sails", 2)]
