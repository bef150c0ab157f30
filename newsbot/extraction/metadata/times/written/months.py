"""The names of months in many languages and calendars, from the table `phrases.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from newsbot.extraction.metadata.times.written.calendars import Calendar
from newsbot.extraction.page.phrases import cells

_ROWS: Mapping[str, Calendar] = {
    "months": "gregorian",
    "persian_months": "persian",
    "islamic_months": "islamic",
    "ethiopian_months": "ethiopian",
}
# The language codes of Norwegian pages → the column of Norwegian in `phrases.toml`.
_COLUMNS = {"nb": "no", "nn": "no"}
# A short name of a month, of at most SHORT letters, may be another word in other languages: "mac"
# is March in Malay. If fewer than COMMON languages have the name, it counts only on pages in these
# languages.
SHORT = 3
COMMON = 3
# Signs that are left out of a name before it is compared: accents, Arabic vowel signs, and signs
# that only join letters or keep them apart. Letters that are written in several ways become one.
_LEFT_OUT = (*range(0x0300, 0x0370), *range(0x064B, 0x0656), 0x0640, 0x200C, 0x200D)
_FOLDED = dict.fromkeys(_LEFT_OUT, "") | {
    ord(letter): one
    for letter, one in zip(
        "ıیىکۀہة\u0d7a\u0d7b\u0d7c\u0d7d\u0d7e",
        ("i", *"ييكههه", "ണ്", "ന്", "ര്", "ല്", "ള്"),
        strict=True,
    )
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a calendar, e.g. the ninth month of the Gregorian one."""

    calendar: Calendar
    number: int


def spelling(name: str) -> str:
    """A name in the spelling in which names are compared: small letters without accents.

    For example, "aout" for "AOÛT".
    """
    return normalize("NFD", name.casefold()).translate(_FOLDED)


def columns(row: str) -> Iterator[tuple[str, int, str]]:
    """The language, the place (from 1) and the spelling of each name in a row of `phrases.toml`."""
    for language, cell in cells("words", row).items():
        for number, names in enumerate(cell.split(), 1):
            for name in names.replace("_", " ").split("|"):
                yield language, number, spelling(name)


def _meanings() -> dict[str, dict[str, Month]]:
    """Maps the spelling of a name to the month that it means, in each language that has the name.

    For example, "november" to {"en": Month("gregorian", 11), "de": Month("gregorian", 11)}.
    """
    before, after = (cells("words", f"month_{part}") for part in ("beginnings", "endings"))
    found: dict[str, dict[str, Month]] = {}
    for row, calendar in _ROWS.items():
        for language, number, name in columns(row):
            beginnings = map(spelling, ("", *before.get(language, "").split()))
            endings = [*map(spelling, ("", *after.get(language, "").split()))]
            for whole in (f"{first}{name}{last}" for first in beginnings for last in endings):
                found.setdefault(whole, {})[language] = Month(calendar, number)
    return found


_MEANINGS = _meanings()


@lru_cache(maxsize=4096)
def month_of(name: str, language: str | None) -> Month | None:
    """The month that a name means; None for a word that is no month, or that may be several.

    The case of letters and accents do not matter. For example, "listopada" is November in Polish,
    and October in Croatian. For such a name the result is None, unless `language` is one of these
    languages.
    """
    key = spelling(name)
    meanings = _MEANINGS.get(key, {})
    column = _COLUMNS.get(language or "", language)
    if column in meanings:
        return meanings[column]
    if len(key) <= SHORT and len(meanings) < COMMON:
        return None
    months = set(meanings.values())
    return months.pop() if len(months) == 1 else None


_IN_URLS = frozenset(("en", "de", "fr", "es", "it", "pt"))
MONTH_NAMES = "|".join(
    sorted(
        name for name, months in _MEANINGS.items() if name.isascii() and months.keys() & _IN_URLS
    )
)
"""A regular expression for the names of months in the paths of URLs: "april|august|…"."""
