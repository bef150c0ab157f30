"""Lines that lead to other articles, by their shape and by their words."""

import numpy as np
import pytest

from newsbot.extraction.body.left_out.read_also import is_read_also
from tests.extraction.making import PARAGRAPHS, URL
from tests.extraction.segmenting import blocks

HEADLINE = "Mill in the valley bakes bread again"


def left(*markup: str) -> list[str]:
    """The lines that stay of a page on which `markup` stands between two paragraphs."""
    page = blocks(f"<p>{PARAGRAPHS[0]}</p>{''.join(markup)}<p>{PARAGRAPHS[1]}</p>")
    is_out = is_read_also(page, np.ones(len(page), np.bool_), URL)
    texts = [block.text for block, out in zip(page, is_out, strict=True) if not out]
    return texts[1:-1]


@pytest.mark.parametrize(
    "line",
    [
        f"<p><a href='/2'>{HEADLINE}</a></p>",
        f"<p>&rarr; <a href='/2'><b>{HEADLINE}</b></a> »</p>",
        f"<p><a href='https://www.paper.example/2'>[VIDEO] {HEADLINE}</a></p>",
        f"<div>ALSO READ | <a href='/2'>{HEADLINE}</a></div>",
        f"<p>Our report from May: <a href='/2'>{HEADLINE}</a> (pictures)</p>",
        "<p>Lea además - <a href='/2'>El molino del valle vuelve a hacer pan</a></p>",
        "<p>По теме: <a href='/2'>Мельница снова печёт хлеб</a></p>",
        "<p>【関連】<a href='/2'>谷の水車小屋、ふたたびパンを焼く</a></p>",
        "<p>بیشتر بخوانید: <a href='/2'>آسیاب دره دوباره نان می‌پزد</a></p>",
        f"<h3><a href='/2'>{HEADLINE}</a></h3>",
        f"<p><strong>READ ALSO: {HEADLINE}</strong></p>",
    ],
)
def test_a_headline_that_leads_to_another_article_is_left_out(line: str) -> None:
    assert left(line) == []


@pytest.mark.parametrize(
    "line",
    [
        f"<p><a href='/2'>{HEADLINE}.</a></p>",
        f"<p><a href='#ovens'>{HEADLINE}</a></p>",
        f"<p><a href='https://mill.example/'>{HEADLINE}</a></p>",
        "<p><a href='/2'>Market square</a></p>",
        f"<p>The owner showed a plan of the <a href='/2'>{HEADLINE}</a></p>",
        "<p><a href='/2'>粉ひき小屋</a></p>",
    ],
)
def test_sentences_and_other_links_stay(line: str) -> None:
    assert len(left(line)) == 1


def test_a_label_goes_with_the_links_below_it() -> None:
    link = f"<a href='/2'>{HEADLINE}</a>"
    assert left("<p>Por otra parte:</p>", f"<p>{link}</p>", f"<p>{link}</p>") == []
    assert left("<p>Opening hours:</p>", "<p>Monday to Friday</p>")[0] == "Opening hours:"


def test_the_linked_parts_of_a_guide_stay() -> None:
    parts = [f"<h2><a href='/{part}'>{HEADLINE}</a></h2><p>Flour.</p>" for part in range(3)]
    assert len(left(*parts)) == 6
    assert len(left(f"<ul><li><a href='/2'>{HEADLINE}</a></li></ul>")) == 1
