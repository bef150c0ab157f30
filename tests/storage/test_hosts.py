"""What several runs at once store about the same host."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot import clock
from newsbot.storage.frontier.hosts import HostRows, KnownHost, Pause, RobotsFile
from tests.storage.making import NOON, rows

HOST = "gazette.example"
ROBOTS = RobotsFile(status=200, body=b"User-agent: *\nDisallow: /\xff", read_at=NOON)


@pytest.fixture
def hosts(engine: Engine) -> HostRows:
    return HostRows(engine)


def pause(hours: float, **fields: object) -> Pause:
    """A pause of so many hours from the real time, because the database's clock decides."""
    return Pause(
        **{"until": clock.now() + timedelta(hours=hours), "reason": "http_429", "failures": 1}
        | fields
    )


def test_nothing_is_known_of_a_new_host(hosts: HostRows) -> None:
    assert hosts.read(HOST) == KnownHost()


def test_a_pause_and_a_robots_txt_are_read_as_they_were_written(hosts: HostRows) -> None:
    written = hosts.pause(HOST, pause(1))
    hosts.keep_robots(HOST, ROBOTS, 2.5)
    assert hosts.read(HOST) == KnownHost(pause=written, robots=ROBOTS)


def test_a_robots_txt_is_kept_without_its_status_when_a_later_request_for_it_failed(
    hosts: HostRows,
) -> None:
    hosts.distrust_robots(HOST)
    assert hosts.read(HOST) == KnownHost()
    hosts.keep_robots(HOST, ROBOTS, None)
    hosts.distrust_robots(HOST)
    assert hosts.read(HOST) == KnownHost(robots=replace(ROBOTS, status=None))


def test_readers_see_the_delay_and_the_reason(hosts: HostRows, engine: Engine) -> None:
    hosts.pause(HOST, pause(1))
    hosts.keep_robots(HOST, ROBOTS, 2.5)
    sql = "SELECT host, reason, failures, crawl_delay_s, robots_status FROM news.hosts"
    assert rows(engine, sql) == [(HOST, "http_429", 1, 2.5, 200)]


def test_the_latest_of_pauses_written_at_once_holds_whole(hosts: HostRows) -> None:
    pauses = [pause(hours, reason=f"http_{500 + hours}", failures=hours) for hours in range(1, 21)]
    with ThreadPoolExecutor(8) as pool:
        held = list(pool.map(lambda each: hosts.pause(HOST, each), reversed(pauses)))
    assert hosts.read(HOST).pause == pauses[-1]
    assert all(each.until >= mine.until for each, mine in zip(held, reversed(pauses), strict=True))


def test_a_good_answer_ends_failures_whose_pause_is_over(hosts: HostRows) -> None:
    hosts.pause(HOST, pause(-1, failures=3))
    assert hosts.resume(HOST) == Pause() == hosts.read(HOST).pause


def test_a_good_answer_does_not_end_a_pause_that_another_run_began(hosts: HostRows) -> None:
    later = hosts.pause(HOST, pause(1))
    assert hosts.resume(HOST) == later
