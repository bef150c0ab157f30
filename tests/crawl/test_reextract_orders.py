"""`scrapy reextract` and `retry` beside other commands, after a mishap, and stopped by signals."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from newsbot.crawling.archive.rereading import MOST_AT_ONCE
from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.crawl.running import RunningCommand, running
from tests.crawl.stored import stored
from tests.crawl.test_reextract import CHANGES, Kept
from tests.patience import wait_until
from tests.spiders.local_site import LocalSite
from tests.storage.making import move_clock, rows
from tests.storage.sessions import TAKE_STORING_LOCK, holding

WALL = "<html><title>No</title><p>Nothing.</p></html>"
LAST = "SELECT reason, article_id IS NOT NULL FROM newsbot.archived_pages"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def kept(run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path) -> Kept:
    return Kept(run_scrapy, site, engine, tmp_path)


def crawl_three(kept: Kept, fault: str = "") -> None:
    for name in ("Anna", "Berta", "Clara"):
        kept.site.add(f"/{name}", news_page(name))
    kept.crawl("/Anna", "/Berta", "/Clara", fault=fault)


def everything(engine: Engine) -> dict[str, list]:
    """All rows of all tables."""
    tables = "SELECT relid::regclass::text FROM pg_stat_user_tables WHERE schemaname = 'newsbot'"
    return {
        name: sorted(map(str, rows(engine, f"TABLE {name}"))) for (name,) in rows(engine, tables)
    }


def test_an_article_stays_when_its_page_gives_none_now_and_that_is_told(kept: Kept) -> None:
    crawl_three(kept)
    before, changes = stored(kept.engine), rows(kept.engine, CHANGES)
    rules = kept.rules("//article")
    done = kept.run("reextract", "--json", NEWSBOT_SITE_RULES=rules)
    assert (done.returncode, json.loads(done.stdout)) == (ExitCode.OK, {"kept": 3})
    assert "3 pages give no article now; their articles stay as they are, e.g. http" in done.stderr
    assert (stored(kept.engine), rows(kept.engine, CHANGES)) == (before, changes)
    assert rows(kept.engine, LAST) == [("empty", True)] * 3
    assert rows(kept.engine, "SELECT DISTINCT state FROM newsbot.frontier") == [("done",)]
    assert rows(kept.engine, "SELECT FROM newsbot.rejections") == []
    assert kept.reextract() == {"unchanged": 3}
    assert rows(kept.engine, LAST) == [(None, True)] * 3


def test_a_dry_run_needs_no_right_to_write_and_touches_no_file(kept: Kept, database_url) -> None:
    crawl_three(kept, fault="//p[last()]")
    name = database_url.rpartition("/")[2].partition("?")[0]
    with kept.engine.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    kept.engine.dispose()
    before = everything(kept.engine)
    files = {path: path.stat() for path in (kept.folder / "archive").iterdir()}
    assert kept.reextract("--dry-run")["different"] == 3
    assert everything(kept.engine) == before
    after = {path: path.stat() for path in (kept.folder / "archive").iterdir()}
    assert {path: found.st_mtime_ns for path, found in after.items()} == {
        path: found.st_mtime_ns for path, found in files.items()
    }


def start(kept: Kept, database_url: str, name: str, *options: str):
    return running(
        "reextract", *options,
        log=kept.folder / name, NEWSBOT_DATABASE_URL=database_url,
        NEWSBOT_HOME=str(kept.folder), NEWSBOT_SITE_RULES=kept.rules(""),
        NEWSBOT_ARCHIVE=str(kept.folder / "archive"),
    )  # fmt: skip


@contextmanager
def held_up(
    kept: Kept, database_url: str, lock: str, *options: str
) -> Iterator[tuple[RunningCommand, Callable[[], None]]]:
    """A re-extraction that waits for a lock, and a function that releases the lock."""
    with (
        holding(kept.engine, lock) as release,
        start(kept, database_url, "log", *options) as command,
    ):
        command.wait_until(lambda: rows(kept.engine, WAITING) != [(0,)])
        yield command, release


def test_two_at_once_write_each_version_once_and_leave_nothing_unfinished(
    kept: Kept, database_url: str
) -> None:
    crawl_three(kept, fault="//p[last()]")
    with (
        holding(kept.engine, TAKE_STORING_LOCK) as release,
        start(kept, database_url, "one") as one,
        start(kept, database_url, "two") as two,
    ):
        # Both have extracted the pages, and would store them now.
        wait_until(lambda: rows(kept.engine, WAITING) == [(2,)])
        release()
        assert (one.wait(), two.wait()) == (0, 0), one.stderr() + two.stderr()
    assert rows(kept.engine, CHANGES) == [("insert",)] * 3 + [("update",)] * 3
    assert rows(kept.engine, "SELECT count(*) FROM newsbot.versions") == [(6,)]
    began = "SELECT finished_at IS NOT NULL FROM newsbot.reextractions"
    assert rows(kept.engine, began) == [(True,)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_it_without_a_traceback_too(
    kept: Kept, database_url: str, number: signal.Signals
) -> None:
    crawl_three(kept, fault="//p[last()]")
    with held_up(kept, database_url, TAKE_STORING_LOCK) as (command, _):
        command.process.send_signal(number)
        wait_until(lambda: "Stopped: " in command.stderr())
        command.process.send_signal(number)
        assert command.wait() == ExitCode.SIGNAL, command.stderr()
    assert command.stderr() == "Stopped: the same command goes on from here.\n"
    assert kept.reextract().keys() <= {"revised", "unchanged"}
    assert rows(kept.engine, CHANGES) == [("insert",)] * 3 + [("update",)] * 3
    assert rows(kept.engine, "SELECT count(*) FROM newsbot.versions") == [(6,)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_dry_run_that_is_stopped_says_that_nothing_was_stored(
    kept: Kept, database_url: str, number: signal.Signals
) -> None:
    crawl_three(kept, fault="//p[last()]")
    lock = "LOCK TABLE newsbot.versions"
    with held_up(kept, database_url, lock, "--dry-run") as (command, _):
        command.process.send_signal(number)
        assert command.wait() == ExitCode.SIGNAL, command.stderr()
    assert command.stderr() == "Stopped: nothing was stored.\n"


def test_a_retry_has_pages_requested_that_are_missing_in_the_archive(kept: Kept) -> None:
    crawl_three(kept, fault="//article")
    kept.site.add("/wall", WALL)
    kept.crawl("/wall")
    first, _ = sorted((kept.folder / "archive").iterdir())
    first.write_bytes(first.read_bytes()[:300])
    done = kept.run("retry", "--write", NEWSBOT_SITE_RULES=kept.rules(""))
    assert done.returncode == ExitCode.OK, done.stderr
    assert "1 pages were in the archive; 0 of them gave an article." in done.stderr
    assert f"3 pages could not be read, e.g. {first.name}" in done.stderr
    assert "4 URLs are due now." in done.stderr
    kept.crawl("/Anna", "/Berta", "/Clara", "/wall")
    assert rows(kept.engine, "SELECT count(*) FROM news.articles") == [(3,)]


def test_an_archive_that_moved_is_asked_for_by_name_and_found_again(kept: Kept) -> None:
    crawl_three(kept, fault="//article")
    (kept.folder / "archive").rename(kept.folder / "moved")
    for command in (
        ("reextract",), ("reextract", "--dry-run"), ("archive", "prune", "--write"),
        ("archive", "prune", "--older-than", "2100-01-01", "--write"),
        ("archive", "prune", "--site", "127.0.0.1", "--write"),
        ("sites", "forget", "127.0.0.1", "--write"),
    ):  # fmt: skip
        done = kept.run(*command)
        assert done.returncode == ExitCode.CONFIGURATION, command
        assert f"none of the 1 files of the archive is in {kept.folder / 'archive'}" in done.stderr
    asked = kept.run("retry", "--write")
    assert "All pages are asked for: none of the 1 files" in asked.stderr
    assert "3 URLs are due now" in asked.stderr
    moved = kept.run("reextract", "--json", NEWSBOT_ARCHIVE=str(kept.folder / "moved"))
    assert json.loads(moved.stdout) == {"new": 3}


def test_rows_of_files_that_are_gone_are_deleted_on_demand_and_pages_kept_again(
    kept: Kept,
) -> None:
    crawl_three(kept)
    for file in (kept.folder / "archive").iterdir():
        file.unlink()
    kept.look("/Anna", "")  # the same bytes
    kinds = "SELECT kind FROM newsbot.archived_pages ORDER BY fetched_at"
    assert rows(kept.engine, kinds) == [("page",)] * 4
    shown = kept.run("archive", "prune", "--missing")
    assert shown.stdout.startswith("1 files, 0.0 MB, are missing.")
    kept.run("archive", "prune", "--missing", "--write")
    assert rows(kept.engine, kinds) == [("page",)]
    assert kept.reextract() == {"unchanged": 1}


def test_deleting_the_rows_of_missing_files_deletes_and_completes_no_other_file(
    kept: Kept,
) -> None:
    crawl_three(kept)
    kept.site.add("/Dora", news_page("Dora"))
    kept.look("/Dora", "")
    first, second = sorted((kept.folder / "archive").iterdir())
    first.unlink()
    second.rename(f"{second}.open")
    with kept.engine.begin() as connection:
        unfinish = "UPDATE newsbot.archive_files SET state = 'open' WHERE name = :name"
        connection.execute(text(unfinish), {"name": second.name})
    small = {"NEWSBOT_ARCHIVE_MAX_GB": "0.000001"}
    done = kept.run("archive", "prune", "--missing", "--write", "--json", **small)
    assert json.loads(done.stdout) == {
        "files": 1, "size_bytes": 0, "pages_deleted": 3, "files_deleted": 1,
    }  # fmt: skip
    assert [path.name for path in (kept.folder / "archive").iterdir()] == [f"{second.name}.open"]
    states = "SELECT state FROM newsbot.archive_files ORDER BY id"
    assert rows(kept.engine, states) == [("gone",), ("open",)]


def test_an_article_that_is_gone_stays_gone_when_an_older_page_gives_it(kept: Kept) -> None:
    kept.site.add("/Anna", news_page("Anna"))
    kept.run_scrapy("crawl", "pages", "-a", f"urls={kept.site.url('/Anna')}")  # not archived
    kept.site.add("/Anna", news_page("Anna").replace("Anna", "Berta"))
    kept.look("/Anna", "//article")
    kept.site.add("/Anna", "gone", status=410)
    kept.look("/Anna", "")
    before = rows(kept.engine, "SELECT gone_at FROM newsbot.articles")
    assert before != [(None,)]
    kept.reextract()
    assert rows(kept.engine, "SELECT gone_at FROM newsbot.articles") == before


def test_a_clock_that_moves_on_and_is_set_right_hides_no_page(kept: Kept) -> None:
    crawl_three(kept, fault="//p[last()]")
    move_clock(kept.engine, timedelta(days=400))
    assert kept.reextract() == {"revised": 3}
    move_clock(kept.engine, timedelta())
    assert kept.reextract("--dry-run")["same"] == 3
    assert kept.reextract() == {"unchanged": 3}
    began = (
        "SELECT max(started_at) <= min(read_at) FROM newsbot.reextractions, newsbot.archived_pages"
    )
    assert rows(kept.engine, began) == [(True,)]  # so it would go on after an interruption


def test_pages_that_are_pruned_while_they_are_read_are_counted_and_no_fault(
    kept: Kept, database_url: str
) -> None:
    names = [f"Ship{number}" for number in range(MOST_AT_ONCE + 6)]
    paths = [f"/{name}" for name in names if kept.site.add(f"/{name}", news_page(name))]
    kept.crawl(*paths, fault="//p[last()]")
    with held_up(kept, database_url, TAKE_STORING_LOCK) as (command, release):
        done = kept.run("archive", "prune", "--older-than", "2100-01-01", "--write")
        assert done.stdout.startswith("1 files"), done.stderr
        release()
        assert command.wait() == ExitCode.OK, command.stderr()
    ((counts,),) = rows(kept.engine, "SELECT counters FROM newsbot.reextractions")
    assert counts.keys() == {"revised", "pruned"}
    assert sum(counts.values()) == len(names)
    assert counts["pruned"] >= 6
    versions = rows(kept.engine, "SELECT count(*) FROM newsbot.versions")
    assert versions == [(len(names) + counts["revised"],)]
