"""What a crawl of WARC files stores depends on their pages alone: not on workers, not on kills."""

import gzip
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.storage.engine import connect
from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.crawl.running import running
from tests.spiders.warc_file import http, record
from tests.storage.making import rows
from tests.storage.sessions import holding_storing_lock, is_waited_for

# Waves of 8 pages: the setting is the number of pages in the pipelines, if that is less than 50.
SMALL_WAVES = ("-s", "CONCURRENT_ITEMS=8")
MOTTO = "{} has had its own paper since the first lamp was lit on the old quay, and reads it."
SITES = ("gazette.example", "courier.example")
PAGES, ONE_FILE = 40, 15
# Everything that readers see, but ids and the moments of storing.
QUESTIONS = (
    """
    SELECT a.url, a.title, a.body, a.body_markdown, a.fetched_at, a.version, original.url,
        a.similarity, a.containment
    FROM news.all_articles AS a LEFT JOIN news.all_articles AS original ON original.id = a.copy_of
    ORDER BY a.id
    """,
    """
    SELECT a.url, v.version, v.cause, v.body, v.valid_from, v.valid_to
    FROM news.article_versions AS v JOIN news.all_articles AS a ON a.id = v.article_id
    ORDER BY a.id, v.version
    """,
    "SELECT url, reason, detail FROM news.rejections ORDER BY url",
    """
    SELECT c.op, a.url
    FROM news.changes AS c JOIN news.all_articles AS a ON a.id = c.article_id ORDER BY c.change_id
    """,
    """
    SELECT a.url, b.keys, b.is_reprint, b.fetched_at
    FROM newsbot.article_blocks AS b JOIN newsbot.articles AS a ON a.id = b.article_id ORDER BY a.id
    """,
)


def archived(number: int) -> bytes:
    """A record: mostly an article with the motto of its site, sometimes a copy or no article.

    Some URLs come twice, the second time a day later.
    """
    site = SITES[number % 2]
    # A copy of an article of the other site; the same article with another ending.
    name = f"Ship{number - 5 if number % 7 == 6 else number}"
    page = news_page(name).replace("</article>", f"<p>{MOTTO.format(site)}</p></article>")
    if number % 11 == 10:
        page = f"<html><head><title>{name}</title></head><body><p>Soon.</p></body></html>"
    path = f"/{number - 16 if number % 9 == 8 and number > 16 else number}"
    day, hour = divmod(number, 24)
    return record(
        http(page.encode()),
        WARC_Target_URI=f"https://{site}{path}",
        WARC_Date=f"2026-05-{11 + day}T{hour:02}:00:00Z",
    )


@pytest.fixture
def archive(tmp_path: Path) -> str:
    """Three WARC files, whose borders are not those of days and waves."""
    records = [gzip.compress(archived(number)) for number in range(PAGES)]
    for start in range(0, PAGES, ONE_FILE):
        file = tmp_path / f"{start:02}.warc.gz"
        file.write_bytes(b"".join(records[start : start + ONE_FILE]))
    return f"path={tmp_path}/*.warc.gz"


@pytest.fixture
def undisturbed(
    archive: str, module_database_url: str, run_scrapy: RunScrapy
) -> Iterator[list[Sequence[Any]]]:
    """The rows that a crawl with two worker processes leaves."""
    place = {"NEWSBOT_DATABASE_URL": module_database_url}
    command = ("crawl", "warc", "-a", archive, "-s", "NEWSBOT_WORKERS=2", *SMALL_WAVES)
    result = run_scrapy(*command, **place)
    assert result.returncode == 0, result.stderr
    engine = connect(module_database_url)
    yield left_in(engine)
    engine.dispose()


def left_in(engine: Engine) -> list[Sequence[Any]]:
    return [rows(engine, question) for question in QUESTIONS]


def test_a_crawl_that_was_killed_and_one_with_another_number_of_workers_leave_the_same_rows(
    archive: str,
    undisturbed: list[Sequence[Any]],
    database_url: str,
    engine: Engine,
    run_scrapy: RunScrapy,
    tmp_path: Path,
) -> None:
    articles, versions, rejections, changes, _ = undisturbed
    bodies = [row[2] for row in articles]
    assert 0 < sum("first lamp was lit" in body for body in bodies) < len(bodies)
    assert any(row[6] for row in articles)
    assert len(versions) > len(articles)
    assert rejections
    assert changes
    command = ("crawl", "warc", "-a", archive, "-s", "NEWSBOT_WORKERS=1", *SMALL_WAVES)
    with running(*command, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as crawl:
        crawl.wait_until(lambda: count(engine) >= len(articles) // 2)
        crawl.process.kill()
        crawl.wait()
    assert 0 < count(engine) < len(articles)
    assert run_scrapy(*command).returncode == 0
    assert left_in(engine) == undisturbed
    assert run_scrapy(*command).returncode == 0
    assert left_in(engine) == undisturbed


def test_sigterm_drops_the_waves_that_are_not_stored(
    archive: str, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    command = ("crawl", "warc", "-a", archive, *SMALL_WAVES)
    place = {"log": tmp_path / "log", "NEWSBOT_DATABASE_URL": database_url}
    with holding_storing_lock(engine), running(*command, **place) as crawl:
        crawl.wait_until(lambda: is_waited_for(engine, "advisory"))
        crawl.process.send_signal(signal.SIGTERM)
        assert crawl.wait() == ExitCode.SIGNAL, crawl.stderr()
    assert "Traceback" not in crawl.stderr()
    assert count(engine) == 0


def count(engine: Engine) -> int:
    ((number,),) = rows(engine, "SELECT count(*) FROM newsbot.articles")
    return number
