"""`scrapy db check` finds what is wrong with a server, and says it in a line for each fault."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from newsbot.storage.connection.session import is_open_to_all
from newsbot.storage.engine import connect
from newsbot.storage.schema.checking import check_server
from newsbot.storage.schema.problems import (
    Level,
    problem_of_version,
    problems_of,
    problems_of_schema,
)
from newsbot.storage.schema.roles import READER, WRITER, make_roles
from newsbot.storage.schema.server_facts import (
    OldTransaction,
    ServerFacts,
    Slot,
    read_schema,
    read_server,
)
from tests.storage.pooler import pgbouncer
from tests.storage.roles.connecting import url_as

GOOD = ServerFacts(
    encoding="UTF8",
    ctype="C.UTF-8",
    is_standby=False,
    settings={
        "autovacuum": "on",
        "default_transaction_read_only": "off",
        "fsync": "on",
        "full_page_writes": "on",
        "idle_session_timeout": "0",
        "max_connections": "100",
        "shared_buffers": "16384",
        "synchronous_commit": "on",
        "track_counts": "on",
        "transaction_timeout": "0",
    },
    extensions=frozenset({"plpgsql", "pg_trgm", "unaccent"}),
    role="newsbot_writer",
    is_superuser=False,
    frozen_age=200_000_000,
    frozen_database="news",
    old_transactions=[],
    slots=[],
)
NIGHT = datetime(2026, 5, 11, 3, 5, tzinfo=UTC)
FAULTS = {
    "encoding": replace(GOOD, encoding="LATIN1"),
    "ctype": replace(GOOD, ctype="C"),
    "extension": replace(GOOD, extensions=frozenset({"plpgsql", "pg_trgm"})),
    "standby": replace(GOOD, is_standby=True),
    "wraparound": replace(GOOD, frozen_age=600_000_000),
    "old_transaction": replace(
        GOOD, old_transactions=[OldTransaction(who="pid 7 (grafana)", role="anna", since=NIGHT)]
    ),
    "replication_slot": replace(GOOD, slots=[Slot(name="s", kept_bytes=2 << 30, holds_rows=False)]),
    **{
        name: replace(GOOD, settings={**GOOD.settings, name: value})
        for name, value in {
            "autovacuum": "off",
            "default_transaction_read_only": "on",
            "fsync": "off",
            "full_page_writes": "off",
            "idle_session_timeout": "30000",
            "max_connections": "10",
            "shared_buffers": "2048",
            "synchronous_commit": "off",
            "track_counts": "off",
            "transaction_timeout": "60000",
        }.items()
    },
}
# The server of the tests may lose its data, and crawls connect to it as its superuser.
OF_TESTS = ["fsync", "full_page_writes", "synchronous_commit", "superuser"]


def test_nothing_is_wrong_with_a_good_server() -> None:
    assert list(problems_of(GOOD)) == []
    assert problem_of_version(14) is None


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_one_line(name: str) -> None:
    (found,) = problems_of(FAULTS[name])
    assert found.name == name
    assert found.message
    assert "\n" not in found.message


def test_a_server_that_is_too_old_is_an_error() -> None:
    found = problem_of_version(13)
    assert found is not None
    assert (found.level, found.message) == (
        Level.ERROR,
        "the server is PostgreSQL 13: newsbot needs 14 or later",
    )


def test_a_wraparound_that_is_near_is_an_error() -> None:
    (found,) = problems_of(replace(GOOD, frozen_age=1_700_000_000))
    assert (found.level, "in database news, is 1700 million" in found.message) == (
        Level.ERROR,
        True,
    )


def test_an_old_transaction_is_named_with_whose_it_is() -> None:
    (found,) = problems_of(FAULTS["old_transaction"])
    assert "a transaction of anna, pid 7 (grafana), is open since 2026-05-11 03:05" in found.message


def names(engine: Engine, direct: Engine | None = None) -> list[str]:
    found = check_server(engine, direct or engine, is_embedded=False)
    return [problem.name for problem in found]


def test_the_facts_of_a_real_server_are_read(engine: Engine) -> None:
    assert names(engine) == OF_TESTS
    make_roles(engine)
    assert names(engine) == OF_TESTS


@pytest.fixture
def roled_url(engine: Engine, database_url: str) -> str:
    make_roles(engine)
    return database_url


@pytest.mark.parametrize(
    ("role", "more"), [(WRITER, []), (READER, ["default_transaction_read_only", "rights"])]
)
def test_the_rights_of_the_role_are_checked(roled_url: str, role: str, more: list[str]) -> None:
    engine = connect(url_as(role, roled_url))
    assert sorted(names(engine)) == sorted([*OF_TESTS[:3], *more])
    engine.dispose()


def test_a_right_that_is_missing_is_named(roled_url: str) -> None:
    with psycopg.connect(roled_url) as connection:
        connection.execute("REVOKE DELETE ON newsbot.looks FROM newsbot_writer")
        connection.execute("CREATE TABLE newsbot.foreign (i int)")
        connection.execute("GRANT CREATE ON SCHEMA public TO PUBLIC")
    writer = connect(url_as(WRITER, roled_url))
    found = {each.name: each.message for each in check_server(writer, writer, is_embedded=False)}
    assert "the role newsbot_writer lacks DELETE on newsbot.looks and 4 more" in found["rights"]
    assert found["owner"].startswith("of the tables and views, 1 do not belong to the owner")
    assert "REVOKE CREATE ON SCHEMA public" in found["public"]
    writer.dispose()


def test_a_role_that_may_do_more_than_its_duty_is_named(roled_url: str) -> None:
    engine = connect(roled_url)
    with engine.connect() as connection:
        assert read_schema(connection).powers == []
        # Roles belong to the whole server, so this is rolled back.
        connection.exec_driver_sql("GRANT newsbot_owner TO newsbot_reader")
        connection.exec_driver_sql("ALTER ROLE newsbot_owner SUPERUSER")
        facts = read_schema(connection)
        connection.rollback()
    engine.dispose()
    assert [each.message for each in problems_of_schema(facts, WRITER)] == [
        f"{power}: take this right away with ALTER ROLE or REVOKE"
        for power in ("newsbot_owner is a superuser", "newsbot_reader is a member of newsbot_owner")
    ]


def test_transactions_and_slots_that_hold_vacuum_back_are_found(
    engine: Engine, database_url: str
) -> None:
    with psycopg.connect(database_url, application_name="grafana") as idle:
        idle.execute("SELECT 1")
        with engine.connect() as connection:
            (found,) = read_server(connection, old=timedelta(0)).old_transactions
            assert (found.role, "(grafana)" in found.who) == ("newsbot", True)


@pytest.fixture
def slot(administrator: psycopg.Connection) -> Iterator[str]:
    administrator.execute("SELECT pg_create_physical_replication_slot('forgotten', true)")
    yield "forgotten"
    administrator.execute("SELECT pg_drop_replication_slot('forgotten')")


def test_a_slot_that_nobody_reads_is_found(engine: Engine, slot: str) -> None:
    with engine.connect() as connection:
        (found,) = read_server(connection).slots
    assert (found.name, found.holds_rows) == (slot, False)


def test_a_pool_without_a_direct_url_is_an_error(database_url: str, engine: Engine, tmp_path):
    with pgbouncer(database_url, tmp_path / "pool") as url:
        pooled = connect(url)
        assert "pool" in names(pooled)
        assert "pool" not in names(pooled, engine)
        pooled.dispose()


def test_a_connection_on_this_machine_needs_no_tls(engine: Engine, database_url: str) -> None:
    with engine.connect() as connection:
        assert not is_open_to_all(connection)
    assert make_url(database_url).host is None
