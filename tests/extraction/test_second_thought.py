"""Pages whose text is lost at first, and headings that the model leaves out."""

import numpy as np
import pytest

from newsbot.extraction.body.features.columns import featurise
from newsbot.extraction.body.headings import POSSIBLE, with_headings
from newsbot.extraction.body.second_thought import think_again
from newsbot.extraction.page.containers import CLASS_MARKS
from tests.extraction.making import PARAGRAPHS, URL, article
from tests.extraction.page_kinds import LONG
from tests.extraction.segmenting import blocks, page_text

TEXTS = (LONG, *PARAGRAPHS)
STORY = "".join(f"<p>{text}</p>" for text in TEXTS)
TITLE = "Bakery opens at five"


def again(markup: str, kept: int = 0):
    page = featurise(blocks(markup), page_text(titles=(TITLE,)))
    is_body = np.arange(len(page.blocks)) < kept
    return think_again(page, is_body)


def test_a_name_around_the_whole_article_does_not_lose_it() -> None:
    text = f"<div class='text'>{STORY}</div>"
    body = f"<div class='comments-open comment-layout'><h1>{TITLE}</h1>{text}</div>"
    assert article(above="", body=body).body.split("\n") == list(TEXTS)


def test_the_elements_around_the_running_text_lose_their_names() -> None:
    page = again(
        f"<div class='comments'><h1>{TITLE}</h1><div class='promo body'>{STORY}</div></div>"
    )
    assert page is not None
    marks = [container.marks & CLASS_MARKS for container in page.blocks[1].chain]
    assert sum(mark.bit_count() for mark in marks) == 1  # "body"
    assert page.kept.tolist() == [0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        (f"<h1>{TITLE}</h1>{STORY}", 2),
        (f"<h1>{TITLE}</h1><p>Bread.</p>", 0),
        (f"<h1>{TITLE}</h1><div class='comments'>{STORY}</div>", 0),
    ],
)
def test_what_is_mostly_kept_or_short_or_comments_is_left_as_it_is(markup: str, kept: int) -> None:
    assert again(markup, kept) is None


@pytest.mark.parametrize(
    ("heading", "is_added"),
    [
        ("<h3>Field kettle</h3>", True),
        ("<h3><a href='https://shop.example/3'>Field kettle of brushed steel</a></h3>", True),
        ("<h3><a href='/3'>Field kettle of brushed steel</a></h3>", False),
        ("<p>Field kettle</p>", False),
    ],
)
def test_a_heading_goes_with_the_text_below_it(heading: str, *, is_added: bool) -> None:
    page = blocks(f"<p>{LONG}</p><div><div>{heading}</div><p>{LONG}</p></div>")
    is_body = np.array([True, False, True])
    for probability in (POSSIBLE, POSSIBLE - 0.01):
        found = with_headings(page, np.array([1, probability, 1]), is_body, URL)
        assert found[1] == (is_added and probability >= POSSIBLE)
