"""Boxes beside the article of a short report: a note about the author, a newsletter, comments."""

import numpy as np
import pytest

from newsbot.extraction.body.left_out.boxes import is_boxed
from tests.extraction.making import PARAGRAPHS
from tests.extraction.segmenting import blocks

NOTE = "Ann Carter writes about bread since 2014."


def left(markup: str) -> list[str]:
    page = blocks(markup)
    is_out = is_boxed(page, np.ones(len(page), np.bool_))
    return [block.text for block, out in zip(page, is_out, strict=True) if not out]


@pytest.mark.parametrize("box", ["author-box", "newsletter-widget", "comments-area"])
@pytest.mark.parametrize("around", ["<article>{}</article>", "<div class='post-content'>{}</div>"])
def test_a_box_beside_the_article_is_left_out(box: str, around: str) -> None:
    text = around.format(f"<p>{PARAGRAPHS[0]}</p>")
    markup = f"<main>{text}<div class='{box}'><h4>Ann Carter</h4><p>{NOTE}</p></div></main>"
    assert left(markup) == [PARAGRAPHS[0]]


@pytest.mark.parametrize(
    "markup",
    [
        f"<article><p>{PARAGRAPHS[0]}</p><div class='author-box'><p>{NOTE}</p></div></article>",
        f"<div><p>{PARAGRAPHS[0]}</p><div class='author-box'><p>{NOTE}</p></div></div>",
        f"<div class='author'><article><p>{PARAGRAPHS[0]}</p></article><p>{NOTE}</p></div>",
        f"<article><p>{PARAGRAPHS[0]}</p></article><article class='by-author'>{NOTE}</article>",
    ],
)
def test_what_stands_in_the_article_stays(markup: str) -> None:
    assert len(left(markup)) == 2
