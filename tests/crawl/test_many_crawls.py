"""Several crawls at once, on one machine and on two: each host is in one hand at a time."""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.storage.engine import connect
from tests.crawl.machines import SERVERS, Within, crawler_of, machines
from tests.crawl.outlets import (
    Crawls,
    crawls_of,
    leasing_together,
    outlets,
    rows_of,
    stored_urls,
)
from tests.patience import wait_until
from tests.storage.making import rows

HOSTS, ARTICLES = 12, 4
TTL_S = 3
LONGEST = "SELECT max(leased_until) - newsbot.now() FROM newsbot.queues"
SHORT = ("-s", f"NEWSBOT_LEASE_S={TTL_S}")
HERE: Within = ()
"""A crawl on this machine is started by no other command."""


@pytest.fixture
def crawls(database_url: str, tmp_path: Path) -> Iterator[Crawls]:
    with (
        outlets(HOSTS, ARTICLES, tmp_path) as served,
        crawls_of(served, database_url, tmp_path) as crawls,
    ):
        yield crawls


@pytest.fixture
def two_machines() -> Iterator[list[Within]]:
    with machines(2, HOSTS) as made:
        yield made


@pytest.fixture
def crawls_of_two(database_url: str, tmp_path: Path, two_machines) -> Iterator[Crawls]:  # noqa: ARG001 - they make the network of the servers
    """Crawls of outlets that both machines reach."""
    with (
        outlets(HOSTS, ARTICLES, tmp_path, SERVERS) as served,
        crawls_of(served, database_url, tmp_path) as crawls,
    ):
        yield crawls


@pytest.fixture(scope="module")
def one_run(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one crawl alone leaves."""
    folder = tmp_path_factory.mktemp("alone")
    with (
        outlets(HOSTS, ARTICLES, folder) as served,
        crawls_of(served, module_database_url, folder) as crawls,
    ):
        assert crawls.start("alone", "-s", "DOWNLOAD_DELAY=0").wait() == ExitCode.OK
    engine = connect(module_database_url)
    left = rows_of(engine)
    engine.dispose()
    return left


def assert_shared(crawls: Crawls, places: list[Within], engine: Engine) -> None:
    """Crawls at once, one in each place, ask each URL once, in time, and each for its part."""
    with leasing_together(crawls.outlets.hosts, engine, len(places)):
        started = [crawls.start(f"bot-{n}", within=place) for n, place in enumerate(places)]
    assert {each.wait() for each in started} == {ExitCode.OK}
    served = crawls.outlets
    assert served.times_asked() == Counter(stored_urls(engine))
    assert served.is_polite()
    most = max(len(served.asked(f"bot-{n}")) for n in range(len(places)))
    assert most <= (1 / len(places) + 0.1) * served.articles


@pytest.mark.parametrize("count", [2, 4])
def test_crawls_at_once_share_the_work(crawls, engine, one_run, count: int):
    assert_shared(crawls, [HERE] * count, engine)
    assert rows_of(engine) == one_run


def test_two_machines_share_the_work(crawls_of_two, two_machines, engine, one_run):
    assert_shared(crawls_of_two, two_machines, engine)
    assert rows_of(engine) == one_run
    assert rows(engine, "SELECT count(DISTINCT machine) FROM news.runs") == [(2,)]


def assert_taken_over(crawls: Crawls, places: list[Within], engine: Engine) -> None:
    """One crawl is killed, one is stopped: a third does the work of both."""
    served, names = crawls.outlets, ("killed", "stopped")
    with leasing_together(served.hosts, engine, 2):
        started = [
            crawls.start(name, *SHORT, within=place)
            for name, place in zip(names, places, strict=False)
        ]
    for crawl, name in zip(started, names, strict=True):
        crawl.wait_until(lambda name=name: bool(served.asked(name)))
    killed, stopped = map(crawler_of, started)
    killed.kill()
    stopped.send_signal(signal.SIGSTOP)
    at, kept = time.monotonic(), stored_urls(engine)
    assert rows(engine, LONGEST) <= [(timedelta(seconds=TTL_S),)]
    third = crawls.start("third", "-a", "watch=1", *SHORT, within=places[-1])
    third.wait_until(lambda: len(stored_urls(engine)) == served.articles)
    wait_until(lambda: time.monotonic() > at + 2 * TTL_S)
    before = served.asked(*names)
    stopped.send_signal(signal.SIGCONT)
    assert started[1].wait() in {ExitCode.OK, ExitCode.LOCKED}
    crawler_of(third).send_signal(signal.SIGTERM)
    assert third.wait() == ExitCode.SIGNAL
    again = {url for url, times in served.times_asked().items() if times > 1}
    late = (Counter(served.asked("stopped")) - Counter(before)).keys()
    assert again <= (set(before) | late) - kept
    # What was being sent to a host when the crawl was stopped is sent when it goes on.
    assert len({urlsplit(url).netloc for url in late}) == len(late)
    assert max(served.times_asked().values()) <= 2
    assert served.is_polite()


def test_a_killed_and_a_stopped_crawl_are_taken_over(crawls, engine, one_run):
    assert_taken_over(crawls, [HERE] * 3, engine)
    assert rows_of(engine) == one_run


def test_a_machine_takes_over_what_another_held(crawls_of_two, two_machines, engine, one_run):
    one, other = two_machines
    assert_taken_over(crawls_of_two, [one, other, other], engine)
    assert rows_of(engine) == one_run


def test_a_killed_crawl_goes_on_at_once_when_it_is_started_again(crawls, engine, one_run):
    served, lease = crawls.outlets, ("-s", "NEWSBOT_LEASE_S=3600")
    first = crawls.start("first", *lease)
    first.wait_until(lambda: len(stored_urls(engine)) >= HOSTS)
    first.process.kill()
    first.wait()
    kept = stored_urls(engine)
    assert crawls.start("again", *lease).wait() == ExitCode.OK
    assert rows_of(engine) == one_run
    assert set(served.asked("again")).isdisjoint(kept)
    assert max(served.times_asked().values()) <= 2
    assert served.is_polite()
    ends = "SELECT state, finish_reason FROM news.runs ORDER BY run_id"
    assert rows(engine, ends) == [("ended", "killed"), ("ended", "finished")]
