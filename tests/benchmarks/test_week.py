"""A simulated day of an invented network of sites, and that its checks find what is wrong."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.benchmarks.week.answers import RETRY_AFTER_S
from tests.benchmarks.week.checks_of_log import log_checks
from tests.benchmarks.week.network import Asked
from tests.benchmarks.week.pages import PATHS
from tests.benchmarks.week.plan import DAY, RATES, START, Plan, make_plan
from tests.conftest import CHECKOUT
from tests.patience import PATIENCE_S

SITES = 10
ELSEWHERE = {"delay", "polls", "bodies"}
"""Checks that do not apply: a busy machine breaks the first (tests/crawl/test_leases.py has it),
and a few busy sites are polled more often than a network of 40."""
FEED, PAGE = PATHS["feed"], "/2026/06/01/story-9-00001"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(SITES, DAY, port=80)


def asked(minutes: float, path: str, **fields: object) -> Asked:
    at = START + timedelta(minutes=minutes)
    return replace(
        Asked(at=at, lag=timedelta(), outlet=9, path=path, status=200, etag=""), **fields
    )  # type: ignore[arg-type]


def broken(plan: Plan, *log: Asked) -> set[str]:
    robots = asked(0, "/robots.txt")
    return {check.name for check in log_checks(plan, [robots, *log]) if not check.holds}


def test_a_simulated_day_holds_what_a_week_has_to_hold() -> None:
    day = ("--sites", str(SITES), "--hours", "24", "--processes", "1", "--scale", "100", "--json")
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.week", *day],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert report["runs"] == DAY / timedelta(minutes=5)
    failed = [check for check in report["checks"] if not check["holds"]]
    assert {check["name"] for check in failed} <= ELSEWHERE, report


def test_a_week_of_forty_sites_has_about_four_thousand_articles() -> None:
    week = make_plan(40, 7 * DAY, port=80)
    new = [
        story for outlet in week.outlets for story in outlet.stories if story.published_at > START
    ]
    assert 3600 < len(new) < 4400
    assert {outlet.role for outlet in week.outlets} == {"healthy", *RATES}


@pytest.mark.parametrize(
    ("check", "log"),
    [
        ("robots", [asked(1, "/members/2026/06/01/story-9-00001")]),
        ("robots", [asked(1, "/robots.txt", status=503), asked(2, PAGE)]),
        ("robots", [asked(26 * 60, PAGE)]),
        ("delay", [asked(1, PAGE), asked(1.0001, PAGE)]),
        ("pause", [asked(1, FEED, status=429), asked(RETRY_AFTER_S / 60, FEED, status=304)]),
        ("unchanged", [asked(1, FEED, etag="1"), asked(20, FEED, etag="1")]),
        ("polls", [asked(minutes, FEED, status=304) for minutes in range(1, 1440, 2)]),
        ("bodies", [asked(minutes, FEED, etag=str(minutes)) for minutes in range(1, 1440, 4)]),
    ],
)
def test_the_checks_of_the_log_find_what_is_wrong(plan: Plan, check: str, log: list[Asked]) -> None:
    assert check in broken(plan, *log)


def test_a_polite_log_breaks_no_check(plan: Plan) -> None:
    assert (
        broken(plan, asked(1, FEED, etag="1"), asked(2, PAGE), asked(30, FEED, etag="2")) == set()
    )
