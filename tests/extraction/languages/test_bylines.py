"""Bylines are read in many languages, where a class marks them and where none does."""

import pytest

from newsbot.extraction.metadata.people.authors import read_bylines
from tests.extraction.languages.byline_forms import FORMS


@pytest.mark.parametrize(("language", "byline", "persons", "groups"), FORMS)
def test_persons_and_organisations_of_a_byline(
    language: str, byline: str, persons: str, groups: str
) -> None:
    found = read_bylines([byline])
    read = ("; ".join(found.persons), "; ".join(found.groups))
    assert read == (persons, groups), language
