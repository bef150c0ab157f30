"""However many hosts, sources and URLs there are, each statement of a run reads a few rows."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.queues import ENOUGH, Queues
from newsbot.storage.leases.scope import Scope
from tests.benchmarks.frontier.claimer import crawl
from tests.benchmarks.frontier.rows import Size, fill

SIZE = Size(hosts=4000, sources=4000, urls=20_000)
ROWS = re.compile(r"rows=(\d+)\S* loops=(\d+)")
REMOVED = re.compile(r"Rows Removed by [\w ]+: (\d+)")
MOST_ROWS = 500

Sent = dict[str, dict[str, Any]]


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine, SIZE)
    return engine


@pytest.fixture
def sent() -> Iterator[Sent]:
    """The statements that this process sends, with the parameters of the last time."""
    statements: Sent = {}

    def note(_: Connection, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        last = parameters[-1] if isinstance(parameters, list) else parameters
        if statement.split(maxsplit=1)[0] in {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}:
            statements[statement] = last

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def plan(engine: Engine, statement: str, parameters: dict[str, Any]) -> str:
    with engine.connect() as connection:
        lines = connection.exec_driver_sql(f"EXPLAIN ANALYZE {statement}", parameters).scalars()
        return "\n".join(lines)


def rows_read(plan: str) -> int:
    """The most rows that one node of an analysed plan read or left out."""
    read = [int(rows) * int(loops) for rows, loops in ROWS.findall(plan)]
    return max(read + [int(rows) for rows in REMOVED.findall(plan)])


def names_all_sources(parameters: dict[str, Any]) -> bool:
    return any(isinstance(each, list) and len(each) == SIZE.sources for each in parameters.values())


def queues(engine: Engine) -> Queues:
    return Queues(engine, start_run(engine, "news", {}), this_process(), timedelta(minutes=1))


def test_no_statement_of_a_run_reads_many_rows(filled, database_url: str, sent: Sent):
    crawl(database_url, SIZE, 400)
    single = {each: given for each, given in sent.items() if not names_all_sources(given)}
    assert len(single) > 20
    read = {each: rows_read(plan(filled, each, given)) for each, given in single.items()}
    assert {each: rows for each, rows in read.items() if rows > MOST_ROWS} == {}


def test_a_run_of_one_site_finds_and_leases_its_queue_among_many(filled, sent: Sent):
    of_site = DueWork(filled).queues_of([8])
    assert of_site == {"outlet-7.example"}
    scope = Scope(source_ids=(8,), site_ids=(8,), queues=of_site)
    assert [lease.queue for lease in queues(filled).claim(scope, 0, [])] == ["outlet-7.example"]
    assert max(rows_read(plan(filled, each, given)) for each, given in sent.items()) <= MOST_ROWS


def test_a_crawl_of_one_feed_reads_its_own_urls_among_many_of_the_host(filled, sent: Sent):
    with filled.begin() as connection:
        connection.execute(text("UPDATE newsbot.frontier SET host = 'outlet-7.example'"))
    with filled.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE newsbot.frontier"))
    sent.clear()
    due = DueWork(filled)
    of_feed = due.queues_listed_by([8])
    assert of_feed == {"outlet-7.example"}
    scope = Scope(source_ids=(8,), only_from_sources=True, queues=of_feed)
    assert len(due.links("outlet-7.example", scope, 20, [])) == SIZE.urls / SIZE.sources
    assert queues(filled).claim(scope, 0, []) != []
    read = {each: rows_read(plan(filled, each, given)) for each, given in sent.items()}
    assert {each: rows for each, rows in read.items() if rows > MOST_ROWS} == {}


def test_a_site_without_urls_has_no_queue_and_a_site_on_two_hosts_has_both(filled):
    with filled.begin() as connection:
        connection.execute(text("INSERT INTO newsbot.sites (id, key) VALUES (4711, 'quiet')"))
        moved = "UPDATE newsbot.frontier SET site_id = 8 WHERE host = 'outlet-9.example'"
        connection.execute(text(moved))
    assert DueWork(filled).queues_of([4711]) == frozenset()
    assert DueWork(filled).queues_of([8, 4711]) == {"outlet-7.example", "outlet-9.example"}


def test_a_share_is_counted_only_as_far_as_a_run_can_use_it(filled):
    first = queues(filled)
    assert first.share() == ENOUGH
    queues(filled)
    assert first.share() == ENOUGH
    for _ in range(18):
        queues(filled)
    assert first.share() == SIZE.hosts / 20


@pytest.mark.parametrize(
    ("ids", "as_text"),
    [
        ((), "{}"),
        (range(1, 10_001), "{[1,10001)}"),
        ((7, 1, 3, 2, 3), "{[1,4),[7,8)}"),
    ],
)
def test_the_sources_of_a_run_are_sent_as_ranges(ids: Sequence[int], as_text: str):
    assert Scope(source_ids=tuple(ids)).parameters["sources"] == as_text
