"""SIGKILL at any moment costs nothing but time: after one more crawl the rows are the same.

`NEWSBOT_KILLS` is the number of moments at which the crawler is killed, 2 by default. From 20 on
the crawl is that of all pages of two corpora; below, of a tenth of them, and without corpora of the
demo's pages. The moments are drawn from a fixed seed over the crawl's length, counted in pages that
are stored or rejected.
"""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest
from sqlalchemy import Engine, create_engine

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.storage.engine import connect
from newsbot.storage.frontier.retries import Asked, make_due
from newsbot.storage.schema import migrate
from tests.conftest import corpora_folder
from tests.crawl.corpus_site import CorpusSite, demo_pages, read_pages, serve
from tests.crawl.running import RunningCommand, running
from tests.crawl.stored import Stored, count_pages, stored

KILLS = int(os.environ.get("NEWSBOT_KILLS", "2"))
WORKERS_LIVE_S = 15
# A page must not time out because the machine is busy: these tests compare what is stored.
PATIENT = ("-s", "NEWSBOT_PAGE_TIMEOUT_S=60", "-s", "NEWSBOT_WORKERS=2")
# The process that does the database work is among those that are killed.
APART = ("-s", "NEWSBOT_DATABASE_PROCESS_FROM=0")


@dataclass(frozen=True)
class Undisturbed:
    """A crawl that nothing happened to."""

    arguments: tuple[str, ...]
    left: Stored
    pages: int
    """How many it settled."""
    page_s: float
    """How long it took over each."""


@pytest.fixture(scope="module")
def site() -> Iterator[CorpusSite]:
    """Pages, and every eighth of them once more at another URL, with another article number."""
    if (corpora := corpora_folder()).is_dir():
        pages = read_pages(corpora, "aeb", "andy424")[:: 1 if KILLS >= 20 else 10]
    else:
        pages = demo_pages()
    reprints = [
        replace(page, corpus=f"reprint-{page.corpus}", truth=page.truth | {"id": f"reprint{at}"})
        for at, page in enumerate(pages[::8])
    ]
    with serve([*pages, *reprints]) as site:
        yield site


@pytest.fixture(scope="module")
def undisturbed(
    site: CorpusSite, module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    arguments = (
        "crawl",
        "feed",
        "-a",
        f"url={site.add_feed('/feed.xml', site.pages)}",
        *PATIENT,
        *APART,
    )
    engine = connect(module_database_url)
    log = tmp_path_factory.mktemp("undisturbed") / "log"
    with running(*arguments, log=log, NEWSBOT_DATABASE_URL=module_database_url) as crawl:
        crawl.wait_until(lambda: count_pages(engine) > 0)
        started = time.monotonic()
        assert crawl.wait() == 0, crawl.stderr()
        page_s = (time.monotonic() - started) / len(site.pages)
    left, pages = stored(engine), count_pages(engine)
    engine.dispose()
    assert pages == len(site.pages)
    assert left.groups
    return Undisturbed(arguments, left, pages, page_s)


def moments(number: int) -> list[float]:
    """Shares of a crawl's length, 0 to 1."""
    chance = random.Random(1)  # noqa: S311 - it has to be the same each time
    return [chance.random() for _ in range(number)]


def wait_for(moment: float, crawl: RunningCommand, engine: Engine, length: Undisturbed) -> None:
    """Until that share of the pages is settled; many are settled at once, hence also a part of
    the time that a page takes. At most until the crawl has ended."""
    pages = moment * length.pages
    crawl.wait_until(lambda: count_pages(engine) >= int(pages))
    crawl.ends_within((pages % 1) * length.page_s)


def assert_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=WORKERS_LIVE_S)
    assert alive == []


@pytest.mark.parametrize("moment", moments(KILLS))
def test_a_killed_crawl_is_made_good_by_the_next(
    moment: float, undisturbed: Undisturbed, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    place = {"log": tmp_path / "log", "NEWSBOT_DATABASE_URL": database_url}
    with running(*undisturbed.arguments, **place) as crawl:
        wait_for(moment, crawl, engine, undisturbed)
        workers = crawl.workers()
        crawl.process.kill()
        assert_gone(workers)
    with running(*undisturbed.arguments, **place) as crawl:
        assert crawl.wait() == 0, crawl.stderr()
    assert stored(engine) == undisturbed.left


def test_a_crawl_survives_the_death_of_its_workers(
    undisturbed: Undisturbed, database_url: str, engine: Engine, tmp_path: Path
) -> None:
    place = {"log": tmp_path / "log", "NEWSBOT_DATABASE_URL": database_url}
    with running(*undisturbed.arguments, **place) as crawl:
        crawl.wait_until(lambda: bool(crawl.workers()))
        killed = kill_a_worker(crawl)
        crawl.wait_until(lambda: count_pages(engine) > 0)
        for moment in sorted(moments(max(KILLS, 3))):
            wait_for(moment, crawl, engine, undisturbed)
            killed += kill_a_worker(crawl)
        assert crawl.wait() == 0, crawl.stderr()
    assert killed > 1
    # A page whose two workers both happened to be killed is tried again a quarter of an hour later.
    make_due(engine, Asked(reason="worker_died"))
    with running(*undisturbed.arguments, **place) as crawl:
        assert crawl.wait() == 0, crawl.stderr()
    assert stored(engine) == undisturbed.left


def kill_a_worker(crawl: RunningCommand) -> int:
    """How many were killed: none if the crawl has just ended."""
    workers = crawl.workers()[:1]
    for worker in workers:
        worker.kill()
    return len(workers)


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[tuple[EmbeddedServer, Engine]]:
    """A server that is down, with an engine for it."""
    server = EmbeddedServer(tmp_path / "home")
    engine = create_engine(server.url(), pool_pre_ping=True)
    yield server, engine
    engine.dispose()


def test_a_database_that_stays_dead_ends_the_crawl_and_is_recovered_by_the_next(
    site: CorpusSite,
    undisturbed: Undisturbed,
    embedded: tuple[EmbeddedServer, Engine],
    tmp_path: Path,
) -> None:
    server, engine = embedded
    place = {
        "log": tmp_path / "log",
        "NEWSBOT_HOME": str(server.home),
        "NEWSBOT_DATABASE_URL": "",
    }
    with server, site.holding(site.pages[-1]) as is_killed:  # no crawl ends before
        migrate.upgrade(engine)
        with running(*undisturbed.arguments, **place) as crawl:
            wait_for(0.3, crawl, engine, undisturbed)
            workers = crawl.workers()
            kill_postmaster(server)
            is_killed.set()
            assert crawl.wait(timeout_s=300) == 3, crawl.stderr()
            assert_gone(workers)
            assert crawl.stderr().count("the crawl ends") == 1
            assert "Traceback" not in crawl.stderr()
    with server, running(*undisturbed.arguments, **place) as crawl:
        assert crawl.wait() == 0, crawl.stderr()
        assert stored(engine) == undisturbed.left


def kill_postmaster(server: EmbeddedServer) -> None:
    number = (server.home / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
    psutil.Process(int(number)).kill()
