"""Which findings of the audit are open, and whom notices of them reach."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot import clock
from newsbot.storage.health.findings import Fault, Ledger, Notice
from tests.storage.making import NOON, move_clock, rows
from tests.storage.polling import SITE

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
SUNDAY = datetime(2026, 5, 10, 2, tzinfo=UTC)
FAULT = Fault(since=NOON, message="It broke.")


def test_a_finding_opens_once_and_closes_when_it_is_gone(engine: Engine) -> None:
    ledger = Ledger(engine)
    for _ in range(2):
        ledger.write({(SITE, "quiet"): FAULT}, [SITE])
    assert rows(engine, "SELECT site, kind, closed_at FROM newsbot.findings") == [
        (SITE, "quiet", None)
    ]
    ledger.write({}, ["another"])
    assert rows(engine, "SELECT count(*) FROM newsbot.findings WHERE closed_at IS NULL") == [(1,)]
    ledger.write({}, [SITE])
    assert rows(engine, "SELECT count(*) FROM newsbot.findings WHERE closed_at IS NULL") == [(0,)]


def test_a_fault_that_another_explains_stays_open_but_is_not_opened(engine: Engine) -> None:
    ledger, blocked = Ledger(engine), {(SITE, "blocked"): FAULT}
    ledger.write({(SITE, "quiet"): FAULT}, [SITE])
    ledger.write(blocked, [SITE], {(SITE, "quiet"), (SITE, "layout")})
    open_ones = "SELECT kind FROM newsbot.findings WHERE closed_at IS NULL ORDER BY kind"
    assert rows(engine, open_ones) == [("blocked",), ("quiet",)]
    ledger.write(blocked, [SITE])
    assert rows(engine, open_ones) == [("blocked",)]


def test_people_are_told_of_a_fault_once_and_once_when_it_is_over(engine: Engine) -> None:
    ledger, told = Ledger(engine), []

    def send(notice: Notice) -> bool:
        told.append((notice.kind, notice.event))
        return True

    for faults in ({(SITE, "quiet"): FAULT}, {(SITE, "quiet"): FAULT}, {}, {}):
        ledger.write(faults, [SITE])
        ledger.tell(send)
    assert told == [("quiet", "opened"), ("quiet", "closed")]


def test_a_notice_that_could_not_be_sent_stays_due_and_holds_up_no_other(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.write({(SITE, kind): FAULT for kind in ("failing", "layout", "quiet")}, [SITE])
    told: list[str] = []
    ledger.tell(lambda notice: notice.kind != "failing" and not told.append(notice.kind))
    assert told == ["layout", "quiet"]
    ledger.tell(lambda notice: not told.append(notice.kind))
    assert told[2:] == ["failing"]
    ledger.write({}, [SITE])
    for is_well in (False, True):
        ledger.tell(lambda n, w=is_well: (w or n.kind != "failing") and not told.append(n.kind))
    assert told[3:] == ["layout", "quiet", "failing"]


def test_a_service_that_is_away_is_tried_twice(engine: Engine) -> None:
    ledger = Ledger(engine)
    kinds = ("quiet", "layout", "failing", "blocked")
    ledger.write({(SITE, kind): FAULT for kind in kinds}, [SITE])
    tried: list[str] = []
    ledger.tell(lambda notice: bool(tried.append(notice.kind)))
    assert len(tried) == 2
    assert rows(engine, "SELECT count(*) FROM newsbot.findings WHERE told_at IS NULL") == [(4,)]


def test_no_transaction_is_open_while_a_notice_is_sent(engine: Engine) -> None:
    ledger, open_ones = Ledger(engine), []
    ledger.write({(SITE, "quiet"): FAULT}, [SITE])
    query = """
        SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
        WHERE l.relation = 'newsbot.findings'::regclass AND d.datname = current_database()
    """

    def send(_: Notice) -> bool:
        open_ones.extend(rows(engine, query))
        return True

    ledger.tell(send)
    assert open_ones == [(0,)]


def test_a_notice_whose_sender_is_stopped_stays_due(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.write({(SITE, "quiet"): FAULT}, [SITE])

    def stop(_: Notice) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.tell(stop)
    assert rows(engine, "SELECT told_at FROM newsbot.findings") == [(None,)]


def test_of_audits_at_once_one_sends_a_notice(engine: Engine) -> None:
    Ledger(engine).write({(SITE, kind): FAULT for kind in ("quiet", "layout", "failing")}, [SITE])
    told: list[str] = []

    def send(notice: Notice) -> bool:
        told.append(notice.kind)
        return True

    threads = [threading.Thread(target=Ledger(engine).tell, args=(send,)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == ["failing", "layout", "quiet"]


def tell(engine: Engine, begin: datetime, lasts: timedelta, kind: str = "failing") -> list[str]:
    """The events of the notices of a fault; an audit runs every two hours, and once afterwards."""
    ledger, told = Ledger(engine), []

    def send(notice: Notice) -> bool:
        told.append(notice.event)
        return True

    for hours in range(0, lasts // HOUR + 1, 2):
        move_clock(engine, begin + hours * HOUR - clock.now())
        is_over = hours == lasts // HOUR
        fault = Fault(since=begin, message="It broke.")
        ledger.write({} if is_over else {(SITE, kind): fault}, [SITE])
        ledger.tell(send)
    return told


def test_a_fault_that_recurs_each_week_is_told_once(engine: Engine) -> None:
    assert tell(engine, SUNDAY, 10 * HOUR) == ["opened", "closed"]
    for week in (1, 2, 3, 6):
        begin = SUNDAY + week * WEEK + (week % 2) * 3 * HOUR
        assert tell(engine, begin, 12 * HOUR) == []


def test_a_fault_that_recurs_is_told_when_it_lasts_for_longer_than_before(engine: Engine) -> None:
    tell(engine, SUNDAY, 10 * HOUR)
    assert tell(engine, SUNDAY + WEEK, 30 * HOUR) == ["opened", "closed"]
    assert tell(engine, SUNDAY + 2 * WEEK, 30 * HOUR) == []


@pytest.mark.parametrize(
    ("later", "kind"),
    [
        (3 * DAY, "failing"),
        (8 * DAY, "failing"),
        (5 * WEEK, "failing"),
        (WEEK, "quiet"),
    ],
)
def test_a_fault_of_another_weekday_month_or_kind_is_told(
    engine: Engine, later: timedelta, kind: str
) -> None:
    tell(engine, SUNDAY, 10 * HOUR)
    assert tell(engine, SUNDAY + later, 10 * HOUR, kind) == ["opened", "closed"]


def test_a_fault_that_recurs_is_told_if_nobody_was_told_of_it(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.write({(SITE, "failing"): Fault(since=SUNDAY, message="It broke.")}, [SITE])
    ledger.write({}, [SITE])
    with engine.begin() as connection:
        ended = text("UPDATE newsbot.findings SET closed_at = :at")
        connection.execute(ended, {"at": SUNDAY + 10 * HOUR})
    assert tell(engine, SUNDAY + WEEK, 10 * HOUR) == ["opened", "closed"]
