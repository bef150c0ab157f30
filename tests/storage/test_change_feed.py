"""Readers of news.changes see each change once and in order, however many crawls write.

`NEWSBOT_FEED_CHANGES` is the number of changes that the eight writers write together, 1 000 by
default, and `NEWSBOT_FEED_RUNS` the number of runs, 1 by default.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from threading import Event

import psycopg
import pytest
from sqlalchemy import Engine

from newsbot.postgres.embedded import EmbeddedServer
from newsbot.postgres.location import shown
from newsbot.storage.engine import connect
from newsbot.storage.schema import migrate
from tests.storage.feed_writing import write_changes
from tests.storage.making import article_on, rows, store, story

WRITERS = 8
COUNT = int(os.environ.get("NEWSBOT_FEED_CHANGES", "1000"))
RUNS = int(os.environ.get("NEWSBOT_FEED_RUNS", "1"))
BATCH = 500
PATIENCE_S = 60
_READ = "SELECT change_id FROM news.changes WHERE change_id > %s ORDER BY change_id LIMIT %s"
_SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture(scope="module")
def written_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database whose server writes commits to disk, unlike in other tests."""
    with EmbeddedServer(tmp_path_factory.mktemp("feed")) as server:
        engine = connect(shown(server.url()))
        migrate.upgrade(engine)
        engine.dispose()
        yield shown(server.url())


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(WRITERS, mp_context=_SPAWN) as processes:
        yield processes


def read_on(connection: psycopg.Connection, seen: list[int], last: int) -> int:
    """Reads all changes after `last` in batches; returns the last one."""
    while batch := [row[0] for row in connection.execute(_READ, (last, BATCH))]:
        seen += batch
        last = batch[-1]
    return last


def polled(url: str, last: int, is_over: Callable[[], bool]) -> list[int]:
    """The ids that a reader sees who asks again and again."""
    seen: list[int] = []
    with psycopg.connect(url, autocommit=True) as connection:
        while not is_over():
            last = read_on(connection, seen, last)
        read_on(connection, seen, last)
    return seen


def listened(url: str, last: int, count: int, is_ready: Event) -> tuple[list[int], list[int]]:
    """The ids that a listener reads when it is told, and the ids that it is told, up to `count`."""
    seen: list[int] = []
    told: list[int] = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("LISTEN news")
        last = read_on(connection, seen, last)
        is_ready.set()
        while len(told) < count:
            notes = list(connection.notifies(timeout=PATIENCE_S, stop_after=1))
            assert notes, f"nothing was told for {PATIENCE_S} s"
            told += [int(note.payload) for note in notes]
            if told[-1] > last:
                last = read_on(connection, seen, last)
    return seen, told


@pytest.mark.parametrize("run", range(RUNS))
def test_a_poller_and_a_listener_see_each_change_of_eight_writers_once_and_in_order(
    written_url: str, processes: ProcessPoolExecutor, run: int
) -> None:
    each = COUNT // WRITERS
    with psycopg.connect(written_url) as connection:
        before = connection.execute("SELECT max(change_id) FROM news.changes").fetchone()[0] or 0
    with ThreadPoolExecutor(2) as readers:
        is_ready = Event()
        listener = readers.submit(listened, written_url, before, each * WRITERS, is_ready)
        writers: list[Future[None]] = []
        is_over = lambda: bool(writers) and all(writer.done() for writer in writers)  # noqa: E731
        poller = readers.submit(polled, written_url, before, is_over)
        assert is_ready.wait(PATIENCE_S)
        seeds = range(run * WRITERS, (run + 1) * WRITERS)
        writers += [processes.submit(write_changes, written_url, seed, each) for seed in seeds]
        assert [writer.result() for writer in writers] == [None] * WRITERS
        seen, told = listener.result()
    with psycopg.connect(written_url) as connection:
        all_ids = [row[0] for row in connection.execute(_READ, (before, None))]
    assert len(all_ids) == each * WRITERS
    assert poller.result() == all_ids
    assert seen == all_ids
    assert told == all_ids
    assert all(one < other for one, other in pairwise(told))


def test_stored_articles_are_told_when_they_are_committed_and_not_before(
    engine: Engine, database_url: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as listener:
        listener.execute("LISTEN news")
        store(engine, *(article_on("post.example", story(str(n)), str(n)) for n in range(3)))
        told = [note.payload for note in listener.notifies(timeout=PATIENCE_S, stop_after=3)]
    assert told == [str(number) for (number,) in rows(engine, "SELECT change_id FROM news.changes")]


def test_a_transaction_that_is_rolled_back_tells_nothing(database_url: str) -> None:
    insert = "INSERT INTO newsbot.changes (op, article_id) VALUES ('update', 1)"
    with (
        psycopg.connect(database_url, autocommit=True) as listener,
        psycopg.connect(database_url) as writer,
    ):
        listener.execute("LISTEN news")
        writer.execute(insert)
        writer.rollback()
        writer.execute(insert)
        assert not list(listener.notifies(timeout=0))
        writer.commit()
        notes = list(listener.notifies(timeout=PATIENCE_S, stop_after=1))
    assert [note.payload for note in notes] == ["2"]
