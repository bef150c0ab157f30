"""`scrapy retry`: shows what would be asked for again, and makes it due when it is told to."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot import clock
from newsbot.errors import ExitCode
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.hosts import HostRows, Pause
from newsbot.storage.frontier.offers import Offers
from tests.conftest import RunScrapy
from tests.storage.making import rejection, rows
from tests.storage.test_offers import offer

STATES = "SELECT state FROM newsbot.frontier ORDER BY url"


@pytest.fixture
def refused(engine: Engine) -> Engine:
    """A database with a page that is gone and one that is behind a wall."""
    Offers(engine).offer([offer("gone"), offer("wall")])
    gone = rejection("gone", "http_410", stage="download", status=410)
    ArticleStore(engine).store([gone, rejection("wall", "cookie_wall")])
    return engine


def test_it_shows_what_gave_no_article_and_makes_it_due_when_told_to(
    run_scrapy: RunScrapy, refused: Engine
) -> None:
    shown = run_scrapy("retry")
    assert [line.split()[:4] for line in shown.stdout.splitlines()[2:]] == [
        ["cookie_wall", "gazette.example", "1", "0"],
        ["http_410", "gazette.example", "1", "1"],
    ]
    assert rows(refused, STATES) == [("failed",), ("pending",)]
    written = run_scrapy("retry", "--reason", "http_410", "--since", "2026-05-01", "--write")
    assert (written.returncode, written.stderr) == (ExitCode.OK, "1 URLs are due now.\n")
    assert rows(refused, STATES) == [("pending",), ("pending",)]


def test_it_says_what_waits_for_a_host_that_is_left_alone(
    run_scrapy: RunScrapy, refused: Engine
) -> None:
    until = clock.now() + timedelta(hours=5)
    pause = Pause(until=until, reason="http_403", failures=3)
    HostRows(refused).pause("gazette.example", pause)
    said = f"0 URLs are due now; 2 wait for their hosts, until {until:%Y-%m-%d %H:%M} UTC.\n"
    assert run_scrapy("retry", "--write").stderr == said


@pytest.mark.usefixtures("refused")
def test_json_is_an_array(run_scrapy: RunScrapy) -> None:
    (printed,) = json.loads(run_scrapy("retry", "--reason", "http_410", "--json").stdout)
    assert (printed["reason"], printed["site"], printed["urls"], printed["given_up"]) == (
        "http_410", "gazette.example", 1, 1
    )  # fmt: skip
    assert printed["last_at"].startswith("2026-05-11")


def test_nothing_to_ask_for_again_is_said(run_scrapy: RunScrapy) -> None:
    result = run_scrapy("retry", "--reason", "http_599", "--write")
    assert (result.returncode, result.stdout) == (
        ExitCode.OK, "No URL matches: nothing to ask for again.\n"
    )  # fmt: skip


def test_an_unknown_reason_is_an_error_that_names_the_known_ones(run_scrapy: RunScrapy) -> None:
    result = run_scrapy("retry", "--reason", "cookiewall")
    assert result.returncode == ExitCode.CONFIGURATION
    assert "unknown reason 'cookiewall': did you mean 'cookie_wall'?" in result.stderr
    assert "address_refused" in result.stderr
    assert "http_503" in result.stderr


def test_an_error_of_the_database_is_one_line(run_scrapy: RunScrapy, engine: Engine) -> None:
    Offers(engine).offer([offer("a")])
    ArticleStore(engine).store([rejection("a", "http_304", stage="download")])
    with engine.begin() as connection:
        name = engine.url.database
        connection.execute(text(f"ALTER DATABASE {name} SET newsbot.clock_offset = 'garbage'"))
    failed = run_scrapy("retry", "--write", "--reason", "http_304")
    assert failed.returncode == ExitCode.DATABASE
    (line,) = failed.stderr.splitlines()
    assert line.startswith("newsbot: the database refused it: invalid input syntax for type inter")
