"""Writes rows of articles as lines of JSON or CSV."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from newsbot.plain_text import without_formula

# Other line ends than "\n" are escaped in JSON, so that no program takes them for the end of a row.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
JSONL, CSV = "jsonl", "csv"


def header(form: str, columns: Sequence[str]) -> str:
    """The line with the names of the columns, for CSV; "" for JSONL, which has no such line."""
    return _csv_line(columns) if form == CSV else ""


def lines(form: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows as lines of JSON or CSV, as `form` says; the first of `columns` is "op"."""
    if form == CSV:
        return "".join(_csv_line(row) for row in rows)
    return "".join(_json_line(columns, row) for row in rows)


def _json_line(columns: Sequence[str], row: Sequence[Any]) -> str:
    values = dict(zip(columns, row, strict=True))
    if values["op"] == "delete":
        values = {name: values[name] for name in ("op", "id")}
    line = json.dumps(values, default=_in_utc, ensure_ascii=False)
    return line.translate(_LINE_ENDS) + "\n"


def _csv_line(row: Sequence[Any]) -> str:
    return ",".join(_cell(value) for value in row) + "\n"


def _cell(value: Any) -> str:
    """A value as a cell of a CSV file, in the form that PostgreSQL's COPY reads.

    None becomes an empty cell without quotes, and an empty text becomes "" with quotes. A list is
    written as JSON.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        value = json.dumps(value, ensure_ascii=False)
    text = _in_utc(value) if isinstance(value, datetime) else str(value)
    return '"' + without_formula(text).replace('"', '""') + '"'


def _in_utc(value: object) -> str:
    """The text of a value that JSON has no type for; that of a datetime is in ISO 8601 and UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
