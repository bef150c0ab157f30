"""Crawls whose database work is done by a process of its own: what happens if a process is killed.

A database that fails is the matter of test_database_faults.py.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import Engine

from newsbot.crawling.database.serving import NAME
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import RunningCommand, running
from tests.patience import PATIENCE_S
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows
from tests.storage.sessions import holding_storing_lock, is_waited_for

NAMES = [f"Ship{number}" for number in range(30)]
AT_ONCE = ("-s", "NEWSBOT_DATABASE_PROCESS_FROM=0")
PATIENT = ("-s", "NEWSBOT_PAGE_TIMEOUT_S=60")
STORED = "SELECT count(*) FROM news.articles"
FRONTIER = "SELECT state, tries, count(*) FROM newsbot.frontier GROUP BY 1, 2"


@contextmanager
def crawling(
    site: LocalSite, database_url: str, folder: Path, *options: str
) -> Iterator[RunningCommand]:
    """A crawl of NAMES, of which the last one is answered once `site.held` is set."""
    held = {NAMES[-1]: {"Held": "yes"}}
    pages = [site.add(f"/{name}", news_page(name), **held.get(name, {})) for name in NAMES]
    feed = site.add("/feed.xml", feed_of(*pages), Content_Type="application/rss+xml")
    with running(
        *("crawl", "feed", "-a", f"url={feed}", *PATIENT, *options),
        log=folder / "log",
        NEWSBOT_DATABASE_URL=database_url,
    ) as crawl:
        yield crawl
    assert "Traceback" not in crawl.stderr()


def database_processes(crawl: RunningCommand) -> list[psutil.Process]:
    return [each for each in crawl.workers() if _name(each) == NAME]


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


@contextmanager
def held_up(crawl: RunningCommand, engine: Engine) -> Iterator[list[psutil.Process]]:
    """Holds a lock for which the database process of the crawl waits; gives that process."""
    with holding_storing_lock(engine):
        crawl.wait_until(lambda: is_waited_for(engine, "advisory"))
        waiting = database_processes(crawl)
        assert len(waiting) == 1
        yield waiting


def require_whole_end(crawl: RunningCommand, site: LocalSite, engine: Engine) -> None:
    """Has the last page answered; the crawl has to end well, and to have stored all pages."""
    site.held.set()
    assert crawl.wait() == 0, crawl.stderr()
    assert rows(engine, STORED) == [(len(NAMES),)]


def kill_all(processes: list[psutil.Process]) -> int:
    for each in processes:
        each.kill()
    return len(processes)


def test_a_database_process_that_is_killed_again_and_again_costs_nothing(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with crawling(site, database_url, tmp_path, *AT_ONCE) as crawl:
        crawl.wait_until(lambda: bool(database_processes(crawl)))
        site.held.set()
        killed, pause_s = 0, 0.5
        while not crawl.ends_within(pause_s):
            killed += kill_all(database_processes(crawl))
            pause_s *= 1.5  # a busy machine needs longer to start a process
        assert crawl.wait() == 0, crawl.stderr()
    assert killed > 0
    assert "The database process has ended (-9). It is started again" in crawl.stderr()
    assert rows(engine, STORED) == [(len(NAMES),)]
    assert rows(engine, FRONTIER) == [("done", 0, len(NAMES))]
    fetched = "SELECT fetched, new_articles + unchanged, rejected FROM news.runs"
    assert rows(engine, fetched) == [(len(NAMES), len(NAMES), 0)]


def test_a_small_crawl_does_its_database_work_itself(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with crawling(site, database_url, tmp_path) as crawl:
        crawl.wait_until(lambda: rows(engine, STORED) != [(0,)])
        assert database_processes(crawl) == []
        require_whole_end(crawl, site, engine)


def test_a_crawl_that_grows_starts_the_process_on_the_way(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with crawling(site, database_url, tmp_path, "-s", "NEWSBOT_DATABASE_PROCESS_FROM=9") as crawl:
        crawl.wait_until(lambda: bool(database_processes(crawl)))
        require_whole_end(crawl, site, engine)


def test_a_killed_crawl_takes_its_database_process_along(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with (
        crawling(site, database_url, tmp_path, *AT_ONCE) as crawl,
        held_up(crawl, engine) as left,
    ):
        crawl.process.kill()
        assert psutil.wait_procs(left, timeout=PATIENCE_S)[1] == []
    with crawling(site, database_url, tmp_path, *AT_ONCE) as crawl:
        require_whole_end(crawl, site, engine)


def test_a_stopped_crawl_whose_database_process_waits_for_a_lock_ends_with_5(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with crawling(site, database_url, tmp_path, *AT_ONCE) as crawl:
        with held_up(crawl, engine) as left:
            crawl.process.send_signal(signal.SIGTERM)
            assert crawl.wait() == 5, crawl.stderr()
        assert psutil.wait_procs(left, timeout=PATIENCE_S)[1] == []
    assert rows(engine, "SELECT exit_code, finish_reason FROM news.runs") == [(5, "shutdown")]


def test_a_stopped_crawl_stores_first_what_is_under_way(
    site: LocalSite, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    with crawling(site, database_url, tmp_path, *AT_ONCE) as crawl:
        crawl.wait_until(lambda: rows(engine, STORED) != [(0,)])
        for each in [psutil.Process(crawl.process.pid), *database_processes(crawl)]:
            each.send_signal(signal.SIGTERM)
        site.held.set()
        assert crawl.wait() == 5, crawl.stderr()
    states = "SELECT count(*) FROM newsbot.frontier WHERE state = 'done'"
    assert rows(engine, states) == rows(engine, STORED)
    assert "database process" not in crawl.stderr()
