"""A database that goes away is waited for; one that refuses for good ends the crawl in one line."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, create_engine, text

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.schema import migrate
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import RunningCommand, running
from tests.crawl.silent_site import silent_site
from tests.spiders.local_site import LocalSite
from tests.spiders.warc_file import http, record, write
from tests.storage.making import rows
from tests.storage.sessions import holding_storing_lock, terminate_sessions

# The work for pages is done by a process of its own, which sees the faults first.
APART = ("-s", "NEWSBOT_DATABASE_PROCESS_FROM=0")
NAMES = [f"Ship{number}" for number in range(30)]
AWAY = "Waiting up to 60 s for the database"
BACK = "The database works again"
ARTICLES = "SELECT count(*) FROM news.articles"
RUN = "SELECT exit_code, finish_reason FROM news.runs"


@contextmanager
def crawling(site: LocalSite, database_url: str, folder: Path) -> Iterator[RunningCommand]:
    """A crawl of NAMES, whose pages are answered once `site.held` is set."""
    pages = [site.add(f"/{name}", news_page(name), Held="yes") for name in NAMES]
    feed = site.add("/feed.xml", feed_of(*pages), Content_Type="application/rss+xml")
    with running(
        *("crawl", "feed", "-a", f"url={feed}", "-s", "NEWSBOT_PAGE_TIMEOUT_S=60", *APART),
        log=folder / "log",
        NEWSBOT_DATABASE_URL=database_url,
    ) as crawl:
        crawl.wait_until(lambda: len(site.requested) > 3)
        yield crawl
    assert "Traceback" not in crawl.stderr()


def execute(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(sql))


def test_sessions_that_are_cut_off_again_and_again_cost_nothing(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with crawling(site, database_url, tmp_path) as crawl:
        site.held.set()
        cut_off, pause_s = 0, 0.5
        while not crawl.ends_within(pause_s):
            cut_off += terminate_sessions(engine)
            pause_s *= 1.3  # a busy machine needs longer for a transaction
        assert crawl.wait() == 0, crawl.stderr()
    assert cut_off > 0
    assert rows(engine, ARTICLES) == [(len(NAMES),)]


def test_a_storing_lock_held_elsewhere_is_waited_for(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with crawling(site, database_url, tmp_path) as crawl:
        with holding_storing_lock(engine):
            site.held.set()
            crawl.wait_until(lambda: AWAY in crawl.stderr())
        assert crawl.wait() == 0, crawl.stderr()
    assert crawl.stderr().count(AWAY) == crawl.stderr().count(BACK) == 1
    assert "lock timeout" in crawl.stderr()
    assert rows(engine, ARTICLES) == [(len(NAMES),)]


NO_TABLE = "ALTER TABLE newsbot.articles RENAME TO gone"
MOVED = f"{NO_TABLE}; UPDATE newsbot.alembic_version SET version_num = '0001'"  # noqa: S608 - ours
# What PostgreSQL says then; a disk that is full can only be had as root.
FULL = """
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION USING ERRCODE = 'disk_full', MESSAGE = 'No space left on device';
    END $$;
    CREATE TRIGGER full_disk BEFORE INSERT ON newsbot.articles EXECUTE FUNCTION full_disk()
