"""Prints the output of commands: JSON for scripts, tables for people."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from tabulate import tabulate


def print_json(value: Any) -> None:
    """Prints a value as indented JSON, which the function `as_json` makes of the value."""
    print(as_json(value))


def as_json(value: Any) -> str:
    """A value as indented JSON: times in ISO 8601, decimals as numbers, other types as their str().

    If the encoding of stdout is not UTF-8, -16 or -32, all non-ASCII characters are escaped.
    """
    takes_any_text = sys.stdout is not None and sys.stdout.encoding.lower().startswith("utf")
    return json.dumps(value, default=_plain, ensure_ascii=not takes_any_text, indent=2)


def print_table(rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> None:
    """Prints rows below their headers; numbers with a fraction have two digits after the point."""
    print(tabulate(rows, headers=headers, tablefmt="simple", floatfmt=".2f"))


def _plain(value: object) -> str | float:
    if isinstance(value, date | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else str(value)
