"""Prints the output of commands: JSON for scripts, tables for people."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from tabulate import tabulate


def print_json(value: Any) -> None:
    """Prints a value as indented JSON, in the form that the function `as_json` describes."""
    print(as_json(value))


def as_json(value: Any) -> str:
    """A value as indented JSON: times in ISO 8601, decimals as numbers, other types as their str().

    Non-ASCII characters are escaped, unless the encoding of stdout is UTF-8, UTF-16 or UTF-32.
    """
    takes_any_text = sys.stdout is not None and sys.stdout.encoding.lower().startswith("utf")
    return json.dumps(value, default=_plain, ensure_ascii=not takes_any_text, indent=2)


def print_table(rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> None:
    """Prints a table of rows below their headers; floats have two digits after the point."""
    print(tabulate(rows, headers=headers, tablefmt="simple", floatfmt=".2f"))


def _plain(value: object) -> str | float:
    if isinstance(value, date | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)
