"""Queues of hosts: one run at a time holds one, and another takes it over when that is gone."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot.items import Deferred, Link, Rejected
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.engine import connect
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases import holders
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.holders import Holder, is_dead, this_process
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.queues import AT_A_TIME, Queues, held_by
from newsbot.storage.leases.scope import Scope
from newsbot.urls import host_of
from tests.patience import wait_until
from tests.storage.making import move_clock, rejection, rows

TTL = timedelta(minutes=1)
ALL = Scope()
ELSEWHERE = Holder(machine="another", boot="another", process="1 1")


def run(engine: Engine, holder: Holder = ELSEWHERE) -> Queues:
    """The queues as a new run sees them."""
    queues = Queues(engine, start_run(engine, "news", {}), holder, TTL)
    queues.begin()
    return queues


def offer(engine: Engine, *urls: str) -> None:
    Offers(engine).offer([Offer(link=Link(url=url), site="gazette.example") for url in urls])


def offer_hosts(engine: Engine, count: int) -> None:
    offer(engine, *(f"https://outlet-{number}.example/a" for number in range(count)))


def claim(queues: Queues, scope: Scope = ALL, held: int = 0) -> set[str]:
    return {lease.queue for lease in queues.claim(scope, held, [])}


def ended_process() -> str:
    """A process of this machine that is gone, as a holder's process is named."""
    program = "from newsbot.storage.leases import holders; print(holders.this_process().process)"
    ended = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    return ended.stdout.strip()


def test_runs_at_once_share_the_queues_and_never_one(engine):
    offer_hosts(engine, 16)
    runs = [run(engine) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(claim, runs))
    assert sum(map(len, claimed)) == len(set().union(*claimed)) == 16
    assert all(len(each) == AT_A_TIME for each in claimed)


def test_a_run_takes_no_more_than_its_share(engine):
    offer_hosts(engine, 8)
    first, _ = run(engine), run(engine)
    assert len(claim(first)) == 4
    assert claim(first, held=4) == set()


def test_what_is_not_due_is_not_claimed(engine):
    offer(engine, "https://gazette.example/a")
    queues = run(engine)
    assert claim(queues, Scope(queues=frozenset({"herald.example"}))) == set()
    assert claim(queues, Scope(only_from_sources=True)) == set()
    assert claim(queues, Scope(site_ids=(4711,))) == set()
    assert claim(queues) == {"gazette.example"}


def test_http_and_https_of_a_host_are_one_queue(engine):
    offer(engine, "https://gazette.example/a", "http://gazette.example/b")
    queues = run(engine)
    assert claim(queues) == {"gazette.example"}
    links = DueWork(engine).links("gazette.example", ALL, 10, [])
    assert {each.link.url[-1] for each in links} == {"a", "b"}


def test_a_lease_ends_a_minute_after_its_holders_last_word(engine):
    offer(engine, "https://gazette.example/a")
    first, second = run(engine), run(engine)
    claim(first)
    move_clock(engine, TTL - timedelta(seconds=1))
    assert claim(second) == set()
    first.renew()
    move_clock(engine, TTL * 1.5)
    assert claim(second) == set()
    move_clock(engine, TTL * 3)
    assert claim(second) == {"gazette.example"}
    assert first.renew() == set()


def test_leases_are_renewed_while_all_other_connections_are_in_use(engine, database_url):
    offer(engine, "https://gazette.example/a")
    queues = run(engine)
    assert claim(queues) == {"gazette.example"}
    with ExitStack() as others:
        for _ in range(15):
            others.enter_context(engine.connect())
        apart = connect(database_url, apart=True)
        assert replace(queues, engine=apart).renew() == {"gazette.example"}
    apart.dispose()


def test_what_another_run_took_over_is_no_longer_held(engine):
    offer(engine, "https://gazette.example/a")
    first, second = run(engine), run(engine)
    claim(first)
    move_clock(engine, TTL * 2)
    claim(second)
    with engine.begin() as connection:
        assert held_by(connection, first.run_id, {"gazette.example"}) == set()
        assert held_by(connection, second.run_id, {"gazette.example"}) == {"gazette.example"}


def waits_for_a_lock(engine: Engine) -> bool:
    found = "SELECT FROM pg_stat_activity WHERE datname = current_database()"
    return bool(rows(engine, f"{found} AND wait_event_type = 'Lock'"))


@pytest.mark.parametrize("method", [Queues.renew, Queues.bury_dead])
def test_queues_are_locked_by_name(engine, method):
    queues = run(engine, this_process())
    for queue in ("z.example", "a.example"):
        queues.take(queue)
    with engine.begin() as connection:
        dies = text("UPDATE newsbot.runs SET process = :process WHERE id = :run")
        connection.execute(dies, {"process": ended_process(), "run": queues.run_id})
    lock = text("SELECT FROM newsbot.queues WHERE queue = :queue FOR UPDATE")
    with ThreadPoolExecutor(1) as thread, engine.begin() as connection:
        connection.execute(lock, {"queue": "a.example"})
        locking = thread.submit(method, queues)
        wait_until(lambda: waits_for_a_lock(engine), limit_s=60)
        connection.execute(lock, {"queue": "z.example"})
        connection.rollback()
        locking.result()


