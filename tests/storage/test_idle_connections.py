"""A connection that was idle is tried before it is used; one that was just used is not."""

from sqlalchemy import Engine, event, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.session import USED_AT

PID = text("SELECT pg_backend_pid()")


def backend(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(PID).scalar_one()


def test_an_idle_connection_that_was_lost_is_opened_anew_before_it_is_used(
    engine: Engine, administrator
) -> None:
    event.listen(engine, "checkin", lambda _, record: record.info.update({USED_AT: 0.0}))
    pid = backend(engine)
    administrator.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert backend(engine) != pid


def test_a_connection_that_was_lost_just_after_its_use_is_opened_anew_by_the_retry(
    engine: Engine, administrator
) -> None:
    pid = backend(engine)
    administrator.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert with_retries(lambda: backend(engine)) != pid


def test_a_connection_that_was_just_used_is_used_again_without_a_query(
    engine: Engine, administrator
) -> None:
    pid = backend(engine)
    with engine.connect():
        said = administrator.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
        assert said.fetchone() == ("ROLLBACK",)
