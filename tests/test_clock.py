"""Every process follows the clock of the database."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import Engine, select, text

from newsbot import clock
from newsbot.storage.connection.database_clock import NOW, RIGHT_NOW, read_clock, set_clock
from newsbot.storage.engine import connect
from tests.conftest import CHECKOUT

OTHER_CLOCKS = re.compile(
    r"(?<![.\w])(?:now\(\)|clock_timestamp\(\)|statement_timestamp\(\)|CURRENT_)"
)
SINCE_THE_START = "newsbot.now() + (clock_timestamp() - now())"


@pytest.fixture
def clock_as_before() -> Iterator[None]:
    before = clock.now()
    yield
    clock.set_to(before)


@pytest.fixture
def ahead(database_url: str) -> Iterator[Engine]:
    """The engine of a database whose clock is three days ahead."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET newsbot.clock_offset = '3 days'")
    engine = connect(database_url)
    yield engine
    engine.dispose()


def test_the_databases_clock_follows_its_offset(ahead):
    days = (read_clock(ahead) - datetime.now(UTC)) / timedelta(days=1)  # noqa: TID251 - the real one
    assert days == pytest.approx(3, abs=0.01)


@pytest.mark.usefixtures("clock_as_before")
def test_the_process_follows_the_databases_clock(ahead):
    set_clock(ahead)
    assert abs(clock.now() - read_clock(ahead)) < timedelta(minutes=1)


def test_a_clock_without_an_offset_is_the_servers(engine):
    with engine.connect() as connection:
        assert connection.execute(text("SELECT newsbot.now() = now()")).scalar_one()


def test_the_clock_within_a_transaction_goes_on(ahead):
    with ahead.connect() as connection:
        start, first = connection.execute(select(NOW, RIGHT_NOW)).one()
        same_start, second = connection.execute(select(NOW, RIGHT_NOW)).one()
    assert start == same_start < first < second


def test_sql_asks_no_other_clock():
    files = [*(CHECKOUT / "newsbot/storage").glob("**/*.py"), *_new_migrations()]
    found = {
        f"{file.name}: {line.strip()}"
        for file in files
        for line in file.read_text(encoding="utf-8").replace(SINCE_THE_START, "").splitlines()
        if OTHER_CLOCKS.search(line) and "pg_catalog.now()" not in line
    }
    assert found == set()


def _new_migrations():
    versions = CHECKOUT / "migrations/versions"
    return [
        file for file in versions.glob("*.sql") if file.name > "0005" and ".down." not in file.name
    ]
