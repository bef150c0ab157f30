"""`scrapy db roles` and `scrapy db check`, as an operator runs them."""

import io
import json
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine

from newsbot.actions.database import roles
from newsbot.errors import ConfigurationError, ExitCode
from tests.conftest import RunScrapy
from tests.storage.making import rows
from tests.storage.roles.connecting import refusal, run_as, url_as


@pytest.fixture
def anna(administrator: psycopg.Connection) -> Iterator[str]:
    """The name of a role, which is gone after the test: roles are of the whole server."""
    yield "anna"
    administrator.execute("DROP ROLE IF EXISTS anna")


def test_roles_are_made_and_may_be_made_again(run_scrapy: RunScrapy, engine: Engine) -> None:
    first, second = (run_scrapy("db", "roles") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "tables and views belong to newsbot_owner now" in first.stdout
    assert "made:" not in second.stdout
    assert [line.split()[0] for line in second.stdout.splitlines()] == [
        "newsbot_owner", "newsbot_writer", "newsbot_reader",
    ]  # fmt: skip
    assert (
        rows(engine, "SELECT rolname FROM pg_roles WHERE rolname ~ '^newsbot_' AND rolsuper") == []
    )


def test_the_printed_sql_makes_the_same_roles(
    run_scrapy: RunScrapy, engine: Engine, database_url: str
) -> None:
    printed = run_scrapy(
        "db", "roles", "--sql", NEWSBOT_DATABASE_URL="postgresql://nobody@127.0.0.1:1/"
    )
    assert printed.returncode == 0
    with engine.begin() as connection:
        connection.exec_driver_sql(printed.stdout, execution_options={"no_parameters": True})
    assert run_as("newsbot_reader", database_url, "TABLE news.articles") == []


def test_a_reader_gets_an_account_with_the_limits_of_newsbot_reader(
    run_scrapy: RunScrapy, database_url: str, anna: str
) -> None:
    run_scrapy("db", "roles")
    made = run_scrapy("db", "roles", "--reader", anna)
    assert made.stdout.splitlines() == [
        "anna may read the views of schema news",
        "anna has no password: `scrapy db roles --password anna` sets one",
    ]
    assert run_as(anna, database_url, "TABLE news.articles") == []
    assert run_as(anna, database_url, "SHOW statement_timeout") == [("1min",)]
    assert refusal(anna, database_url, "TABLE newsbot.articles") == "InsufficientPrivilege"
    again = run_scrapy("db", "roles", "--reader", anna)
    assert again.stdout == "anna could read before the views of schema news\n"


@pytest.mark.parametrize("name", ["newsbot", "newsbot_writer", "pg_monitor", "An na", ""])
def test_names_that_are_taken_or_odd_are_refused(run_scrapy: RunScrapy, name: str) -> None:
    run_scrapy("db", "roles")
    refused = run_scrapy("db", "roles", "--reader", name)
    assert (refused.returncode, refused.stderr.count("\n")) == (ExitCode.CONFIGURATION, 1)


def test_a_password_is_read_from_stdin_and_reaches_the_server_as_a_hash(
    run_scrapy: RunScrapy, database_url: str, anna: str, engine: Engine, monkeypatch
) -> None:
    run_scrapy("db", "roles")
    run_scrapy("db", "roles", "--reader", anna)
    monkeypatch.setattr("sys.stdin", io.StringIO("o'hidden\n"))
    roles.change_password(database_url, anna)
    ((kept,),) = rows(engine, "SELECT rolpassword FROM pg_authid WHERE rolname = 'anna'")
    assert kept.startswith("SCRAM-SHA-256$")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(ConfigurationError, match="no password was given"):
        roles.change_password(database_url, anna)


def test_a_role_that_may_not_make_roles_is_told_of_the_sql(
    run_scrapy: RunScrapy, database_url: str
) -> None:
    run_scrapy("db", "roles")
    writer = url_as("newsbot_writer", database_url)
    refused = run_scrapy("db", "roles", NEWSBOT_DATABASE_URL=writer)
    assert refused.returncode == ExitCode.CONFIGURATION
    assert refused.stderr == (
        "newsbot: newsbot_writer may not change their rights: let an administrator run what "
        "`scrapy db roles --sql` prints\n"
    )


@pytest.mark.parametrize(
    "options", [("check", "--sql"), ("psql", "--reader", "a"), ("roles", "--json")]
)
def test_options_of_other_actions_are_refused(run_scrapy: RunScrapy, options) -> None:
    assert run_scrapy("db", *options).returncode == ExitCode.USAGE


def test_check_says_a_line_for_each_fault(run_scrapy: RunScrapy) -> None:
    found = run_scrapy("db", "check")
    assert found.returncode == ExitCode.CONFIGURATION  # the server of the tests has fsync off
    assert [line.partition(":")[0] for line in found.stdout.splitlines()] == [
        "error", "error", "warning", "warning",
    ]  # fmt: skip
    read = json.loads(run_scrapy("db", "check", "--json").stdout)
    assert [each["name"] for each in read] == [
        "fsync", "full_page_writes", "synchronous_commit", "superuser",
    ]  # fmt: skip


def test_check_finds_a_schema_that_is_behind(
    run_scrapy: RunScrapy, empty_database_url: str
) -> None:
    found = run_scrapy("db", "check", NEWSBOT_DATABASE_URL=empty_database_url)
    assert found.stdout.startswith("error: the database schema is at none, this code needs")


def test_check_of_a_database_that_cannot_be_reached_ends_with_3(run_scrapy: RunScrapy) -> None:
    found = run_scrapy("db", "check", NEWSBOT_DATABASE_URL="postgresql://a@127.0.0.1:1/news")
    assert (found.returncode, found.stderr.count("\n")) == (ExitCode.DATABASE, 1)


def test_nothing_is_wrong_with_the_embedded_server(run_scrapy: RunScrapy) -> None:
    run_scrapy("db", "upgrade", NEWSBOT_DATABASE_URL="")
    found = run_scrapy("db", "check", NEWSBOT_DATABASE_URL="")
    assert (found.returncode, found.stdout) == (0, "nothing is wrong with the database\n")
