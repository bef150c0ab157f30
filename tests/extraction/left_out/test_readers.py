"""What readers say below a line (<hr>) under the text, on pages without classes."""

# ruff: noqa: RUF001 - one text is Chinese

import numpy as np
import pytest

from newsbot.extraction.body.left_out.readers import is_by_reader
from tests.extraction.making import PARAGRAPHS
from tests.extraction.page_kinds import LONG
from tests.extraction.segmenting import STORY, blocks

SAYS = ("<p>At last, I spent everything on bread.</p>", "<p>Who pays for the old oven?</p>")


def left(below: str) -> list[str]:
    """The lines that stay of those below the story."""
    page = blocks(f"{STORY}<p>{LONG}</p>{below}")
    is_out = is_by_reader(page, np.ones(len(page), np.bool_))
    texts = [block.text for block, out in zip(page, is_out, strict=True) if not out]
    return [text for text in texts if text not in {*PARAGRAPHS, LONG}]


@pytest.mark.parametrize(
    "below",
    [
        f"<hr>{''.join(SAYS)}",
        f"<div><hr></div><div>{''.join(SAYS)}</div>",
        "<hr><p>終於開了，麵包錢都快花光了。</p><p>舊爐子的錢誰來付？</p>",
        "<hr><p>ในที่สุดก็เปิด เสียค่าขนมปังไปมาก</p><p>แล้วใครจะจ่ายค่าเตาเก่า</p>",
    ],
)
def test_short_lines_below_a_rule_are_what_readers_say(below: str) -> None:
    assert left(below) == []


@pytest.mark.parametrize(
    "below",
    [
        "".join(SAYS),
        f"<hr>{SAYS[0]}",
        f"<hr>{SAYS[0]}<p>{LONG} So far.</p>",
        f"<hr>{''.join(SAYS)}<h3>More bread</h3>",
        "<hr><ul><li>At last.</li></ul><ul><li>Who pays?</li></ul>",
        f"<hr>{''.join(SAYS) * 9}",
    ],
)
def test_other_lines_at_the_end_stay(below: str) -> None:
    assert len(left(below)) == sum(map(below.count, ("<p>", "<h3>", "<li>")))