"""


@pytest.mark.parametrize(
    ("fault", "exit_code", "says"),
    [
        (NO_TABLE, 3, '"newsbot.articles" does not exist'),
        (MOVED, 1, "the database schema is at 0001, this code needs"),
        (FULL, 3, "the database failed: No space left on device"),
    ],
    ids=["missing table", "moved schema", "full disk"],
)
def test_a_lasting_fault_ends_the_crawl_in_one_line(
    site: LocalSite,
    database_url: str,
    engine: Engine,
    tmp_path: Path,
    fault: str,
    exit_code: int,
    says: str,
) -> None:
    with crawling(site, database_url, tmp_path) as crawl:
        execute(engine, fault)
        site.held.set()
        assert crawl.wait() == exit_code, crawl.stderr()
    assert crawl.stderr().count("the crawl ends") == 1
    assert "WARNING" not in crawl.stderr()
    assert says in crawl.stderr()
    (run,) = rows(engine, "SELECT exit_code, finish_reason FROM newsbot.runs")
    assert run == (exit_code, "database_failed" if exit_code == 3 else "schema_moved")


def test_a_lasting_fault_in_a_crawls_only_batch_does_not_pass_as_success(
    run_scrapy: RunScrapy, engine: Engine, tmp_path: Path
) -> None:
    execute(engine, FULL)
    file = write(tmp_path, record(http(news_page("Anna").encode())))
    result = run_scrapy("crawl", "warc", "-a", f"path={file}", *APART)
    assert result.returncode == 3, result.stderr
    assert "the database failed: No space left on device" in result.stderr
    assert result.stderr.count("the crawl ends") == 1
    assert "1 pages were fetched, and nothing came of them." in result.stderr
    assert "No page was fetched" not in result.stderr
    assert rows(engine, RUN) == [(3, "database_failed")]


def test_a_lasting_fault_does_not_wait_for_pages_that_could_not_be_stored(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    page = site.add("/Anna", news_page("Anna"), Held="yes")
    with silent_site("127.0.0.2") as silent:
        urls = [page, *(f"{silent.base}/{n}" for n in range(20))]
        with running(
            *("crawl", "feed", "-a", f"url={silent.list(urls)}"),
            *("-s", "DOWNLOAD_TIMEOUT=6000", "-s", "DOWNLOAD_DELAY=0.1"),
            log=tmp_path / "log",
            NEWSBOT_DATABASE_URL=database_url,
        ) as crawl:
            crawl.wait_until(lambda: bool(silent.asked) and "/Anna" in site.requested)
            execute(engine, NO_TABLE)
            site.held.set()
            assert crawl.wait() == 3, crawl.stderr()
    assert "Traceback" not in crawl.stderr()


def test_a_read_only_database_ends_the_crawl_in_one_line(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    name = engine.url.database
    with crawling(site, database_url, tmp_path) as crawl:
        execute(engine, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        terminate_sessions(engine)
        site.held.set()
        assert crawl.wait() == 3, crawl.stderr()
    assert crawl.stderr().count("the crawl ends") == 1
    assert "in a read-only transaction; the crawl ends" in crawl.stderr()


def test_a_role_without_rights_ends_the_crawl_in_one_line(
    site: LocalSite, engine: Engine, tmp_path: Path
) -> None:
    role = f"reader_of_{engine.url.database}"
    execute(
        engine,
        f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA newsbot TO {role};"
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA newsbot TO {role};"
        f"REVOKE INSERT ON newsbot.articles FROM {role}",
    )
    theirs = shown(engine.url.set(username=role))
    try:
        with crawling(site, theirs, tmp_path) as crawl:
            site.held.set()
            assert crawl.wait() == 3, crawl.stderr()
    finally:
        execute(engine, f"DROP OWNED BY {role}; DROP ROLE {role}")
    assert crawl.stderr().count("the crawl ends") == 1
    assert "permission denied for" in crawl.stderr()
    assert rows(engine, RUN) == [(3, "database_failed")]


CHECK = "ALTER TABLE newsbot.versions ADD CHECK (title <> 'Ship7 sails')"
TRIGGER = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'no such ship';
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON newsbot.versions FOR EACH ROW
    WHEN (NEW.title = 'Ship7 sails') EXECUTE FUNCTION refuse()
"""


@pytest.mark.parametrize(
    ("refusal", "says"),
    [(CHECK, "violates check constraint"), (TRIGGER, "no such ship")],
    ids=["check", "trigger"],
)
def test_a_row_that_the_database_refuses_costs_itself_alone(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path, refusal: str, says: str
) -> None:
    execute(engine, refusal)
    with crawling(site, database_url, tmp_path) as crawl:
        site.held.set()
        assert crawl.wait() == 0, crawl.stderr()
    assert rows(engine, ARTICLES) == [(len(NAMES) - 1,)]
    (rejected,) = rows(engine, "SELECT url, stage, reason, detail FROM newsbot.rejections")
    assert rejected[:3] == (site.url("/Ship7"), "store", "not_storable")
    assert says in rejected[3]
    assert rows(engine, "SELECT fetched, new_articles, rejected FROM news.runs") == [(30, 29, 1)]


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server of this test's own, that it may kill, with the schema.

    It waits for the disk, as outside tests: else it may forget the links of the last commit.
    """
    with EmbeddedServer(tmp_path / "home") as server:
        engine = create_engine(server.url())
        migrate.upgrade(engine)
        engine.dispose()
        yield server


def kill_postmaster(server: EmbeddedServer) -> None:
    number = (server.home / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
    psutil.Process(int(number)).kill()


def test_a_server_that_is_killed_and_comes_back_costs_nothing(
    site: LocalSite, own_server: EmbeddedServer, tmp_path: Path
) -> None:
    with crawling(site, shown(own_server.url()), tmp_path) as crawl:
        kill_postmaster(own_server)
        site.held.set()
        crawl.wait_until(lambda: AWAY in crawl.stderr())
        with EmbeddedServer(own_server.home, fsync=False):
            assert crawl.wait() == 0, crawl.stderr()
    assert crawl.stderr().count(AWAY) == crawl.stderr().count(BACK) == 1
    engine = create_engine(own_server.url())
    assert rows(engine, ARTICLES) == [(len(NAMES),)]
    assert rows(engine, RUN) == [(0, "finished")]
    engine.dispose()


def test_sigterm_ends_the_wait_for_a_killed_server(
    site: LocalSite, own_server: EmbeddedServer, tmp_path: Path
) -> None:
    with crawling(site, shown(own_server.url()), tmp_path) as crawl:
        kill_postmaster(own_server)
        site.held.set()
        crawl.wait_until(lambda: AWAY in crawl.stderr())
        crawl.process.send_signal(signal.SIGTERM)
        assert crawl.wait() == 5, crawl.stderr()
    assert "the crawl ends" not in crawl.stderr()


def test_a_crawl_that_begins_on_a_read_only_database_ends_with_one_line(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    execute(engine, f"ALTER DATABASE {engine.url.database} SET default_transaction_read_only = on")
    engine.dispose()
    failed = run_scrapy("crawl", "pages", "-a", "urls=https://gazette.example/a")
    assert failed.returncode == 3
    (line,) = failed.stderr.splitlines()
    assert "in a read-only transaction" in line