def test_a_dead_process_of_this_machine_is_taken_over_at_once(engine):
    offer(engine, "https://gazette.example/a")
    here = this_process()
    first = run(engine, here)
    claim(first)
    with engine.begin() as connection:
        dies = text("UPDATE newsbot.runs SET process = :process WHERE id = :run")
        connection.execute(dies, {"process": ended_process(), "run": first.run_id})
    assert claim(run(engine, here)) == {"gazette.example"}


def test_a_process_is_dead_only_for_certain():
    here = this_process()
    number, began = here.process.split()
    assert int(number) == os.getpid()
    assert not is_dead(here)
    again = Holder(machine=here.machine, boot=here.boot, process=f"{number} {int(began) - 1}")
    assert is_dead(again)
    assert not is_dead(Holder(machine=here.machine, boot="another", process="1 1"))


def test_a_process_that_the_system_hides_is_not_dead(tmp_path, monkeypatch):
    (tmp_path / "sys/kernel/random").mkdir(parents=True)
    (tmp_path / "sys/kernel/random/boot_id").write_text("one")
    (tmp_path / "self/ns").mkdir(parents=True)
    (tmp_path / "self/ns/pid").symlink_to("pid:[1]")
    monkeypatch.setattr(holders, "_PROC", tmp_path)
    boot, ended = this_process().boot, ended_process()
    assert not is_dead(Holder(machine="this", boot=boot, process=f"{os.getpid()} 1"))
    assert is_dead(Holder(machine="this", boot=boot, process=ended))


def test_a_queue_that_is_given_back_is_due_when_something_of_it_is(engine):
    offer(engine, "https://gazette.example/a", "https://gazette.example/b")
    queues = run(engine)
    claim(queues)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE newsbot.frontier SET next_at = newsbot.now() + interval '1 h'")
        )
    queues.give_back(["gazette.example"], [])
    assert claim(queues) == set()
    move_clock(engine, timedelta(hours=2))
    assert claim(queues) == {"gazette.example"}


def test_a_paused_host_is_due_when_its_pause_is_over(engine):
    offer(engine, "https://gazette.example/a")
    queues = run(engine)
    claim(queues)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE newsbot.hosts SET blocked_until = newsbot.now() + interval '15 min'")
        )
    queues.give_back(["gazette.example"], [])
    assert claim(queues) == set()
    move_clock(engine, timedelta(minutes=16))
    assert claim(queues) == {"gazette.example"}


def test_a_queue_says_when_its_hosts_were_last_asked(engine):
    offer(engine, "https://gazette.example/a")
    queues = run(engine)
    assert queues.claim(ALL, 0, [])[0].asked_at is None
    queues.give_back(["gazette.example"], [])
    assert queues.claim(ALL, 0, [])[0].asked_at is not None


@pytest.mark.parametrize("kind", ["feed", "sitemap", "section"])
def test_registered_sources_are_due_at_once(engine, kind: str):
    source = Polled(url="https://gazette.example/list", kind=kind, site="gazette")
    ids = Polls(engine, host_of).register([source], is_regular=True)
    scope = Scope(source_ids=tuple(ids.values()))
    assert claim(run(engine), scope) == {"gazette.example"}
    assert DueWork(engine).sources("gazette.example", scope) == [source.url]


def test_a_source_that_only_a_person_named_is_never_due(engine):
    source = Polled(url="https://gazette.example/list", kind="feed", site="gazette")
    ids = Polls(engine, host_of).register([source], is_regular=False)
    assert claim(run(engine), Scope(source_ids=tuple(ids.values()))) == set()


def test_newest_links_come_first_and_none_twice(engine):
    offer(engine, *(f"https://gazette.example/{number}" for number in range(5)))
    due = DueWork(engine)
    first = due.links("gazette.example", ALL, 3, [])
    rest = due.links("gazette.example", ALL, 3, [each.key for each in first])
    assert len({each.key for each in first + rest}) == 5


def test_a_url_too_long_to_be_requested_is_rejected_without_the_lease_of_its_host(
    engine: Engine,
) -> None:
    crawl = ArticleStore(engine, start_run(engine, "pages", {}), host_of)
    pages = [rejection(path, "url_too_long", stage="download") for path in ("x" * 3000, "short")]
    long, short = crawl.store(pages)
    assert isinstance(long, Rejected)
    assert isinstance(short, Deferred)
    assert rows(engine, "SELECT reason FROM news.rejections") == [("url_too_long",)]
