"""A part of a transaction that does not wait for locks leaves the transaction as it was."""

from sqlalchemy import Connection, Engine, text

from newsbot.storage.connection.brief_locks import unless_locked

LOCK = text("LOCK TABLE newsbot.findings IN ACCESS EXCLUSIVE MODE")


def limit(connection: Connection) -> str:
    return str(connection.execute(text("SHOW lock_timeout")).scalar_one())


def test_the_limit_of_the_transaction_holds_again_afterwards(engine: Engine) -> None:
    with engine.begin() as connection:
        usual = limit(connection)
        with unless_locked(connection, "10ms"):
            assert limit(connection) == "10ms"
        assert limit(connection) == usual != "0"


def test_a_lock_of_another_transaction_undoes_only_the_part(engine: Engine) -> None:
    with engine.begin() as other, engine.begin() as connection:
        other.execute(LOCK)
        usual = limit(connection)
        connection.execute(text("CREATE TEMPORARY TABLE before ()"))
        with unless_locked(connection, "10ms"):
            connection.execute(text("CREATE TEMPORARY TABLE within ()"))
            connection.execute(LOCK)
        found = text("SELECT to_regclass('before') IS NULL, to_regclass('within') IS NULL")
        assert tuple(connection.execute(found).one()) == (False, True)
        assert limit(connection) == usual
