"""Writes rows of articles as lines of JSON or CSV."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

# Spreadsheets take such a cell of a CSV file for a formula, which may send data elsewhere. An
# apostrophe before it prevents that (see OWASP, "CSV Injection"). A text that begins with
# apostrophes and then a sign gets one more, so that the apostrophe can be taken away again.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - spreadsheets take these too
# Other line ends than "\n" are escaped in JSON, so that no program takes them for the end of a row.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
JSONL, CSV = "jsonl", "csv"


def header(form: str, columns: Sequence[str]) -> str:
    """The first line of a file in the form JSONL or CSV; JSON has none."""
    return _csv_line(columns) if form == CSV else ""


def lines(form: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows as lines in the form JSONL or CSV; the first of `columns` is "op"."""
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
    """A value as a cell of a CSV file, as PostgreSQL's COPY reads it.

    A missing value is an empty cell without quotes, and an empty text is one with quotes. A list is
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
    if _FORMULA.match(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'


def _in_utc(value: object) -> str:
    """A moment in ISO 8601 and UTC; any other value that JSON does not know as its str()."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
