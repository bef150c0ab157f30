"""A dump has everything, and a restore brings it back as a whole or not at all."""

import os
import pty
import signal
import subprocess
import sys
import termios
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.storage.models import revisions
from newsbot.storage.schema import migrate
from newsbot.storage.schema.going_on import GAP
from tests.commands.dumping import FEED, WIPE, contents, crawl, dumped, run_sql
from tests.conftest import CHECKOUT, RunScrapy
from tests.crawl.running import running
from tests.crawl.test_terminal import read_to_end
from tests.patience import wait_until
from tests.spiders.local_site import LocalSite
from tests.storage.making import article, rows, store, story
from tests.storage.pooler import pgbouncer


def test_after_dump_wipe_and_restore_all_rows_are_equal_and_a_crawl_goes_on(
    run_scrapy: RunScrapy, engine: Engine, site: LocalSite, tmp_path: Path
) -> None:
    crawl(run_scrapy, site, "Barge", "Cutter", "missing")
    before, feed = contents(engine), rows(engine, FEED)
    assert len(before["newsbot.articles"]) == 2
    assert any(table.startswith("newsbot.sketches_") for table in before)
    file = dumped(run_scrapy, tmp_path)
    run_sql(engine, WIPE)
    engine.dispose()
    done = run_scrapy("db", "restore", str(file))
    assert done.returncode == ExitCode.OK, done.stderr
    assert contents(engine) == before
    crawl(run_scrapy, site, "Barge", "Cutter", "Dinghy", "missing")
    ids = [row[0] for row in rows(engine, "SELECT id FROM news.all_articles ORDER BY id")]
    assert ids == [1, 2, 2 + GAP + 1]
    assert rows(engine, FEED) == [*feed, (2 + GAP + 1, "insert", 2 + GAP + 1)]


