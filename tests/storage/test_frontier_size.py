"""With many hosts, sources and URLs, a run reads a few rows in each statement, found by an index."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.queues import Queues, Scope
from newsbot.storage.runs import start_run
from tests.benchmarks.frontier.claimer import crawl
from tests.benchmarks.frontier.rows import Size, fill

SIZE = Size(hosts=500, sources=500, urls=20_000)
LARGE = ("frontier", "queues", "hosts", "sources")
ALL = Scope(source_ids=tuple(range(1, SIZE.sources + 1)))

Statements = list[tuple[str, Any]]


@pytest.fixture
def statements() -> Iterator[Statements]:
    """All statements that this process sends, with their parameters."""
    sent: Statements = []

    def note(_: Connection, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        sent.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def queues(engine: Engine) -> Queues:
    fill(engine, SIZE)
    return Queues(engine, start_run(engine, "news", {}), this_process(), timedelta(minutes=1))


def plan(engine: Engine, statement: str, parameters: Any) -> str:
    with engine.connect() as connection:
        lines = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars()
        return "\n".join(lines)


def whole_tables(plan: str) -> list[str]:
    return [table for table in LARGE if f"Seq Scan on {table}" in plan]


def test_no_statement_of_a_run_reads_a_whole_table(engine, queues, database_url, statements):
    crawl(database_url, SIZE, 400)
    sent = dict(statements)
    of_queues = [
        each for each in sent if "newsbot." in each and "unnest(" not in each.split("FROM")[0]
    ]
    assert len(of_queues) > 20
    found = {each: whole_tables(plan(engine, each, sent[each])) for each in of_queues}
    assert {each: tables for each, tables in found.items() if tables} == {}
