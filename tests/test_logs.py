"""The log for programs: one JSON object a line, whatever is logged."""

import io
import json
import logging
import sys

import pytest
from scrapy.exceptions import UsageError
from sqlalchemy.exc import OperationalError

from newsbot.commands.base import exit_code_of
from newsbot.errors import ExitCode
from newsbot.logs import JsonLines


def line_of(message: str, *args: object, **others: object) -> dict[str, object]:
    record = logging.makeLogRecord(
        {"name": "newsbot.pages", "levelno": logging.INFO, "levelname": "INFO"}
        | {"msg": message, "args": args, "created": 0.25}
        | others
    )
    text = JsonLines().format(record)
    assert "\n" not in text
    line: dict[str, object] = json.loads(text)
    return line


def test_a_line_says_when_where_and_what():
    assert line_of("%d pages\nfetched", 3) == {
        "time": "1970-01-01T00:00:00.250+00:00",
        "level": "INFO",
        "logger": "newsbot.pages",
        "message": "3 pages\nfetched",
    }


def test_a_line_about_a_page_has_its_url_outcome_and_reason():
    said = {"url": "https://gazette.example/ä", "outcome": "rejected", "reason": "too_short"}
    line = line_of("rejected", **said)
    assert {name: line[name] for name in said} == said


def test_an_exception_is_part_of_its_line():
    try:
        int("of this")
    except ValueError:
        line = line_of("failed", exc_info=sys.exc_info())
    assert "ValueError: invalid literal" in str(line["traceback"])


def ended_by(error: Exception) -> tuple[ExitCode, dict[str, object]]:
    """The exit code of a command that raised `error`, and its line in a log for programs."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(JsonLines())

    def fail() -> ExitCode:
        raise error

    logging.root.addHandler(handler)
    try:
        code = exit_code_of(fail)
    finally:
        logging.root.removeHandler(handler)
    return code, json.loads(handler.stream.getvalue())


def test_a_database_error_that_ends_a_command_is_an_object_too():
    code, line = ended_by(OperationalError("SELECT 1", {}, Exception("it went away")))
    assert code == ExitCode.DATABASE
    assert "it went away" in str(line["message"])


@pytest.mark.parametrize("error", [ZeroDivisionError("by nought"), OSError(5000, "by nought")])
def test_an_unexpected_error_that_ends_a_command_is_an_object_with_its_traceback(error: Exception):
    code, line = ended_by(error)
    assert code == ExitCode.CONFIGURATION
    assert "by nought" in str(line["message"])
    assert "in fail" in str(line["traceback"])


@pytest.mark.parametrize("error", [UsageError("say more"), ZeroDivisionError("by nought")])
def test_wrong_usage_and_unexpected_errors_are_left_to_scrapy_and_python(error: Exception):
    def fail() -> ExitCode:
        raise error

    with pytest.raises(type(error)):
        exit_code_of(fail)
