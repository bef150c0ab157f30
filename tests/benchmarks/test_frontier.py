"""The benchmark of a full frontier does what a run does, and says what it cost."""

import json
from typing import Any

import pytest

from newsbot.crawling.work.loop import LOOK_S
from newsbot.urls import url_key
from tests.benchmarks.frontier import __main__ as frontier
from tests.benchmarks.frontier.claimer import Handled, crawl
from tests.benchmarks.frontier.measuring import MAX_GROWTH_BYTES, MAX_MS, POLLING, Measured
from tests.benchmarks.frontier.rows import KNOWN, LISTED, NEW, Size, feed, fill, listed
from tests.benchmarks.frontier.steps import Cost
from tests.storage.making import rows

SIZE = Size(hosts=10, sources=20, urls=800)


@pytest.fixture
def handled(engine, database_url: str) -> Handled:
    fill(engine, SIZE)
    return crawl(database_url, SIZE, 300)


def test_a_run_finishes_what_was_filled_in_and_holds_nothing_in_the_end(handled, engine):
    states = dict(rows(engine, "SELECT state, count(*) FROM newsbot.frontier GROUP BY state"))
    assert handled.urls >= 300
    assert sum(states.values()) == 880 + NEW * handled.polls
    ((rejected,),) = rows(engine, "SELECT count(*) FROM newsbot.rejections")
    assert 0 < rejected < 60
    ((looked,),) = rows(engine, "SELECT count(*) FROM newsbot.frontier WHERE etag IS NOT NULL")
    assert looked + rejected == handled.urls
    assert rows(engine, "SELECT count(*) FROM newsbot.queues WHERE leased_by IS NOT NULL") == [(0,)]


def test_a_source_lists_pages_that_are_in_the_table_and_others_that_are_new(engine):
    fill(engine, SIZE)
    links = listed(SIZE, feed(SIZE, 13))
    known = {bytes(key) for (key,) in rows(engine, "SELECT url_key FROM newsbot.frontier")}
    assert [url_key(url) in known for url in links] == [False] * NEW + [True] * KNOWN


def test_each_step_of_a_run_has_its_cost(handled):
    assert {
        "claim",
        "sources",
        "links",
        "offer",
        "record",
        "finish",
        "give_back",
    } <= handled.steps.keys()
    assert handled.steps.keys() >= POLLING
    assert all(cost.calls for cost in handled.steps.values())
    assert sum(cost.client_s for cost in handled.steps.values()) <= handled.client_s


def measured(**changed: Any) -> Measured:
    values = {
        "size": SIZE, "runs": 2, "urls": 100, "polls": 4, "wall_ms": 9.0, "client_ms": 2.0,
        "postgres_ms": 0.5, "growth_bytes": 1.0, "steps": {},
    }  # fmt: skip
    return Measured(**values | changed)


def test_what_finishing_and_what_polling_cost_is_told_apart():
    steps = {
        "claim": Cost(calls=1, client_s=0.01, postgres_s=0.02, wall_s=9),
        "finish": Cost(calls=5, client_s=0.03, postgres_s=0.02, wall_s=9),
        "offer": Cost(calls=4, client_s=0.1, postgres_s=0.2, wall_s=9),
        "record": Cost(calls=4, client_s=0.02, postgres_s=0.08, wall_s=9),
    }
    each = measured(steps=steps)
    assert each.finished_ms == pytest.approx(1000 * 0.08 / 100)
    assert each.listed_ms == pytest.approx(1000 * 0.4 / (4 * LISTED))
    assert (each.cpu_ms, each.misses) == (
        2.5,
        ["10 hosts, 2 runs: CPU ms a listed URL: 2.00, at most 1"],
    )
    assert measured(polls=0).listed_ms == 0


def test_what_is_above_a_limit_is_named():
    at_limit = {
        "finish": Cost(calls=1, client_s=MAX_MS * 100 / 1000),
        "offer": Cost(calls=1, postgres_s=MAX_MS * 4 * LISTED / 1000),
    }
    above = {name: Cost(calls=1, client_s=sum(cost.seconds) + 1) for name, cost in at_limit.items()}
    assert measured(steps=at_limit, growth_bytes=MAX_GROWTH_BYTES).misses == []
    missed = measured(steps=above, growth_bytes=MAX_GROWTH_BYTES + 1)
    assert [miss.split(":")[1].strip() for miss in missed.misses] == [
        "CPU ms a finished URL",
        "CPU ms a listed URL",
        "growth in bytes a finished URL",
    ]


def test_two_runs_at_once_are_measured_in_processes_of_their_own(capsys):
    sizes = ("--hosts", "8", "--sources", "8", "--urls", "400", "--finish", "100", "--runs", "2")
    frontier.main([*sizes, "--json"])
    (row,) = json.loads(capsys.readouterr().out)["measured"]
    assert (row["runs"], row["size"]["hosts"]) == (2, 8)
    assert row["urls"] >= 100
    assert row["cpu_ms"] == row["client_ms"] + row["postgres_ms"] > 0
    assert row["finished_ms"] > 0 < row["listed_ms"]


def test_a_run_that_has_all_due_queues_asks_for_more_once_a_second(handled):
    assert handled.steps["finish"].calls > 10
    assert handled.steps["claim"].calls < 6 + (handled.ended - handled.began) / LOOK_S
