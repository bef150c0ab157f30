"""The paragraphs of a text in <pre> are blocks; the lines of a poem or program are one."""

import pytest

from tests.extraction.shown.rewritten import lines


def test_paragraphs_in_pre_are_blocks_of_their_own() -> None:
    bulletin = "A GALE WARNING IS IN\nFORCE FROM CAPE TORRAN.\n\nFERRIES\nSTAY IN PORT.\n \nEND."
    assert lines(f"<pre>{bulletin}</pre>") == [
        "A GALE WARNING IS IN FORCE FROM CAPE TORRAN.",
        "FERRIES STAY IN PORT.",
        "END.",
    ]


@pytest.mark.parametrize(
    "text", ["x = 1\n\nprint(x)", "One sentence.\nAnother.", "a.\n\n<b>b</b>."]
)
def test_other_texts_in_pre_are_one_block(text: str) -> None:
    assert len(lines(f"<pre>{text}</pre>")) == 1
