"""Recognises the names of months in the languages of months.toml."""

import tomllib
import unicodedata
from collections.abc import Iterator
from importlib.resources import files


def month_of(name: str) -> int | None:
    """The number of the month with this name, whole or cut short; None if it is no such name.

    Examples: "September", "Sept", "août", "мая", "Mai", "lipca".
    """
    plain = _plain(name)
    return next((number for start, number in _BEGINNINGS if plain.startswith(start)), None)


def _plain(text: str) -> str:
    """A text in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _beginnings() -> Iterator[tuple[str, int]]:
    table = files(__package__).joinpath("months.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(table).values():
        for number, starts in enumerate(row.split(), 1):
            for start in starts.split("|"):
                if start != "-":
                    yield _plain(start), number


# The longest beginnings come first: "červenec" is July in Czech, and "červen" is June.
_BEGINNINGS = sorted(set(_beginnings()), key=lambda each: (-len(each[0]), each))
