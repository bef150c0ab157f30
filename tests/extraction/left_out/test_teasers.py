"""Linked headlines with the beginning of other articles, in the article's column."""

import numpy as np
import pytest

from newsbot.extraction.body.left_out.teasers import MAX_TEXT, is_teaser
from tests.extraction.making import PARAGRAPHS, URL
from tests.extraction.page_kinds import GERMAN, LONG
from tests.extraction.segmenting import STORY, blocks

OWN = f"{STORY}<p>{LONG}</p>"


def left(markup: str) -> list[str]:
    page = blocks(markup)
    is_out = is_teaser(page, np.ones(len(page), np.bool_), URL)
    return [block.text for block, out in zip(page, is_out, strict=True) if not out]


def teasers(form: str, texts: tuple[tuple[str, str], ...] = GERMAN[:3]) -> str:
    return "".join(form.format(headline=headline, text=text) for headline, text in texts)


@pytest.mark.parametrize(
    "form",
    [
        "<div><h3><a href='/{headline}'>{headline}</a></h3><p>{text}</p></div>",
        "<li><a href='/{headline}'><b>{headline}</b></a><p>{text}</p></li>",
        "<p><a href='/{headline}'>{headline}</a></p><p>{text}</p>",
    ],
)
def test_teasers_after_the_article_are_left_out(form: str) -> None:
    assert left(OWN + teasers(form)) == [*PARAGRAPHS, LONG]


def test_a_heading_before_teasers_goes_with_them() -> None:
    row = teasers("<p><a href='/{headline}'>{headline}</a></p><p>{text}</p>", GERMAN[:2])
    assert left(f"{OWN}<h3>Mehr zum Thema</h3>{row}") == [*PARAGRAPHS, LONG]
    assert len(left(f"{OWN}{row}")) == len(PARAGRAPHS) + 5


def test_a_guide_made_of_linked_headlines_stays() -> None:
    parts = teasers("<div><h2><a href='/{headline}'>{headline}</a></h2><p>{text}</p></div>")
    assert len(left(f"<p>{PARAGRAPHS[0]}</p>{parts}")) == 7


def test_long_text_after_a_linked_headline_is_the_articles_own() -> None:
    long = tuple((headline, f"{text} " * (MAX_TEXT // len(text) + 1)) for headline, text in GERMAN)
    row = teasers("<p><a href='/{headline}'>{headline}</a></p><p>{text}</p>", long[:3])
    assert len(left(f"{OWN * 4}{row}")) == 4 * (len(PARAGRAPHS) + 1) + 6
