"""Failures that pass are waited for by all threads together; all other failures end at once."""

import threading
from collections.abc import Callable
from functools import partial

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from newsbot.errors import DatabaseError, RowRefused, Stopped
from newsbot.storage.connection.retry import Outage
from newsbot.storage.connection.session import LONG, SHORT, TIME_LIMITS, TimeLimits, hang_up
from tests.patience import wait_until
from tests.storage.sessions import (
    TAKE_STORING_LOCK,
    holding_storing_lock,
    is_waited_for,
    terminate_sessions,
)

STORING_LOCK = text(TAKE_STORING_LOCK)
IMPATIENT = TimeLimits(lock_s=1, statement_s=2, idle_s=1)


def lost() -> None:
    raise OperationalError("SELECT 1", {}, psycopg.OperationalError("server closed"))


def working(engine: Engine, sql: str, limits: TimeLimits = SHORT) -> Callable[[], object]:
    def work() -> object:
        with engine.execution_options(**{TIME_LIMITS: limits}).begin() as connection:
            return connection.scalar(text(sql))

    return work


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT * FROM newsbot.no_such_table", DatabaseError),
        ("SET TRANSACTION READ ONLY; CREATE TABLE t ()", DatabaseError),
        ("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", DatabaseError),
        ("DO $$ BEGIN RAISE SQLSTATE '42501'; END $$", DatabaseError),
        ("SELECT 1 / 0", RowRefused),
        ("INSERT INTO newsbot.sites (key) VALUES (NULL)", RowRefused),
        ("INSERT INTO newsbot.sites (key) VALUES ('a'), ('a')", RowRefused),
    ],
)
def test_what_does_not_pass_is_not_tried_again(engine, sql, error):
    tries = []

    def work() -> None:
        tries.append(sql)
        with engine.begin() as connection:
            connection.exec_driver_sql(sql, execution_options={"no_parameters": True})

    with pytest.raises(error) as caught:
        Outage().run(work)
    assert len(tries) == 1
    assert "\n" not in str(caught.value)


def test_a_value_that_cannot_be_written_down_is_refused(engine):
    for value in ("zero \0 byte", "half a \ud800 pair"):
        with engine.connect() as connection, pytest.raises(RowRefused):
            Outage().run(partial(connection.scalar, text("SELECT :v"), {"v": value}))


def test_a_lock_that_is_never_free_is_given_up(engine):
    with holding_storing_lock(engine), pytest.raises(DatabaseError, match="lock timeout"):
        Outage(limit_s=1).run(working(engine, str(STORING_LOCK), IMPATIENT))


def test_a_statement_that_never_ends_is_given_up(engine):
    with pytest.raises(DatabaseError, match="statement timeout"):
        Outage(limit_s=1).run(working(engine, "SELECT pg_sleep(600)", IMPATIENT))


def test_a_process_that_stops_within_a_transaction_gives_its_locks_back(engine):
    stopped = engine.execution_options(**{TIME_LIMITS: IMPATIENT}).connect()
    stopped.execute(STORING_LOCK)
    working(engine, str(STORING_LOCK), LONG)()
    with pytest.raises(DBAPIError, match="idle-in-transaction"):
        stopped.execute(text("SELECT 1"))
    stopped.close()


def test_a_lost_session_is_replaced_without_a_word(engine, caplog):
    cut = iter([True, False])

    def work() -> object:
        with engine.begin() as connection:
            connection.execute(text("SELECT 1"))
            if next(cut):
                terminate_sessions(engine)
            return connection.scalar(text("SELECT 2"))

    assert Outage().run(work) == 2
    assert caplog.text == ""


def test_a_connection_that_all_others_have_is_waited_for(engine):
    crowded = create_engine(engine.url, pool_size=1, max_overflow=0, pool_timeout=0)
    taken, outage = crowded.connect(), Outage()
    outage.listen(lambda is_on: is_on and taken.close())
    assert outage.run(working(crowded, "SELECT 1")) == 1
    crowded.dispose()


def test_many_wait_together_and_are_told_of_it_once(caplog):
    outage, is_back, told = Outage(limit_s=60), threading.Event(), []
    outage.listen(told.append)
    threads = [
        threading.Thread(target=outage.run, args=(lambda: None if is_back.is_set() else lost(),))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: outage.is_on)
    is_back.set()
    for thread in threads:
        thread.join()
    assert told == [True, False]
    assert caplog.text.count("Waiting up to") == caplog.text.count("works again") == 1


def test_a_wait_that_is_given_up_ends_at_once():
    outage = Outage(limit_s=600)
    outage.listen(lambda _: outage.give_up())
    with pytest.raises(Stopped, match="server closed"):
        outage.run(lost)
    with pytest.raises(Stopped):
        outage.run(lost)


def test_long_work_may_wait_longer(engine):
    started = threading.Thread(target=working(engine, str(STORING_LOCK), LONG))
    with holding_storing_lock(engine):
        started.start()
        wait_until(lambda: is_waited_for(engine, "advisory"))
    started.join()
    assert (SHORT.lock_s, LONG.lock_s) == (5, 60)


def test_a_thread_that_waits_for_an_answer_can_be_called_back(engine, administrator):
    outage, ended = Outage(), []

    def work() -> None:
        with pytest.raises(Stopped):
            outage.run(working(engine, "SELECT pg_sleep(600)", LONG))
        ended.append(True)

    sleeping = "SELECT FROM pg_stat_activity WHERE datname = %s AND wait_event = 'PgSleep'"
    thread = threading.Thread(target=work)
    thread.start()
    wait_until(lambda: administrator.execute(sleeping, [engine.url.database]).rowcount)
    outage.give_up()
    hang_up()
    thread.join()
    assert ended == [True]
