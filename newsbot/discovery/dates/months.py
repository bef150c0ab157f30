"""Recognises the names of months in the languages of months.toml."""

import tomllib
import unicodedata
from collections.abc import Iterator
from importlib.resources import files


def month_of(name: str) -> int | None:
    """The number of the month that `name` names, e.g. 9 for "September" or "Sept".

    The name may be in many languages: "août", "мая", "lipca". The result is None if `name` is no
    name of a month.
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


# Pairs of the first letters of a month's name, and the number of the month. Longer beginnings come
# first. Otherwise the Czech "červenec" (July) would be taken for "červen" (June).
_BEGINNINGS = sorted(set(_beginnings()), key=lambda each: (-len(each[0]), each))
