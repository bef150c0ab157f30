"""The log for programs: one JSON object a line, whatever is logged."""

import json
import logging
import sys

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
