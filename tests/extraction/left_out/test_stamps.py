"""Lines that only repeat the author and the date of the article."""

from datetime import date

import numpy as np
import pytest

from newsbot.extraction.body.left_out.stamps import is_stamp, is_stamped
from tests.extraction.segmenting import STORY, blocks

DAY = date(2026, 9, 8)


@pytest.mark.parametrize(
    "line",
    [
        "Ann Carter has baked bread on the market square since 2014",
        "On 8 September 2026 the bakery sold its last loaf of rye",
        "My name is Ann Carter.",
        "Budget 2026: 8 million",
        "1 2 3 4 5 6 7 8 9",
        "Carter",
        f"9{'0' * 5000}",
    ],
)
def test_a_line_that_says_more_is_text(line: str) -> None:
    assert not is_stamp(line, ("Ann Carter",), DAY)


def test_lines_of_the_author_go_below_a_summary_too_but_a_timeline_stays() -> None:
    above = "<p>Bread for all, says the baker, and more ovens.</p><p>By Ann Carter</p>"
    page = blocks(f"{above}<h3>8 September 2026</h3>{STORY}<p>Ann Carter, 8.9.2026</p>")
    is_out = is_stamped(page, np.ones(len(page), np.bool_), ("Ann Carter",), DAY)
    assert np.flatnonzero(is_out).tolist() == [1, len(page) - 1]
