"""Crawls that store the same stories at the same instant leave one original of each.

`NEWSBOT_RACES` is the number of runs under each setting, 1 by default.
"""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import URL, Engine, text

from newsbot.items import Article
from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.copies.candidates import look_up
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate
from tests.crawl.stored import copy_groups
from tests.storage.making import article_on, rows, story

RACES = int(os.environ.get("NEWSBOT_RACES", "1"))
STORIES, BATCH = 150, 10
SITES = ("agency.example", "gazette.example", "post.example", "echo.example")
OPTIONS = {"default": "", "no waiting for the disk": "-c synchronous_commit=off"}
RUNS = [
    pytest.param(options, id=f"{name}, run {run}")
    for name, options in OPTIONS.items()
    for run in range(RACES)
]
# One that waits for a process that has died gives up.
PATIENCE_S = 60
_SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """A PostgreSQL that writes commits to disk, as in production and unlike in other tests."""
    with EmbeddedServer(tmp_path_factory.mktemp("race")) as server:
        engine = connect(shown(server.url()))
        migrate.upgrade(engine)
        engine.dispose()
        yield server


@pytest.fixture
def raced(server: EmbeddedServer, request: pytest.FixtureRequest) -> Iterator[URL]:
    """The URL of a new database, with session options that differ from test to test."""
    administrator = connect(shown(server.url("postgres")))
    with administrator.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE race TEMPLATE newsbot"))
        yield server.url("race").update_query_dict({"options": request.param})
        connection.execute(text("DROP DATABASE race WITH (FORCE)"))
    administrator.dispose()


def articles_of(site: str) -> Iterator[Article]:
    """One article of each story on a site, with a length that differs from site to site."""
    changed = 10 * SITES.index(site)
    for number in range(STORIES):
        kept = story(str(number), 160).split()[: 160 - changed]
        body = " ".join([*kept, story(f"{site} {number}", changed)])
        yield article_on(site, body, f"story-{number}")


def store_all(database_url: str, site: str, barrier: Barrier) -> None:
    """Stores a site's articles as a crawl does, each batch at the same moment as other sites'."""
    engine = connect(database_url)
    store, articles = ArticleStore(engine), list(articles_of(site))
    for first in range(0, STORIES, BATCH):
        barrier.wait(PATIENCE_S)
        store.store(look_up(engine, articles[first : first + BATCH]))
    engine.dispose()


@pytest.fixture(scope="module")
def barrier() -> Iterator[Barrier]:
    """A barrier that the worker processes share."""
    with _SPAWN.Manager() as manager:
        yield manager.Barrier(len(SITES))


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Four worker processes; the barrier keeps each from taking a second site."""
    with ProcessPoolExecutor(len(SITES), mp_context=_SPAWN) as processes:
        yield processes


@pytest.mark.parametrize("raced", RUNS, indirect=True)
def test_four_processes_store_four_articles_of_each_story_as_one_original_and_its_copies(
    raced: URL, processes: ProcessPoolExecutor, barrier: Barrier
) -> None:
    crawls = [processes.submit(store_all, shown(raced), site, barrier) for site in SITES]
    assert [crawl.result() for crawl in crawls] == [None] * len(SITES)
    engine = connect(shown(raced))
    assert_one_original_each(engine)
    engine.dispose()


def assert_one_original_each(engine: Engine) -> None:
    counts = "SELECT count(*), min(copy_count), max(copy_count) FROM news.articles"
    assert rows(engine, counts) == [(STORIES, 3, 3)]
    assert rows(engine, "SELECT count(*) FROM news.copies") == [(3 * STORIES,)]
    assert copy_groups(engine) == {
        frozenset(f"https://{site}/story-{number}" for site in SITES) for number in range(STORIES)
    }
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    assert rows(engine, deadlocks) == [(0,)]
