"""An upgrade from the schema of release 0.2.0, beside a crawl of that release, and readers.

`NEWSBOT_UPGRADED` is the number of articles that are stored already, 300 by default. Locks take
longer with many, so the promise was tried with 100 000.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from typing import Self

import psycopg
import pytest

from newsbot.storage.engine import connect
from newsbot.storage.models import revisions
from newsbot.storage.schema import migrate
from tests.migrations.filling import REVISION, crawl, fill
from tests.patience import wait_until
from tests.storage.making import rows
from tests.storage.sessions import holding

STORED = int(os.environ.get("NEWSBOT_UPGRADED", "300"))
# What readers poll: the newest articles, one by its URL, and what has changed.
POLLS = (
    "SELECT url, site, title, copy_count FROM news.articles ORDER BY id DESC LIMIT 20",
    "SELECT title FROM news.all_articles WHERE id = 1001",
    "SELECT change_id, op, article_id FROM news.changes ORDER BY change_id DESC LIMIT 20",
)
# Between two steps of the crawl, and of each reader.
PAUSE_S = 0.02
WRONG_COUNTS = """
    SELECT id FROM news.articles AS original
    WHERE copy_count <> (SELECT count(*) FROM news.all_articles WHERE copy_of = original.id)
    LIMIT 5
"""


@pytest.fixture
def filled(empty_database_url):
    engine = connect(empty_database_url)
    migrate.upgrade(engine, REVISION)
    fill(empty_database_url, STORED)
    yield engine, empty_database_url
    engine.dispose()


def test_an_upgrade_beside_a_crawl_fails_no_item_and_blocks_no_reader(filled):
    engine, url = filled
    before = counts(engine)
    polls = [Beside(read(url, sql)) for sql in POLLS]
    with ExitStack() as running:
        crawl_of_0_2_0 = running.enter_context(Beside(write(url)))
        for each in (crawl_of_0_2_0, *map(running.enter_context, polls)):
            each.wait_for_steps(5)
        migrate.upgrade(engine)
        for each in (crawl_of_0_2_0, *polls):
            each.wait_for_steps(5)
    assert revisions.current(engine) == revisions.head()
    assert counts(engine) == tuple(number + crawl_of_0_2_0.steps for number in before)
    assert rows(engine, WRONG_COUNTS) == []


def test_a_reader_that_is_blocked_for_a_second_is_found(engine, database_url):
    lock = "LOCK TABLE newsbot.articles IN ACCESS EXCLUSIVE MODE"
    with (
        pytest.raises(psycopg.errors.LockNotAvailable),
        Beside(read(database_url, POLLS[0])) as reader,
        holding(engine, lock),
    ):
        reader.wait_until_failed()


def counts(engine) -> tuple[int, ...]:
    return rows(
        engine,
        """
        SELECT (SELECT count(*) FROM newsbot.articles), (SELECT count(*) FROM newsbot.versions),
            (SELECT count(*) FROM newsbot.changes)
        """,
    )[0]


class Beside:
    """Takes steps of a work in a thread until the block ends, which raises the work's error."""

    def __init__(self, work: Iterator[object]) -> None:
        self.steps = 0
        self._work = work
        self._stop = Event()
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        self._running = self._pool.submit(self._run)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._pool.shutdown()
        self._running.result()

    def wait_for_steps(self, number: int) -> None:
        until = self.steps + number
        wait_until(lambda: self.steps >= until or self._running.done())

    def wait_until_failed(self) -> None:
        wait_until(self._running.done)

    def _run(self) -> None:
        for _ in self._work:
            self.steps += 1
            if self._stop.wait(PAUSE_S):
                return


def write(url):
    with psycopg.connect(url, prepare_threshold=None, autocommit=True) as connection:
        yield from crawl(connection)


def read(url, sql):
    with psycopg.connect(url, prepare_threshold=None, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '1s'")
        while True:
            yield connection.execute(sql.encode()).rowcount
