"""The cases of all languages: the files `tests/languages/CODE/KIND.toml`, read once.

CODE is what `<html lang>` states: cs, zh-Hant, sr-Latn. The folder `any` is for cases of no
language. A key with a list has cases; docs/languages.md says what each key holds.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
NO_LANGUAGE = "any"
# By kind: the keys with cases, and those that tell something about the language.
CASES = {
    "bylines": (
        "forms", "without_class", "under_the_headline", "below_the_text", "no_bylines",
    ),
    "dates": ("read", "among_words", "unclear", "published", "changed"),
    "notices": (
        "soft_404", "cookie_wall", "login_wall",
        "missing_titles", "login_titles", "challenge_titles", "denied_titles", "search_titles",
        "headlines", "about_cookies", "about_missing_pages", "about_passwords",
    ),
    "copies": ("daily", "spellings", "other_words", "follow_ups"),
    "words": ("briefs", "in_daily"),
    "left_out": (
        "read_also", "newsletters", "captions", "author_lines", "date_lines", "sentences",
    ),
}  # fmt: skip
FACTS = {
    "bylines": ("has_no_word_for_and",),
    "dates": ("unread_cldr",),
    "copies": ("digits", "has_han_numerals"),
    "words": ("is_unspaced",),
}


def _tables() -> dict[str, dict[str, dict[str, Any]]]:
    """By language the tables of its files, by kind."""
    folders = sorted(path for path in HERE.iterdir() if any(path.glob("*.toml")))
    return {
        folder.name: {
            file.stem: tomllib.loads(file.read_text("utf-8"))
            for file in sorted(folder.glob("*.toml"))
        }
        for folder in folders
    }


LANGUAGES = _tables()


def table(kind: str, key: str) -> dict[str, Any]:
    """By language what its file of a kind has under a key; languages without it are left out."""
    found = {code: kinds.get(kind, {}).get(key) for code, kinds in LANGUAGES.items()}
    return {code: value for code, value in found.items() if value is not None}


def cases(kind: str, *keys: str) -> list[object]:
    """Every case under the keys, as parameters of a test: the language and what is in its row.

    A row ["By Ann", "Ann"] gives two values after the language, and a text gives one.
    """
    return [
        pytest.param(code, *([row] if isinstance(row, str) else row), id=name(code, key, row))
        for key in keys
        for code, rows in table(kind, key).items()
        for row in rows
    ]


def texts(kind: str, *keys: str) -> list[object]:
    """Every case under the keys that is a list of texts: its key, its language and the texts."""
    return [
        pytest.param(key, code, row, id=name(code, key, row))
        for key in keys
        for code, rows in table(kind, key).items()
        for row in rows
    ]


def name(code: str, key: str, row: str | list[str]) -> str:
    """The name of a case in the list of tests: language, key, and the beginning of its text."""
    text = row if isinstance(row, str) else row[0]
    return f"{code} {key}: {text[:50]}"
