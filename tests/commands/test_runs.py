"""`scrapy runs`: which machine runs what, since when, and why a run ended."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot.actions.runs import in_seconds, show_runs, why
from newsbot.errors import ExitCode
from newsbot.storage.health.runs import finish_run, start_run
from newsbot.storage.leases.holders import Holder
from newsbot.storage.leases.queues import Queues

HOLDER = Holder(machine="press-room", boot="another boot", process="1")


@pytest.fixture
def leased(engine: Engine) -> list[str]:
    """The hosts that a running crawl has leased; another has ended."""
    finish_run(engine, start_run(engine, "feed", {}), reason="finished", exit_code=7, counters={})
    queues = Queues(engine, start_run(engine, "news", {}), HOLDER, timedelta(minutes=1))
    queues.begin()
    hosts = ["gazette.example", "ledger.example"]
    for host in hosts:
        queues.take(host)
    return hosts


def test_the_table_says_machine_state_hosts_and_why(
    leased: list[str], database_url: str, capsys: pytest.CaptureFixture[str]
):
    show_runs(database_url, 10, as_json=False, with_hosts=False)
    _, _, running, ended = capsys.readouterr().out.splitlines()
    assert running.split()[1:4] == ["news", "press-room", "running"]
    assert str(len(leased)) in running.split()
    assert "finished, exit 7" in ended


@pytest.mark.usefixtures("leased")
def test_the_names_of_leased_hosts_are_shown_on_demand(
    database_url: str, capsys: pytest.CaptureFixture[str]
):
    show_runs(database_url, 1, as_json=False, with_hosts=True)
    assert "gazette.example, ledger.example" in capsys.readouterr().out


def test_a_killed_run_has_a_reason_and_no_exit_code():
    assert why({"finish_reason": "killed", "exit_code": None}) == "killed"
    assert why({"finish_reason": None, "exit_code": None}) is None
    assert why({"finish_reason": "finished", "exit_code": ExitCode.OK.value}) == "finished, exit 0"


def test_a_duration_is_shown_without_fractions():
    assert in_seconds(timedelta(minutes=15, seconds=0.4)) == "0:15:00"
