"""Lines around the article that are no text of it."""

import numpy as np
import pytest

from newsbot.extraction.body.left_out.edges import is_at_edge
from tests.extraction.making import PARAGRAPHS
from tests.extraction.segmenting import STORY, blocks


def left(above: str = "", below: str = "") -> list[str]:
    """The lines that stay of those that stand above and below the story."""
    page = blocks(f"{above}{STORY}{below}")
    is_out = is_at_edge(page, np.ones(len(page), np.bool_))
    texts = [block.text for block, out in zip(page, is_out, strict=True) if not out]
    return [text for text in texts if text not in PARAGRAPHS]


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Carter, Market square",
        "Par Maud Trévian",
        "Ann Carter Views 1,204",
        "14 June 2024",
        "2024年6月14日",
        "4 min read",
        "Les fours, un matin. Photo : Lena Drury",
    ],
)
def test_a_byline_a_date_or_a_credit_above_the_text_is_left_out(line: str) -> None:
    assert left(above=f"<p>{line}</p>") == []


def test_names_and_captions_above_the_text_are_only_left_out_where_nothing_is_named() -> None:
    lines = "<p>Ann Carter Views 1,204</p><img src='/a.jpg'><div>The old oven</div>"
    assert left(above=lines) == []
    assert len(left(above=lines.replace("<p>", "<p class='a'>"))) == 2


@pytest.mark.parametrize(
    "lines",
    [
        "<h3>More bread</h3>",
        "<p>Senior News Editor</p>",
        "<p>Ann Carter</p><p>carter@paper.example</p><p>12</p>",
    ],
)
def test_names_addresses_and_headings_below_the_text_are_left_out(lines: str) -> None:
    assert left(above="<p>Ann Carter</p>", below=lines) == []


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<h2>June 14, 2024</h2>", "<ul><li>Rye 12</li></ul>"),
        ("<p>Por qué el pan cuesta la mitad</p>", "<p>Bread for all, in 2024 and ever after</p>"),
        ("", "<h3>Prices</h3><p>Rye: four crowns</p>"),
    ],
)
def test_other_short_lines_stay(above: str, below: str) -> None:
    assert len(left(above, below)) == 2
