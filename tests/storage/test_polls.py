"""The rows of sources: registered, polled, and due again."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot.discovery.digest import parser_of
from newsbot.items import SourceReport, Validators
from newsbot.storage.connection.database_clock import read_clock
from newsbot.storage.health.runs import start_run
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.holders import Holder
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.queues import Queues
from newsbot.urls import host_of
from tests.storage.making import move_clock, rows

URL = "https://gazette.example/feed"
HOST = "gazette.example"
HOUR = timedelta(hours=1)
KEPT = Validators(etag='"1"', last_modified=None, digest=f"{parser_of('feed')} 00")


def polled(every: timedelta | None = None, site: str = "gazette") -> Polled:
    return Polled(url=URL, kind="feed", site=site, every=every)


def report(engine: Engine, **fields: object) -> SourceReport:
    values: dict[str, object] = {"links": 3, "status": 200, "validators": KEPT}
    return SourceReport(
        url=URL, kind="feed", site="gazette", at=read_clock(engine), **(values | fields)
    )  # type: ignore[arg-type]


@pytest.fixture
def polls(engine: Engine) -> Polls:
    """A registered source."""
    found = Polls(engine, host_of)
    found.register([polled()], is_regular=True)
    return found


def row(engine: Engine, columns: str) -> tuple[object, ...]:
    (found,) = rows(engine, f"SELECT {columns} FROM newsbot.sources")  # noqa: S608 - fixed names
    return found


def due_in(engine: Engine) -> timedelta:
    """From the last poll to the next."""
    (found,) = row(engine, "next_at - fetched_at")
    assert isinstance(found, timedelta)
    return found


def test_a_poll_is_written_down_and_the_next_one_is_due_later(engine, polls):
    assert polls.record(report(engine, new_links=3))
    assert due_in(engine) == timedelta(minutes=10)
    assert row(engine, "links, status, failure, failures, etag") == (3, 200, None, 0, '"1"')
    assert DueWork(engine).validators(URL, "feed") == KEPT


def test_what_is_unchanged_keeps_its_links_and_its_word(engine, polls):
    polls.record(report(engine, new_links=3, ttl=HOUR / 2))
    assert due_in(engine) == HOUR / 2
    polls.record(report(engine, links=0, status=304, is_unchanged=True))
    assert row(engine, "links, status") == (3, 304)
    assert due_in(engine) == HOUR / 2


def test_a_source_that_fails_keeps_nothing_to_ask_with(engine, polls):
    polls.record(report(engine))
    failure = {"failure": "It is gone.", "reason": "http_410", "status": 410, "validators": None}
    polls.record(report(engine, **failure))
    assert DueWork(engine).validators(URL, "feed") is None
    assert row(engine, "failure, failures") == ("It is gone.", 5)
    assert due_in(engine) >= HOUR


@pytest.mark.parametrize("kind", ["sitemap", "section"])
def test_a_source_of_another_kind_is_read_again(engine, polls, kind):
    polls.record(report(engine))
    assert DueWork(engine).validators(URL, kind) is None


@pytest.mark.usefixtures("polls")
def test_a_run_that_lost_the_queue_writes_nothing(engine):
    elsewhere = Holder(machine="another", boot="another", process="1 1")
    runs = [Queues(engine, start_run(engine, "news", {}), elsewhere, HOUR) for _ in range(2)]
    first, second = (Polls(engine, host_of, each.run_id) for each in runs)
    runs[0].take(HOST)
    move_clock(engine, 2 * HOUR)
    runs[1].take(HOST)
    assert not first.record(report(engine, links=1))
    assert row(engine, "links, fetched_at") == (None, None)
    assert second.record(report(engine, links=2))
    assert row(engine, "links") == (2,)


def test_a_source_that_only_a_person_named_stays_undue(engine):
    polls = Polls(engine, host_of)
    polls.register([polled()], is_regular=False)
    polls.record(report(engine))
    assert row(engine, "next_at, links") == (None, 3)


def test_what_a_person_says_of_how_often_counts_at_once_and_stays(engine, polls):
    polls.record(report(engine))
    for every in (timedelta(minutes=5), timedelta(days=2)):
        polls.register([polled(every)], is_regular=True)
        assert due_in(engine) == every
        polls.record(report(engine))
        assert due_in(engine) == every
        polls.register([polled()], is_regular=False)  # a person polls it, by its URL
        assert row(engine, "every") == (every,)


def test_a_source_that_is_polled_in_each_run_is_due_whenever_one_begins(engine, polls):
    for _ in range(2):
        polls.register([polled(timedelta())], is_regular=True)
        polls.record(report(engine))
        assert due_in(engine) == timedelta(minutes=2)
        polls.register([polled(timedelta())], is_regular=True)
        assert row(engine, "next_at <= newsbot.now()") == (True,)
    due = rows(engine, "SELECT next_at <= newsbot.now() FROM newsbot.queues")
    assert due == [(True,)]


def test_two_sites_that_name_a_source_share_its_row(engine, polls):
    polls.record(report(engine))
    before = row(engine, "next_at, etag")
    polls.register([polled(site="post")], is_regular=True)
    assert row(engine, "next_at, etag") == before


def test_registering_known_sources_writes_nothing(engine, polls):
    polls.record(report(engine))
    before = row(engine, "xmin::text, xmax::text")
    polls.register([polled()], is_regular=True)
    assert row(engine, "xmin::text, xmax::text") == before
