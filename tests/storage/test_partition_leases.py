"""WARC files and days are in one hand at a time, and days come in order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from newsbot.items import FileCounts
from newsbot.storage.archive.leases import LeaseGone
from newsbot.storage.archive.lost_results import failed_parts, lose_results
from newsbot.storage.archive.partition_leases import PartitionLeases
from newsbot.storage.archive.partitions import (
    Extraction,
    NewPartition,
    add_partitions,
    failed_partitions,
    read_progress,
)
from newsbot.storage.health.runs import finish_run, start_run
from tests.storage.making import rows

TTL = timedelta(minutes=1)
FIRST, SECOND = date(2026, 5, 1), date(2026, 5, 2)


def add(engine: Engine, *names: str, begins_at: datetime | None = None) -> int:
    return add_partitions(engine, [NewPartition(url=name, begins_at=begins_at) for name in names])


def leases(engine: Engine, ttl: timedelta = TTL) -> PartitionLeases:
    return PartitionLeases(engine, start_run(engine, "archive", {}), ttl)


def extraction(days: dict[date, int]) -> Extraction:
    pages = sum(days.values())
    counts = FileCounts(pages=pages, articles=0, days=days, named={}, damage=None, seconds=1)
    return Extraction(results="r", counts=counts, extractor_version="1")


def finish(rows: PartitionLeases, days: dict[date, int]) -> int:
    """Extracts the next file, which has so many pages of these days."""
    file = rows.claim_partition()
    assert file is not None
    rows.finish_partition(file.id, extraction(days))
    return file.id


def test_a_file_is_registered_once(engine):
    assert add(engine, "a", "b") == 2
    assert add(engine, "b", "c") == 1
    assert read_progress(engine).waiting == 3


def test_each_file_is_in_one_hand(engine):
    add(engine, "a", "b")
    one, other = leases(engine), leases(engine)
    claimed = [one.claim_partition(), other.claim_partition(), one.claim_partition()]
    assert [each and each.url for each in claimed] == ["a", "b", None]
    assert one.renew([each.id for each in claimed[:2]]) == {claimed[0].id}


def test_a_lease_that_was_not_renewed_goes_to_another_run(engine):
    add(engine, "a")
    dead, heir = leases(engine, timedelta(0)), leases(engine)
    file = dead.claim_partition()
    assert heir.claim_partition() == file
    assert dead.renew([file.id]) == set()
    with pytest.raises(LeaseGone):
        dead.finish_partition(file.id, extraction({}))


def test_a_file_that_its_run_has_given_up_is_free(engine):
    add(engine, "a", "b")
    run, heir = leases(engine), leases(engine)
    file = run.claim_partition()
    run.give_back(file.id)
    assert heir.claim_partition() == file
    run.give_back(file.id)
    assert heir.renew([file.id]) == {file.id}


def test_the_files_of_a_run_that_has_ended_are_free_at_once(engine):
    add(engine, "a")
    dead = leases(engine)
    file = dead.claim_partition()
    finish_run(engine, dead.run_id, reason="killed", exit_code=1, counters={})
    assert leases(engine).claim_partition() == file


def test_a_file_that_failed_waits_longer_each_time_and_tells_why(engine):
    add(engine, "a")
    run = leases(engine)
    for pause in (timedelta(minutes=1), timedelta(minutes=10)):
        run.fail_partition(run.claim_partition().id, "it is not there")
        assert run.claim_partition() is None
        ((left,),) = rows(engine, "SELECT next_at - newsbot.now() FROM newsbot.partitions")
        assert timedelta() < pause - left < timedelta(seconds=30)
        run.retry_failed()
    assert [each["failure"] for each in failed_partitions(engine)] == ["it is not there"]


def test_no_day_is_settled_while_a_file_may_have_earlier_pages(engine):
    add(engine, "unknown")
    add(engine, "second", begins_at=datetime(2026, 5, 2, 8, tzinfo=UTC))
    run = leases(engine)
    finish(run, {FIRST: 2, SECOND: 1})
    assert run.days.claim().day == FIRST
    add(engine, "unknown too")
    run.give_all_back()
    assert run.days.claim() is None
    finish(run, {})
    assert run.days.claim().day == FIRST


def settle(run: PartitionLeases, day: date, settled: dict[int, int], *counts: Any) -> bool:
    with run.engine.begin() as connection:
        return run.days.add_settled(connection, day, settled, *counts)


def test_days_come_in_order_and_each_is_in_one_hand(engine):
    add(engine, "a", "b")
    one, other = leases(engine), leases(engine)
    files = finish(one, {FIRST: 2, SECOND: 1}), finish(one, {FIRST: 1})
    day = one.days.claim()
    assert [part.partition_id for part in day.parts] == list(files)
    assert other.days.claim() is None
    settle(one, FIRST, dict(zip(files, (2, 1), strict=True)), {"new": 3}, 1.0)
    one.days.finish(FIRST)
    assert other.days.claim().day == SECOND


def test_a_day_goes_on_where_another_run_has_stopped(engine):
    add(engine, "a")
    one = leases(engine, timedelta(0))
    file = finish(one, {FIRST: 3})
    one.days.claim()
    settle(one, FIRST, {file: 2}, {"new": 2}, 1.0)
    heir = leases(engine)
    assert [part.settled for part in heir.days.claim().parts] == [2]
    with pytest.raises(LeaseGone):
        settle(one, FIRST, {file: 1}, {"new": 1}, 1.0)


def test_what_is_written_again_because_a_connection_was_lost_counts_once(engine):
    add(engine, "a")
    run = leases(engine)
    file = run.claim_partition()
    for _ in range(2):
        run.finish_partition(file.id, extraction({FIRST: 9}))
    run.days.claim()
    told = [settle(run, FIRST, {file.id: settled}, {"new": 2}, 1.0) for settled in (4, 4, 6)]
    assert told == [True, False, True]
    assert rows(engine, "SELECT pages, settled FROM newsbot.partition_days") == [(9, 6)]
    assert rows(engine, "SELECT counts FROM newsbot.archive_days") == [({"new": 4},)]


def test_days_do_not_wait_for_failed_files_if_that_is_wanted(engine):
    add(engine, "a", "b")
    run = leases(engine)
    finish(run, {FIRST: 1})
    run.fail_partition(run.claim_partition().id, "it is not there")
    assert not run.left(without_failed=False).days
    assert run.days.claim() is None
    assert run.left(without_failed=True).days
    assert run.days.claim(without_failed=True).day == FIRST


def test_what_was_settled_from_lost_results_is_not_settled_again(engine):
    add(engine, "a", "b")
    run = leases(engine)
    lost, kept = finish(run, {FIRST: 3, SECOND: 2}), finish(run, {SECOND: 1})
    run.days.claim()
    settle(run, FIRST, {lost: 2}, {"new": 2}, 1.0)
    run.days.fail(FIRST, "it is not there")
    assert [part.partition_id for part in failed_parts(engine)] == [lost]
    lose_results(engine, {lost: "r"})
    run.retry_failed()
    assert failed_parts(engine) == []
    assert run.days.claim(without_failed=True) is None
    assert finish(run, {FIRST: 3, SECOND: 2}) == lost
    day = run.days.claim()
    assert [(part.partition_id, part.pages, part.settled) for part in day.parts] == [(lost, 3, 2)]
    settle(run, FIRST, {lost: 3}, {"new": 1}, 1.0)
    run.days.finish(FIRST)
    assert [part.partition_id for part in run.days.claim().parts] == [lost, kept]


def test_a_file_with_fewer_pages_than_were_settled_has_no_more_to_settle(engine):
    add(engine, "a")
    run = leases(engine)
    file = finish(run, {FIRST: 3})
    run.days.claim()
    settle(run, FIRST, {file: 2}, {"new": 2}, 1.0)
    run.days.fail(FIRST, "it is damaged")
    lose_results(engine, {file: "r"})
    finish(run, {FIRST: 1})
    assert run.days.claim() is None
    assert rows(engine, "SELECT pages, settled FROM newsbot.partition_days") == [(2, 2)]


def test_results_of_a_day_that_a_run_is_settling_are_not_given_up(engine):
    add(engine, "a")
    run = leases(engine)
    file = finish(run, {FIRST: 3})
    run.days.claim()
    run.days.fail(FIRST, "it is not there")
    run.retry_failed()
    assert run.days.claim().day == FIRST
    assert failed_parts(engine) == []
    lose_results(engine, {file: "r"})
    assert read_progress(engine).extracted == 1


def test_results_that_another_run_has_made_anew_are_not_given_up(engine):
    add(engine, "a")
    run = leases(engine)
    file = finish(run, {FIRST: 3})
    lose_results(engine, {file: "the former results"})
    assert read_progress(engine).extracted == 1
    lose_results(engine, {file: "r"})
    assert read_progress(engine).extracted == 0
