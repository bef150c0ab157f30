"""Leases, due sources and looks hold through a pool that runs each transaction in any session."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from newsbot import clock
from newsbot.items import SourceReport
from newsbot.storage.engine import connect
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.queues import AT_A_TIME, Queues, held_by
from newsbot.storage.leases.scope import Scope
from newsbot.urls import host_of
from tests.patience import wait_until
from tests.storage.pooler import pgbouncer
from tests.storage.test_leases import ALL, ELSEWHERE, claim, offer_hosts, run
from tests.storage.test_revisits import HOST, fetch

SHORT = timedelta(seconds=1)


@pytest.fixture
def pooled(database_url: str, engine: Engine, tmp_path) -> Iterator[Engine]:
    """An engine whose connections share the two sessions of a pool."""
    with pgbouncer(database_url, tmp_path / "pool") as url:
        engine = connect(url)
        yield engine
        engine.dispose()


def short_run(engine: Engine) -> Queues:
    """A new run whose leases end a second after they were last renewed."""
    queues = Queues(engine, start_run(engine, "news", {}), ELSEWHERE, SHORT)
    queues.begin()
    return queues


def test_runs_at_once_never_share_a_queue_and_give_it_on(pooled):
    offer_hosts(pooled, 4 * AT_A_TIME)
    runs = [run(pooled) for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(claim, runs))
        renewed = list(threads.map(Queues.renew, runs * 2))
        assert sum(map(len, claimed)) == len(set().union(*claimed)) == 4 * AT_A_TIME
        assert renewed == claimed * 2
        list(threads.map(lambda each, names: each.give_back(names, []), runs, claimed))
        assert [each.renew() for each in runs] == [set()] * 4
        assert len(set().union(*threads.map(claim, runs))) == 4 * AT_A_TIME


def test_a_silent_run_is_taken_over_and_notices(pooled):
    offer_hosts(pooled, 1)
    silent, other = short_run(pooled), run(pooled)
    (queue,) = claim(silent)
    wait_until(lambda: claim(other))
    assert silent.renew() == set()
    with pooled.begin() as connection:
        assert held_by(connection, silent.run_id, {queue}) == set()
        assert held_by(connection, other.run_id, {queue}) == {queue}


def test_a_due_source_is_polled_by_one_of_two_runs(pooled):
    source = Polled(url=f"https://{HOST}/feed", kind="feed", site="gazette")
    register = partial(Polls(pooled, host_of).register, is_regular=True)
    runs = [run(pooled), run(pooled)]
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(register, [[source]] * 2)
        assert first == second
        scope = Scope(source_ids=tuple(first.values()))
        claimed = list(threads.map(partial(claim, scope=scope), runs))
    assert sorted(claimed, key=len) == [set(), {HOST}]
    assert DueWork(pooled).sources(HOST, scope) == [source.url]
    report = SourceReport(url=source.url, kind="feed", site="gazette", at=clock.now(), links=3)
    polls = [Polls(pooled, host_of, each.run_id) for each in runs]
    assert [each.record(report) for each in polls] == [HOST in each for each in claimed]
    assert DueWork(pooled).sources(HOST, scope) == []


def test_a_stored_article_is_looked_at_again(pooled):
    fetch(pooled)
    assert run(pooled).take(HOST) is not None
    (due,) = DueWork(pooled).revisits(HOST, ALL, 10, [])
    assert (due.is_revisit, due.validators is None) == (True, False)
    assert DueWork(pooled).revisits(HOST, ALL, 10, [due.key]) == []
