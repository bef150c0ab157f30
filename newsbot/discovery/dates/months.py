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
    start = plain(name)
    return next((number for each, number in NAMES if start.startswith(each)), None)


def plain(text: str) -> str:
    """A text in small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _names() -> Iterator[tuple[str, int]]:
    table = files(__package__).joinpath("months.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(table).values():
        for number, cell in enumerate(row.split(), 1):
            for name in cell.split("|"):
                if name != "-":
                    yield plain(name), number


NAMES = sorted(set(_names()), key=lambda each: (-len(each[0]), each))
"""Pairs of a text and the number of a month. The text is the name of the month or the beginning of
the name, in small letters without accents. The longest texts come first. Otherwise the Czech name
"červenec" (July) would be taken for "červen" (June), with which it begins."""
