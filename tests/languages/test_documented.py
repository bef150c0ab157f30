"""Every file of a language is read, and docs/languages.md says how many cases each one holds."""

import re

import pytest
from babel import Locale

from tests.conftest import Accepted
from tests.languages.reading import CASES, FACTS, HERE, LANGUAGES, NO_LANGUAGE
from tests.test_docs import CHECKOUT

DOCUMENT = CHECKOUT / "docs/languages.md"
HEAD = "| code | language | bylines | dates | notices | copies | words | left out |"
LINE = "|---|---|---|---|---|---|---|---|"
TABLE = re.compile(rf"{re.escape(HEAD)}\n{re.escape(LINE)}\n(?:\|.*\n)*")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_and_every_key_of_a_language_is_read(language: str) -> None:
    for kind, keys in LANGUAGES[language].items():
        assert kind in CASES
        assert set(keys) - {*CASES[kind], *FACTS.get(kind, ())} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_case_stands_there_twice(language: str) -> None:
    for kind, keys in LANGUAGES[language].items():
        for key in set(keys) & set(CASES[kind]) - {"in_daily"}:
            rows = [str(row) for row in keys[key]]
            assert len(rows) == len(set(rows)), key


def test_every_folder_of_a_language_has_cases() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == LANGUAGES.keys()


def test_the_table_counts_the_cases_of_each_language(accepted: Accepted) -> None:
    shown = DOCUMENT.read_text(encoding="utf-8")
    assert len(TABLE.findall(shown)) == 1
    found = TABLE.sub("\n".join([HEAD, LINE, *lines()]) + "\n", shown)
    assert found.split("\n") == accepted(DOCUMENT, found).split("\n")


def test_the_document_explains_every_key() -> None:
    shown = DOCUMENT.read_text(encoding="utf-8")
    keys = [key for kinds in (CASES, FACTS) for names in kinds.values() for key in names]
    assert [key for key in keys if not re.search(rf"^\| .*`{key}`.* \|", shown, re.MULTILINE)] == []


def lines() -> list[str]:
    """The rows of the table: one for each folder, and the sums."""
    counts = {code: [count(code, kind) for kind in CASES] for code in LANGUAGES}
    sums = [sum(column) for column in zip(*counts.values(), strict=True)]
    rows = [(f"`{code}`", english_name(code), numbers) for code, numbers in counts.items()]
    rows.append(("", "**all**", sums))
    return [
        f"| {code} | {name} | {' | '.join(str(number or '-') for number in numbers)} |"
        for code, name, numbers in rows
    ]


def count(code: str, kind: str) -> int:
    """The number of cases of one kind in the folder of a language."""
    keys = LANGUAGES[code].get(kind, {})
    return sum(len(rows) for key, rows in keys.items() if key in CASES[kind])


def english_name(code: str) -> str:
    """The name of a language by its code, from the Unicode locale data."""
    if code == NO_LANGUAGE:
        return "in no language"
    return Locale("en").languages.get(code) or str(Locale.parse(code, sep="-").english_name)
