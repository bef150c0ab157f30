"""`scrapy retry --accept`: texts that are held because they are so short, and their release."""

from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.storage.making import rows
from tests.storage.test_held import see


def test_a_person_accepts_texts_that_are_held(run_scrapy: RunScrapy, engine: Engine) -> None:
    assert run_scrapy("retry", "--accept").stdout == "No text is held.\n"
    see(engine, 0, 100)
    see(engine, 1, 40)
    shown = run_scrapy("retry", "--accept", "--site", "gazette.example")
    assert shown.stdout.splitlines()[2].split()[:2] == ["gazette.example", "1"]
    written = run_scrapy("retry", "--accept", "--write")
    assert written.stderr == "1 articles show their short texts now.\n"
    assert rows(engine, "SELECT word_count FROM news.articles") == [(40,)]


def test_accept_takes_no_reason(run_scrapy: RunScrapy) -> None:
    assert run_scrapy("retry", "--accept", "--reason", "http_403").returncode == ExitCode.USAGE
