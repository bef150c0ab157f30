"""Bylines are read in many languages, where a class marks them and where none does."""

import pytest
from babel import Locale

from newsbot.extraction.metadata.people.authors import read_bylines
from newsbot.extraction.metadata.people.naming.leads import with_small_by
from tests.extraction.making import json_ld, metadata
from tests.languages.reading import cases, table

HEADLINE = "<h1>Oven arrives</h1>"
TEXT = f"<p>{'The bakery on the market square opens at five in the morning from May on. ' * 4}</p>"
WITH_A_WORD_FOR_AND = table("bylines", "forms").keys() - table("bylines", "has_no_word_for_and")


@pytest.mark.parametrize(("language", "byline", "persons", "groups"), cases("bylines", "forms"))
def test_persons_and_organisations_of_a_byline(
    language: str, byline: str, persons: str, groups: str
) -> None:
    found = read_bylines([with_small_by(byline, language)])
    assert ("; ".join(found.persons), "; ".join(found.groups)) == (persons, groups)


@pytest.mark.parametrize(("language", "byline", "persons", "groups"), cases("bylines", "forms"))
def test_a_class_marks_a_byline_in_any_language(
    language: str, byline: str, persons: str, groups: str
) -> None:
    above = f'{HEADLINE}<p class="byline">{byline}</p>'
    found = metadata(language=language, above=above, body=TEXT * 3)
    assert ("; ".join(found.authors), "; ".join(found.credits)) == (persons, groups)


@pytest.mark.parametrize(("language", "byline", "person"), cases("bylines", "without_class"))
def test_a_label_under_the_headline_needs_no_class(language: str, byline: str, person: str) -> None:
    old = f"<p><i>{byline}</i> &nbsp; 8.9.2026, 10:15</p>"
    new = f'<div class="c-line"><b class="c-who">{byline}</b><b class="c-when">8.9.2026</b></div>'
    for line in (old, new):
        above = HEADLINE + line
        assert metadata(language=language, above=above, body=TEXT * 3).authors == (person,)


@pytest.mark.parametrize(("language", "markup", "persons"), cases("bylines", "under_the_headline"))
def test_a_byline_under_the_headline_may_have_other_markup(
    language: str, markup: str, persons: str
) -> None:
    found = metadata(language=language, above=HEADLINE + markup, body=TEXT * 3)
    assert "; ".join(found.authors) == persons


@pytest.mark.parametrize(("language", "markup", "persons"), cases("bylines", "below_the_text"))
def test_a_label_or_a_role_names_the_author_below_the_text(
    language: str, markup: str, persons: str
) -> None:
    found = metadata(language=language, above=HEADLINE, body=TEXT * 3 + markup)
    assert "; ".join(found.authors) == persons


@pytest.mark.parametrize(("language", "line"), cases("bylines", "no_bylines"))
def test_what_begins_like_a_byline_names_nobody(language: str, line: str) -> None:
    above = f"{HEADLINE}<div><b>{line}</b> <b>8.9.2026</b></div>"
    assert metadata(language=language, above=above, body=TEXT * 3).authors == ()


@pytest.mark.parametrize(
    "name",
    [
        "Na Young Kim", "Na'ama Levi", "Theo Nguyen", "Tim Cook", "De La Cruz", "Av Shankar",
        "Hina Khan", "Nguyễn Chí Thanh", "فارس الخوري", "ولاء حسن", "ורד לוי", "王和平", "조국",
        "በላይ ዘለቀ", "Marko i Kos", "A.Kumar", "Maria de Fátima e Silva",
    ],
)  # fmt: skip
def test_names_with_what_means_something_elsewhere_stay_whole(name: str) -> None:
    assert read_bylines([name]).persons == (name,)


def test_per_is_by_in_catalan_and_a_first_name_elsewhere() -> None:
    above = f'{HEADLINE}<p class="author">Per Anders Berg</p>'
    assert metadata(language="nb", above=above, body=TEXT * 3).authors == ("Per Anders Berg",)
    assert metadata(language="ca", above=above, body=TEXT * 3).authors == ("Anders Berg",)


@pytest.mark.parametrize("name", ["የዝግጅት ክፍል", "Редакция", "هيئة التحرير", "国际部", "न्यूज डेस्क"])
def test_a_desk_stated_as_a_person_is_a_credit(name: str) -> None:
    found = metadata(json_ld(author={"@type": "Person", "name": name}))
    assert (found.authors, found.credits) == ((), (name,))


@pytest.mark.parametrize("language", sorted(WITH_A_WORD_FOR_AND))
def test_the_word_between_two_names_is_that_of_cldr(language: str) -> None:
    both = Locale.parse(language, sep="-").list_patterns["standard"]["2"]
    names = ("Sini Virta", "Otso Drake")
    joined = f"Avtorja: {both.format(*names)}" if language == "sl" else both.format(*names)
    assert read_bylines([joined]).persons == names
