"""At the start of a run: stale queues are not due, and hosts go to the queues of their groups."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot.items import Link
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.holders import this_process
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.queues import Queues
from newsbot.storage.leases.scope import Scope
from newsbot.storage.leases.tidying import Tidying
from newsbot.urls import host_of
from tests.storage.making import move_clock, rows

HOST, FEED = "gazette.example", "https://gazette.example/feed"
DAY = timedelta(days=1)
QUEUES = "SELECT queue, next_at IS NOT NULL FROM newsbot.queues ORDER BY queue"
HOSTS = "SELECT host, queue FROM newsbot.hosts ORDER BY host"


def tidy(engine: Engine, groups: Mapping[str, str] | None = None) -> None:
    """What a new run does at its start."""
    run_id = start_run(engine, "news", {})
    tidying = Tidying(engine=engine, run_id=run_id, groups=groups or {}, of_articles=())
    tidying.regroup()
    tidying.refresh()


def offer(engine: Engine, *urls: str) -> None:
    Offers(engine).offer([Offer(link=Link(url=url), site="gazette") for url in urls])


def change(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(sql))


def register(engine: Engine) -> None:
    Polls(engine, host_of).register(
        [Polled(url=FEED, kind="feed", site="gazette")], is_regular=True
    )


def test_a_queue_in_which_nothing_was_due_for_a_day_is_due_no_more(engine: Engine) -> None:
    offer(engine, f"https://{HOST}/a", "https://herald.example/a")
    change(engine, "UPDATE newsbot.frontier SET state = 'done' WHERE host = 'herald.example'")
    tidy(engine)
    assert rows(engine, QUEUES) == [(HOST, True), ("herald.example", True)]
    move_clock(engine, 2 * DAY)
    tidy(engine)
    assert rows(engine, QUEUES) == [(HOST, True), ("herald.example", False)]


def test_a_queue_with_a_long_backlog_keeps_its_place(engine: Engine) -> None:
    offer(engine, f"https://{HOST}/a")
    before = rows(engine, "SELECT next_at FROM newsbot.queues")
    move_clock(engine, 2 * DAY)
    tidy(engine)
    assert rows(engine, "SELECT next_at FROM newsbot.queues") == before


def test_a_source_that_no_run_polls_any_more_makes_no_queue_due(engine: Engine) -> None:
    register(engine)
    move_clock(engine, 29 * DAY)
    tidy(engine)
    assert rows(engine, QUEUES) == [(HOST, True)]
    move_clock(engine, 31 * DAY)
    tidy(engine)
    assert rows(engine, QUEUES) == [(HOST, False)]
    register(engine)
    assert rows(engine, QUEUES) == [(HOST, True)]


@pytest.mark.parametrize("url", [f"https://{HOST}/a", f"http://{HOST}/a"])
def test_a_host_goes_to_its_group_and_back(engine: Engine, url: str) -> None:
    offer(engine, url)
    tidy(engine, {HOST: "group"})
    assert [queue for _, queue in rows(engine, HOSTS)] == ["group"]
    assert ("group", True) in rows(engine, QUEUES)
    tidy(engine)
    assert [queue for _, queue in rows(engine, HOSTS)] == [HOST]


def test_a_host_that_another_run_asks_stays_in_its_queue(engine: Engine) -> None:
    offer(engine, f"https://{HOST}/a")
    run_id = start_run(engine, "news", {})
    Queues(engine, run_id, this_process(), timedelta(minutes=1)).claim(Scope(), 0, [])
    tidy(engine, {HOST: "group"})
    assert rows(engine, HOSTS) == [(HOST, HOST)]
