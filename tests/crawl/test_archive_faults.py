"""Crawls that keep pages, on a full disk and killed: articles come first, files stay readable."""

import json
from pathlib import Path

from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.archived import bodies, kinds, records
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

NAMES = [f"Ship{number}" for number in range(12)]
# The shell's limit for the size of a file, in blocks of 512 bytes, stands in for a full disk.
SMALL_DISK = ("sh", "-c", 'ulimit -f 12 && exec "$@"', "sh")
ARTICLES = "SELECT count(*) FROM news.articles"


def add_pages(site: LocalSite) -> str:
    urls = [site.add(f"/{name}", news_page(name)) for name in NAMES]
    return site.add("/rss", feed_of(*urls), Content_Type="application/rss+xml")


def test_a_full_disk_costs_pages_but_no_article(
    site: LocalSite, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    folder, log = tmp_path / "archive", tmp_path / "log"
    options = ("-a", f"url={add_pages(site)}", "-L", "WARNING")
    with running(
        "crawl", "feed", *options,
        log=log, within=SMALL_DISK, NEWSBOT_DATABASE_URL=database_url,
        NEWSBOT_HOME=str(tmp_path), NEWSBOT_ARCHIVE=str(folder),
    ) as crawl:  # fmt: skip
        assert crawl.wait() == ExitCode.OK, crawl.stderr()
    assert rows(engine, ARTICLES) == [(len(NAMES),)]
    kept = len(kinds(engine))
    assert 0 < kept < len(NAMES)
    assert crawl.stderr().count("Pages are not kept in the archive") == 1
    counters = "SELECT counters -> 'archived', counters -> 'archive_lost' FROM newsbot.runs"
    assert rows(engine, counters) == [(kept, len(NAMES) - kept)]
    assert len(bodies(engine, folder)) == kept == records(folder).count("response")


def test_the_files_of_killed_crawls_are_whole_after_the_next(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    folder, url = tmp_path / "archive", add_pages(site)
    for stored in (2, 6):
        with running(
            "crawl", "feed", "-a", f"url={url}", "-s", "DOWNLOAD_DELAY=0.2",
            log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url,
            NEWSBOT_HOME=str(tmp_path), NEWSBOT_ARCHIVE=str(folder),
        ) as crawl:  # fmt: skip
            crawl.wait_until(lambda at_least=stored: rows(engine, ARTICLES)[0][0] >= at_least)
            crawl.process.kill()
    done = run_scrapy("crawl", "feed", "-a", f"url={url}", NEWSBOT_ARCHIVE=str(folder))
    assert done.returncode == ExitCode.OK, done.stderr
    assert {path.suffix for path in folder.iterdir()} == {".gz"}
    assert len({url for _, url in kinds(engine)}) == len(NAMES)
    found = [body.decode() for body in bodies(engine, folder)]
    assert {news_page(name) for name in NAMES} == set(found)
    assert records(folder).count("response") == len(found)


def test_a_site_that_is_forgotten_goes_from_the_archive_too(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    url, key = add_pages(site), "127.0.0.1"
    run_scrapy("crawl", "feed", "-a", f"url={url}", NEWSBOT_ARCHIVE=str(folder))
    refused = run_scrapy("sites", "forget", key, "--write")
    assert refused.returncode == ExitCode.CONFIGURATION
    assert "NEWSBOT_ARCHIVE names no folder" in refused.stderr
    done = run_scrapy("sites", "forget", key, "--write", NEWSBOT_ARCHIVE=str(folder))
    assert f"{len(NAMES)} pages were deleted from the archive" in done.stderr
    assert list(folder.iterdir()) == []
    assert rows(engine, "SELECT FROM newsbot.archived_pages") == []


def test_the_archive_is_shown_and_pruned_by_command(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path
) -> None:
    archive = {"NEWSBOT_ARCHIVE": str(tmp_path / "archive")}
    run_scrapy("crawl", "feed", "-a", f"url={add_pages(site)}", **archive)
    status = json.loads(run_scrapy("archive", "status", "--json", **archive).stdout)
    assert (status["files"], status["pages"], status["missing_files"]) == (1, len(NAMES), [])
    assert status["size_bytes"] == next((tmp_path / "archive").iterdir()).stat().st_size
    assert "12" in run_scrapy("archive", **archive).stdout
    kept = run_scrapy("archive", "prune", "--older-than", "1d", "--write", **archive)
    assert kept.stdout.startswith("0 files")
    shown = run_scrapy("archive", "prune", "--older-than", "2100-01-01", **archive)
    assert (shown.stdout[:8], "--write" in shown.stderr) == ("1 files,", True)
    run_scrapy("archive", "prune", "--older-than", "2100-01-01", "--write", **archive)
    assert list((tmp_path / "archive").iterdir()) == []
    assert rows(engine, "SELECT state FROM newsbot.archive_files") == [("gone",)]
    assert rows(engine, ARTICLES) == [(len(NAMES),)]