def test_a_database_with_rows_is_not_replaced_unless_told(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    store(engine, article("a"))
    file = dumped(run_scrapy, tmp_path)
    before = contents(engine)
    refused = run_scrapy("db", "restore", str(file))
    assert refused.returncode == ExitCode.CONFIGURATION
    assert refused.stderr == (
        "newsbot: the database has 1 articles, 1 known URLs and 0 runs: add --yes to drop them "
        "and put the dump in their place\n"
    )
    assert contents(engine) == before


def test_a_restore_that_is_killed_leaves_the_former_rows(
    run_scrapy: RunScrapy, engine: Engine, database_url: str, tmp_path: Path
) -> None:
    store(engine, article("a", story("a")))
    file = dumped(run_scrapy, tmp_path)
    store(engine, article("b", story("b")))
    before = contents(engine)
    engine.dispose()
    with psycopg.connect(database_url) as other:
        # The restore waits for this lock, with the new tables made or not.
        other.execute("SELECT * FROM newsbot.articles")
        arguments = ("db", "restore", str(file), "--yes")
        log = tmp_path / "log"
        with running(*arguments, log=log, NEWSBOT_DATABASE_URL=database_url) as restore:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            restore.wait_until(lambda: rows(engine, waiting) != [(0,)])
            os.kill(restore.process.pid, signal.SIGKILL)
            restore.wait()
    left = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DROP SCHEMA%'"
    wait_until(lambda: rows(engine, left) == [(0,)])
    assert contents(engine) == before


def test_a_damaged_dump_changes_nothing(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    store(engine, *(article(f"{number}", story(f"{number}")) for number in range(50)))
    file = dumped(run_scrapy, tmp_path)
    before = contents(engine)
    content = file.read_bytes()
    file.write_bytes(content[: -len(content) // 10])
    refused = run_scrapy("db", "restore", str(file), "--yes")
    assert refused.returncode == ExitCode.CONFIGURATION, refused.stderr
    assert refused.stderr.count("\n") == 1
    assert contents(engine) == before


def test_a_dump_of_an_older_schema_is_brought_up_to_date(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    migrate.downgrade(engine, "0014")
    file = dumped(run_scrapy, tmp_path)
    migrate.upgrade(engine)
    done = run_scrapy("db", "restore", str(file))
    assert f"schema upgraded from 0014 to {revisions.head()}" in done.stdout
    engine.dispose()
    assert revisions.current(engine) == revisions.head()


def test_a_dump_of_a_newer_schema_is_refused_in_one_line(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    run_sql(engine, "UPDATE newsbot.alembic_version SET version_num = '9000'")
    file = dumped(run_scrapy, tmp_path)
    refused = run_scrapy("db", "restore", str(file), "--yes")
    assert refused.returncode == ExitCode.CONFIGURATION
    assert refused.stderr == (
        f"newsbot: {file} has the schema 9000, newer than this code's {revisions.head()}: "
        "update newsbot, then restore it\n"
    )


@pytest.mark.parametrize("content", [b"", b"no dump", b"PGDMP"])
def test_another_file_is_refused_in_one_line(
    run_scrapy: RunScrapy, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    refused = run_scrapy("db", "restore", str(file))
    assert refused.returncode == ExitCode.CONFIGURATION
    assert refused.stderr.startswith(f"newsbot: {file} is no dump that can be read: ")
    assert refused.stderr.count("\n") == 1


def test_a_restore_beside_a_running_crawl_is_refused(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    file = dumped(run_scrapy, tmp_path)
    run_sql(
        engine,
        "INSERT INTO newsbot.runs (spider, arguments, newsbot_version, alive_until)"
        " VALUES ('news', '{}', '0', newsbot.now() + interval '1 min')",
    )
    refused = run_scrapy("db", "restore", str(file), "--yes")
    assert "a crawl is running (run 1)" in refused.stderr


def test_a_file_is_not_replaced_unless_told(run_scrapy: RunScrapy, tmp_path: Path) -> None:
    file = tmp_path / "news.dump"
    file.write_text("kept")
    refused = run_scrapy("db", "dump", str(file))
    assert refused.stderr == (
        f"newsbot: {file} exists: name another file, or replace it with --force\n"
    )
    assert file.read_text() == "kept"
    assert run_scrapy("db", "dump", str(file), "--force").returncode == ExitCode.OK
    assert file.read_bytes().startswith(b"PGDMP")


def test_a_dump_that_fails_leaves_the_older_file_and_nothing_else(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "news.dump"
    file.write_text("kept")
    run_sql(engine, "CREATE ROLE nobody_dumps LOGIN")
    try:
        url = engine.url.set(username="nobody_dumps").render_as_string().replace("+psycopg", "")
        failed = run_scrapy("db", "dump", str(file), "--force", NEWSBOT_DATABASE_URL=url)
    finally:
        run_sql(engine, "DROP ROLE nobody_dumps")
    assert failed.returncode in {ExitCode.DATABASE, ExitCode.CONFIGURATION}
    assert [each.name for each in tmp_path.iterdir()] == ["news.dump"]
    assert file.read_text() == "kept"
    assert "a dump has to be a file" in run_scrapy("db", "dump", "-").stderr


def test_a_dump_goes_to_where_a_link_leads(run_scrapy: RunScrapy, tmp_path: Path) -> None:
    link, file = tmp_path / "link.dump", tmp_path / "news.dump"
    file.write_text("old")
    link.symlink_to(file)
    done = run_scrapy("db", "dump", str(link), "--force")
    assert (done.returncode, link.is_symlink()) == (ExitCode.OK, True), done.stderr
    assert file.read_bytes().startswith(b"PGDMP")


def test_only_its_owner_may_read_a_dump(run_scrapy: RunScrapy, tmp_path: Path) -> None:
    assert dumped(run_scrapy, tmp_path).stat().st_mode & 0o777 == 0o600


def test_a_dump_through_a_pool_wants_the_direct_url(
    run_scrapy: RunScrapy, database_url: str, tmp_path: Path
) -> None:
    file = str(tmp_path / "news.dump")
    with pgbouncer(database_url, tmp_path / "pool") as url:
        refused = run_scrapy("db", "dump", file, NEWSBOT_DATABASE_URL=url)
        assert "NEWSBOT_DIRECT_URL" in refused.stderr
        direct = {"NEWSBOT_DATABASE_URL": url, "NEWSBOT_DIRECT_URL": database_url}
        assert run_scrapy("db", "dump", file, **direct).returncode == ExitCode.OK
        done = run_scrapy("db", "restore", file, **direct)
    assert done.returncode == ExitCode.OK, done.stderr


def test_on_a_terminal_there_is_a_bar(
    run_scrapy: RunScrapy, database_url: str, tmp_path: Path
) -> None:
    file = dumped(run_scrapy, tmp_path)
    for action in (("dump", str(file), "--force"), ("restore", str(file))):
        assert f"{action[0]}:   0%" in shown_on_a_terminal("db", *action, url=database_url)


def shown_on_a_terminal(*arguments: str, url: str) -> str:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    settings = {"SCRAPY_PROJECT": "testing", "NEWSBOT_DATABASE_URL": url}
    command = (sys.executable, "-m", "scrapy", *arguments)
    with subprocess.Popen(command, cwd=CHECKOUT, env=os.environ | settings, stderr=theirs):
        os.close(theirs)
        return read_to_end(ours)
