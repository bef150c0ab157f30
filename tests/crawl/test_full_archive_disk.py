"""Crawls whose archive is on a disk of its own that is full, or read-only: a real file system.

It is a tmpfs in a mount namespace, which only root may make. Others skip these tests; see
`test_archive_faults.py` for a limit that all may set.
"""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import RunningCommand, running
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

ARTICLES = "SELECT count(*) FROM news.articles"
COUNTERS = """
    SELECT counters -> 'archived', counters -> 'archive_lost'
    FROM newsbot.runs ORDER BY id DESC LIMIT 1
"""
NAMES = [f"Ship{number}" for number in range(12)]


def on_a_disk(folder: Path, options: str, then: str = "") -> tuple[str, ...]:
    """A command that runs another one with a small disk of its own at `folder`.

    After the end, what is on the disk is in the folder beside it that is called "left".
    """
    script = (
        f'mount -t tmpfs -o {options} none "{folder}" || exit 99; {then} "$@"; code=$?; '
        f'cp -a "{folder}" "{folder.parent}/left"; exit $code'
    )
    return ("unshare", "-m", "sh", "-c", script, "sh")


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        [*on_a_disk(folder, "size=64k"), "true"], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("a disk of its own can only be mounted by root (unshare -m, tmpfs)")
    (tmp_path / "left").rmdir()
    return folder


def crawl(
    site: LocalSite, disk: Path, database_url: str, within: tuple[str, ...]
) -> RunningCommand:
    urls = [site.add(f"/{name}", news_page(name)) for name in NAMES]
    feed = site.add("/rss", feed_of(*urls), Content_Type="application/rss+xml")
    options = ("-a", f"url={feed}", "-L", "WARNING")
    with running(
        "crawl", "feed", *options,
        log=disk.parent / "log", within=within, NEWSBOT_DATABASE_URL=database_url,
        NEWSBOT_HOME=str(disk.parent), NEWSBOT_ARCHIVE=str(disk / "archive"),
    ) as command:  # fmt: skip
        assert command.wait() == ExitCode.OK, command.stderr()
    return command


def test_a_disk_that_is_full_costs_pages_but_no_article_and_the_next_run_goes_on(
    site: LocalSite, disk: Path, database_url: str, engine: Engine, run_scrapy: RunScrapy
) -> None:
    done = crawl(site, disk, database_url, on_a_disk(disk, "size=12k"))
    assert rows(engine, ARTICLES) == [(len(NAMES),)]
    ((kept, lost),) = rows(engine, COUNTERS)
    assert kept + lost == len(NAMES)
    assert 0 < kept < len(NAMES)
    assert done.stderr().count("Pages are not kept in the archive") == 1
    assert "No space left on device" in done.stderr()
    left = disk.parent / "left" / "archive"
    again = run_scrapy("reextract", NEWSBOT_ARCHIVE=str(left))
    assert f"{kept} pages were extracted again: {kept} unchanged." in again.stdout, again.stderr
    for name in NAMES:
        site.add(f"/{name}", news_page(f"Later{name}"))
    pages = ",".join(site.url(f"/{name}") for name in NAMES)
    run_scrapy("crawl", "pages", "-a", f"urls={pages}", NEWSBOT_ARCHIVE=str(left))
    assert rows(engine, COUNTERS) == [(len(NAMES), None)]
    rows_left = "SELECT count(*) FROM newsbot.archived_pages"
    assert rows(engine, rows_left) == [(kept + len(NAMES),)]


def test_a_disk_that_is_full_from_the_start_costs_no_article(
    site: LocalSite, disk: Path, database_url: str, engine: Engine
) -> None:
    fill = f'cat /dev/zero > "{disk}/full" 2>/dev/null;'
    done = crawl(site, disk, database_url, on_a_disk(disk, "size=4k", fill))
    assert rows(engine, ARTICLES) == [(len(NAMES),)]
    assert rows(engine, COUNTERS) == [(None, len(NAMES))]
    assert done.stderr().count("Pages are not kept in the archive") == 1
    assert rows(engine, "SELECT DISTINCT state FROM newsbot.archive_files") == [("gone",)]


def test_a_disk_that_is_read_only_costs_no_article(
    site: LocalSite, disk: Path, database_url: str, engine: Engine
) -> None:
    done = crawl(site, disk, database_url, on_a_disk(disk, "size=64k,ro"))
    assert rows(engine, ARTICLES) == [(len(NAMES),)]
    assert rows(engine, COUNTERS) == [(None, len(NAMES))]
    assert done.stderr().count("Pages are not kept in the archive") == 1
    assert "Read-only file system" in done.stderr()
