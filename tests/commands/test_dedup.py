"""`scrapy dedup`: shows which articles would change groups, and writes that when it is told to."""

import json
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from newsbot.errors import ExitCode
from newsbot.storage.connection.storing_lock import STORING_LOCK
from tests.conftest import RunScrapy
from tests.crawl.running import running
from tests.dedup.texts import FERRY, THEATRE
from tests.storage.making import article, rows, store
from tests.storage.regrouping import GROUPS, change, point

EVER = "2000-01-01"
WAITING = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
NOTHING = "0 would become copies, 0 would no longer be copies, 0 would have another original.\n"


@pytest.fixture
def wrong(engine: Engine) -> Engine:
    """A database with two copies, one of which has lost its original."""
    store(engine, *(article(str(n), FERRY) for n in range(3)), article("other", THEATRE))
    point(engine, [3], None)
    return engine


def test_it_shows_what_would_change_and_writes_it_when_told_to(
    run_scrapy: RunScrapy, wrong: Engine
) -> None:
    shown = run_scrapy("dedup", "--since", EVER)
    assert shown.stdout.startswith("4 articles compared: 1 would become copies, 0 ")
    assert "https://gazette.example/2" in shown.stdout
    assert rows(wrong, GROUPS) == [(1, None), (2, 1), (3, None), (4, None)]
    written = run_scrapy("dedup", "--write")
    assert (written.stdout, written.returncode) == (shown.stdout, ExitCode.OK)
    assert written.stderr.endswith("1 articles moved to other groups.\n")
    assert rows(wrong, GROUPS) == [(1, None), (2, 1), (3, 1), (4, None)]
    again = run_scrapy("dedup", "--since", EVER, "--write")
    assert again.stdout == f"4 articles compared: {NOTHING}"


@pytest.mark.usefixtures("wrong")
def test_json_has_the_counts_and_examples(run_scrapy: RunScrapy) -> None:
    printed = json.loads(run_scrapy("dedup", "--since", EVER, "--json").stdout)
    (example,) = printed.pop("examples")
    assert printed == {
        "compared": 4, "new_copies": 1, "no_copies_any_more": 0, "other_original": 0,
    }  # fmt: skip
    assert example == {
        "url": "https://gazette.example/2",
        "stored_original": None,
        "new_original": "https://gazette.example/0",
        "similarity": 1.0,
        "containment": 1.0,
        "method": "exact",
    }


def test_what_was_resolved_can_be_discarded(run_scrapy: RunScrapy, wrong: Engine) -> None:
    run_scrapy("dedup", "--since", EVER)
    assert run_scrapy("dedup", "--discard").returncode == ExitCode.OK
    assert rows(wrong, "SELECT * FROM newsbot.redecisions") == []
    assert run_scrapy("dedup", "--write").returncode == ExitCode.USAGE


def test_where_there_is_nothing_to_resolve_it_says_so(run_scrapy: RunScrapy) -> None:
    ended = run_scrapy("dedup", "--since", "2999-01-01", "--write")
    assert (ended.stdout, ended.returncode) == (f"0 articles compared: {NOTHING}", ExitCode.OK)
    assert ended.stderr == "0 articles moved to other groups.\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "nothing is resolved yet: try scrapy dedup --since 7d"),
        (["--write"], "nothing is resolved yet: try scrapy dedup --since 7d"),
        (
            ["--since", "Tuesday"],
            "'Tuesday' is neither a number of days nor a date: try 7d or 2026-05-01",
        ),
        (["--since", "7d", "--discard"], "--discard goes with no other option"),
        (["--discard", "--json"], "--discard goes with no other option"),
    ],
    ids=["nothing", "nothing to write", "no date", "discard since", "discard as json"],
)
def test_wrong_usage_is_code_2_and_one_line(
    run_scrapy: RunScrapy, options: Sequence[str], said: str
) -> None:
    ended = run_scrapy("dedup", *options)
    assert (ended.returncode, ended.stdout) == (ExitCode.USAGE, "")
    last = ended.stderr.splitlines()[-1]
    assert "error: " in last
    assert last.endswith(said)


def test_going_back_further_than_was_resolved_ends_in_one_line(
    run_scrapy: RunScrapy, wrong: Engine
) -> None:
    run_scrapy("dedup", "--since", "2026-05-11")
    ended = run_scrapy("dedup", "--since", EVER)
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("newsbot: only what came since 2026-05-11 00:00 is compared")
    assert ended.stderr.count("\n") == 1
    change(wrong, "UPDATE newsbot.redecisions SET dedup_version = 1")
    ended = run_scrapy("dedup", "--write")
    assert ended.returncode == ExitCode.CONFIGURATION
    assert "another version of newsbot" in ended.stderr


def test_a_schema_that_is_behind_ends_in_one_line(
    run_scrapy: RunScrapy, empty_database_url: str
) -> None:
    ended = run_scrapy("dedup", "--since", "7d", NEWSBOT_DATABASE_URL=empty_database_url)
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith("newsbot: the database schema is at none")
    assert ended.stderr.count("\n") == 1


def test_help_has_an_example_of_each_option(run_scrapy: RunScrapy) -> None:
    printed = run_scrapy("dedup", "--help").stdout
    for example in ("--since 7d", "--since 2026-05-01", "--write", "--discard"):
        assert f"  scrapy dedup {example} " in printed


def test_interrupted_it_ends_in_one_line_and_code_5(
    wrong: Engine, database_url: str, tmp_path: Path
) -> None:
    """It waits for a crawl that stores, when it is interrupted."""
    arguments = ("dedup", "--since", EVER)
    with (
        wrong.begin() as storing,
        running(*arguments, log=tmp_path / "log", NEWSBOT_DATABASE_URL=database_url) as command,
    ):
        storing.execute(select(func.pg_advisory_xact_lock(STORING_LOCK)))
        command.wait_until(lambda: rows(wrong, WAITING) != [])
        command.process.send_signal(signal.SIGINT)
        assert command.wait() == ExitCode.SIGNAL, command.stderr()
    assert command.stderr() == "Stopped: the same command goes on from here.\n"
