"""Which blocks of a page its labelled body holds."""

from collections.abc import Sequence

import pytest

from newsbot.extraction.page.text import words_of
from newsbot.training.labels import body_shares
from tests.extraction.making import PARAGRAPHS

ALL = "\n".join(PARAGRAPHS)
APPEAL = "Support the paper with a gift"


def shares(texts: Sequence[str], body: str) -> list[float]:
    return [float(share) for share in body_shares([words_of(text) for text in texts], body)]


def test_blocks_of_the_body_are_in_it_and_others_are_not() -> None:
    assert shares([APPEAL, *PARAGRAPHS], ALL) == [0, 1, 1, 1]


def test_a_page_without_body_has_no_block_of_it() -> None:
    assert shares(PARAGRAPHS, "") == [0, 0, 0]


def test_how_the_body_is_split_into_lines_does_not_matter() -> None:
    assert shares(PARAGRAPHS, ALL.replace("\n", " ")) == [1, 1, 1]


def test_of_a_block_the_part_counts_that_is_in_the_body() -> None:
    words = PARAGRAPHS[0].split()
    (share,) = shares([PARAGRAPHS[0]], " ".join(words[: len(words) // 2]))
    assert share == pytest.approx(0.4, abs=0.1)


def test_a_text_that_the_page_repeats_is_labelled_once() -> None:
    teaser, *story = shares([f"{PARAGRAPHS[0]} More", *PARAGRAPHS], ALL)
    assert sorted((teaser, story[0])) == [pytest.approx(0.1, abs=0.1), pytest.approx(0.9, abs=0.1)]
    assert story[1:] == [1, 1]


def test_of_equal_blocks_the_one_among_the_body_is_meant() -> None:
    page = [APPEAL, "World", "Sport", "Weather", "Culture", PARAGRAPHS[0], APPEAL, PARAGRAPHS[1]]
    body = "\n".join((PARAGRAPHS[0], APPEAL, PARAGRAPHS[1]))
    assert shares(page, body) == [0, 0, 0, 0, 0, 1, 1, 1]


def test_a_short_block_is_in_the_body_as_a_line_of_its_own() -> None:
    page = [PARAGRAPHS[0], "Two ovens", PARAGRAPHS[1], "Sport"]
    assert shares(page, "\n".join((PARAGRAPHS[0], "Two ovens", PARAGRAPHS[1]))) == [1, 1, 1, 0]


def test_a_short_line_far_from_the_body_is_not_meant() -> None:
    menu = ["Two ovens", "World", "Sport", "Weather", "Culture"]
    page = [*menu, PARAGRAPHS[0], "Two ovens", PARAGRAPHS[1]]
    body = "\n".join((PARAGRAPHS[0], "Two ovens", PARAGRAPHS[1]))
    assert shares(page, body) == [0, 0, 0, 0, 0, 1, 1, 1]


def test_a_short_block_is_in_the_body_where_its_neighbour_goes_on_to_it() -> None:
    page = ["The bakery opens at", "five sharp", "and closes at noon every day."]
    assert shares(page, " ".join(page)) == [1, 1, 1]


def test_a_short_block_whose_words_the_body_has_elsewhere_is_not_in_it() -> None:
    page = [PARAGRAPHS[0], "second oven", APPEAL, PARAGRAPHS[1]]
    assert shares(page, ALL) == [1, 0, 0, 1]
