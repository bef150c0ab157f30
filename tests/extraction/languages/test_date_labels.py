"""Words beside a date tell publication from change in each language (`date_labels.toml`)."""

import tomllib
from pathlib import Path

import pytest

from tests.extraction.languages.test_days import DAY, shown

LABELS = tomllib.loads(Path(__file__).with_name("date_labels.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", LABELS["published"])
def test_a_date_of_publication_counts_among_other_words(language: str) -> None:
    labels = LABELS["published"][language].split("|")
    lines = [f"<p>One two three four five {label}: 2026-09-08</p>" for label in labels]
    read = {line: shown(line, language).published_at for line in lines}
    assert {line: day for line, day in read.items() if day != DAY} == {}


@pytest.mark.parametrize("language", LABELS["changed"])
def test_a_date_of_a_change_is_no_publication(language: str) -> None:
    labels = LABELS["changed"][language].split("|")
    read = {label: shown(f"<p>{label}: 2026-09-08</p>", language) for label in labels}
    days = {label: (found.published_at, found.modified_at) for label, found in read.items()}
    assert {label: each for label, each in days.items() if each != (None, DAY)} == {}
