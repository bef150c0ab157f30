"""The measure of cases, on invented ones."""

from typing import Any

import pytest

from tests.benchmarks.cases.scoring import marks

FERRY = "The ferry to Marsk sails again, eleven weeks after the dredger sank there."
FARES = "Fares stay as they are until the end of October, said the harbour office."
CASE = {"id": "ferry", "body": [FERRY, "Fares", FARES], "never": ["Read also: a whale"]}


def is_text_right(*lines: str, **stated: Any) -> bool:
    return marks({**CASE, **stated}, {"body": "\n".join(lines)})["text"]


def test_how_lines_are_broken_and_marked_does_not_count() -> None:
    assert is_text_right(FERRY, "Fares", FARES)
    assert is_text_right(f"- {FERRY} FARES", f"| {FARES}")
    assert is_text_right(f"{FARES} {FERRY} fares!")


def test_each_paragraph_has_to_be_there_whole() -> None:
    assert not is_text_right(FERRY, "Fares")
    assert not is_text_right(FERRY, "Fares", FARES.replace(" October", ""))


@pytest.mark.parametrize("glued", ["Fares stayas", "Fares stay asthey", "FaresFares stay"])
def test_words_that_are_glued_are_other_words(glued: str) -> None:
    assert not is_text_right(FERRY, "Fares", FARES.replace("Fares stay as they", glued))


def test_a_paragraph_that_comes_twice_is_wrong_and_a_short_one_is_not() -> None:
    assert not is_text_right(FERRY, "Fares", FARES, FARES)
    assert is_text_right(FERRY, "Fares", FARES, "Fares")
    assert is_text_right(FERRY, FARES, FARES, body=[FERRY, FARES, FARES])


def test_a_heading_is_not_there_because_a_paragraph_has_its_word() -> None:
    assert not is_text_right(FERRY, FARES)


def test_a_paragraph_that_comes_twice_in_the_case_has_to_come_twice() -> None:
    assert not is_text_right(FERRY, FARES, body=[FERRY, FARES, FARES])
    assert not is_text_right(FERRY, "Fares", FARES, body=[FERRY, "Fares", FARES, "Fares"])


def test_a_paragraph_within_a_longer_one_has_a_place_of_its_own() -> None:
    longer = f"{FARES} So did the mayor."
    assert is_text_right(longer, FARES, body=[FARES, longer])
    assert not is_text_right(longer, body=[FARES, longer])


def test_what_must_not_be_is_nowhere() -> None:
    assert is_text_right(FERRY, "Fares", FARES, "A whale came, too.")
    assert not is_text_right(FERRY, "Fares", FARES, "Read  also: a whale came")
    assert not is_text_right(FERRY, "Fares", f"{FARES} 8.10Sundays", noglue=["8.10Sundays"])


def test_another_spelling_that_the_case_allows_is_right() -> None:
    other = FARES.replace("October", "October 1")
    assert not is_text_right(FERRY, "Fares", other)
    assert is_text_right(FERRY, "Fares", other, alternatives={FARES: [other]})
    assert not is_text_right(FERRY, "Fares", other, other, alternatives={FARES: [other]})


def test_the_spellings_of_a_paragraph_are_counted_together() -> None:
    other = FARES.replace("October", "October 1")
    given = {"alternatives": {FARES: [other]}}
    assert not is_text_right(FERRY, "Fares", FARES, other, **given)
    assert is_text_right(FERRY, FARES, other, body=[FERRY, FARES, FARES], **given)


def test_scripts_without_spaces_are_compared_by_letters() -> None:
    case = {"id": "ja", "body": ["連絡船が火曜日の朝に運航を再開した。"]}
    assert marks(case, {"body": "連絡船が 火曜日の朝に\n運航を再開した。本文"})["text"]
    assert not marks(case, {"body": "連絡船が火曜日に運航を再開した。"})["text"]


def test_only_what_a_case_states_is_marked() -> None:
    assert marks({"id": "one", "language": "es"}, {"title": "A whale"}) == {}
    assert marks({"id": "one", "title": "A whale"}, {}) == {"title": False}


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ({"title": "A whale"}, {"title": "A  whale "}),
        ({"title": "A whale", "alt_title": "Whale"}, {"title": "Whale"}),
        ({"title": None}, {}),
        ({"authors": ["Ann Carter"]}, {"authors": ["ann carter"]}),
        ({"authors": ["A B"], "alt_authors": [["B A"]]}, {"authors": ["B A"]}),
        ({"authors": []}, {"authors": ["ap"], "persons": []}),
        ({"authors": [], "credits": ["AP"]}, {"authors": ["ap"]}),
        ({"published": "2026-05-03T23:30:00+02:00"}, {"date": "2026-05-03"}),
        ({"published": None}, {}),
        ({"published": "2026-05-03", "none_too": True}, {"date": None}),
        ({"published": None, "any_of": [None, "2026-05-04"]}, {"date": "2026-05-04"}),
    ],
)
def test_a_field_is_right(stated: dict[str, Any], found: dict[str, Any]) -> None:
    assert list(marks({"id": "one"} | stated, found).values()) == [True]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ({"title": "A whale"}, {"title": "A whale - Gazette"}),
        ({"title": "A whale", "alt_title": "Whale"}, {}),
        ({"authors": ["Ann Carter"]}, {"authors": ["Ann Carter", "ap"]}),
        ({"authors": []}, {"authors": ["ap"]}),
        ({"authors": ["Ann Carter"], "credits": ["AP"]}, {"authors": ["ap"]}),
        ({"published": "2026-05-03"}, {"date": "2026-05-04T00:00:00"}),
        ({"published": None}, {"date": "2026-05-03"}),
        ({"published": "2026-05-03"}, {"date": None}),
    ],
)
def test_a_field_is_wrong(stated: dict[str, Any], found: dict[str, Any]) -> None:
    assert list(marks({"id": "one"} | stated, found).values()) == [False]
