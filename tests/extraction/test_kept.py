"""How much of each block another text holds."""

import pytest

from newsbot.extraction.body.features.kept import FEW_STRINGS, kept_shares
from tests.extraction.making import PARAGRAPHS
from tests.extraction.segmenting import STORY, blocks

APPEAL = "Support the paper"


def shares(body: str, text: str) -> list[float]:
    return [float(share) for share in kept_shares(blocks(body), text)]


def test_a_block_that_the_text_has_is_kept_and_another_is_not() -> None:
    assert shares(STORY, "\n".join(PARAGRAPHS[1:])) == [0, 1, 1]


def test_nothing_is_kept_by_an_empty_text() -> None:
    assert shares(STORY, "") == [0, 0, 0]


def test_spacing_case_and_punctuation_do_not_matter() -> None:
    assert shares("<p>The «Ferry» sails &mdash; again!</p>", "the ferry   sails, AGAIN") == [1]


def test_a_block_is_kept_within_a_longer_line() -> None:
    assert shares("<p>sails again</p>", "The ferry sails again on Monday.") == [1]


def test_a_block_does_not_run_over_lines_of_the_text() -> None:
    assert shares("<p>sails again</p>", "The ferry sails\nagain on Monday.") == [0]


def test_of_a_long_block_the_part_counts_that_the_text_has() -> None:
    half = PARAGRAPHS[0][: len(PARAGRAPHS[0]) // 2]
    (share,) = shares(f"<p>{PARAGRAPHS[0]}</p>", half)
    assert share == pytest.approx(0.5, abs=0.2)


def test_a_short_block_is_kept_as_a_whole_or_not() -> None:
    assert shares("<p>The ferry sails again</p>", "The ferry sails") == [0]


def test_of_repeated_blocks_those_among_kept_ones_are_meant() -> None:
    page = f"<p>{APPEAL}</p><p>Menu</p><p>Sport</p>{STORY}<p>{APPEAL}</p>"
    assert shares(page, "\n".join([*PARAGRAPHS, APPEAL])) == [0, 0, 0, 1, 1, 1, 1]


def test_repeated_blocks_are_all_kept_if_the_text_repeats_them_as_often() -> None:
    page = f"<p>{APPEAL}</p>{STORY}<p>{APPEAL}</p>"
    assert shares(page, "\n".join([APPEAL, *PARAGRAPHS, APPEAL])) == [1, 1, 1, 1, 1]


def test_of_many_different_blocks_the_same_is_found_as_of_each_alone() -> None:
    lines = [f"{PARAGRAPHS[n % 3]} It costs {n * 7919} crowns." for n in range(2 * FEW_STRINGS)]
    words = [f"No {n}" for n in range(2 * FEW_STRINGS)]
    markup = [f"<p>{line}</p>" for line in (*lines, *words)]
    text = " ".join((*lines[::2], *words[::3], lines[1][:70]))
    alone = [share for each in markup[::39] for share in shares(each, text)]
    assert shares("".join(markup), text)[::39] == alone
    assert {0.0, 1.0} < set(alone)
