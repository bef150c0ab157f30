"""Copies of the article on its own page, and lines that recur in it."""

import numpy as np
import pytest

from newsbot.extraction.body.left_out.repeats import is_repeat
from tests.extraction.making import PARAGRAPHS
from tests.extraction.page_kinds import LONG
from tests.extraction.segmenting import blocks

TEXTS = (*PARAGRAPHS, LONG)
STORY = "".join(f"<p>{text}</p>" for text in TEXTS)


def left(markup: str) -> list[str]:
    page = blocks(markup)
    is_out = is_repeat(page, np.ones(len(page), np.bool_))
    return [block.text for block, out in zip(page, is_out, strict=True) if not out]


@pytest.mark.parametrize(
    "markup",
    [
        f"<div>{STORY}</div><div class='print'><h2>Bakery</h2>{STORY}<p>14:20</p></div>",
        f"<div hidden><span>Bakery</span>{STORY}<p>412</p></div><div>{STORY}</div>",
        "".join(f"<div><p>{text}</p></div><div><p>{text}</p></div>" for text in TEXTS),
        f"{STORY}<p>{' '.join(TEXTS)}</p>",
        f"<div>{' '.join(TEXTS)}</div>{STORY}",
    ],
)
def test_of_two_copies_of_the_article_one_is_left(markup: str) -> None:
    assert left(markup) == list(TEXTS)


def test_the_hidden_copy_goes_though_it_comes_first() -> None:
    page = blocks(f"<div aria-hidden='true'>{STORY}</div>{STORY}")
    is_out = is_repeat(page, np.ones(len(page), np.bool_))
    assert is_out.tolist() == [True] * len(TEXTS) + [False] * len(TEXTS)


def test_a_copy_takes_its_lines_with_it_though_the_model_left_out_the_rest() -> None:
    page = blocks(f"{STORY}<div class='print'><p>Page 1 of 2</p>{STORY}</div>")
    is_body = np.array([True] * (len(TEXTS) + 1) + [False] * len(TEXTS))
    assert is_repeat(page, is_body).tolist() == [False] * len(TEXTS) + [True] + [False] * len(TEXTS)


def test_a_short_article_that_stands_twice_is_kept_once() -> None:
    text = "Fähren nach Lillsund fahren ab Montag wieder alle zwanzig Minuten, so die Reederei."
    more = "Das Schiff war seit dem Frühjahr in der Werft von Storsund, weil ein Lager brach."
    story = f"<p>{text}</p><p>{more}</p><p>Räder fahren frei.</p>"
    twice = f"<div class='desktop'>{story}</div><div class='mobile'>{story}</div>"
    assert left(twice) == [text, more, "Räder fahren frei."]
    whole = f"{text} {more} Räder fahren frei."
    assert left(f"<div style='display:none'><p>{whole}</p></div>{story}")[0] == text


def test_short_lines_and_a_single_paragraph_may_recur() -> None:
    song = "<p>Carry the flour, carry the flour<br>Over the hill and down</p>"
    assert len(left(f"{STORY}{song * 3}")) == len(TEXTS) + 6
    assert len(left(f"{STORY}<blockquote>{PARAGRAPHS[1]}</blockquote>")) == len(TEXTS) + 1


def test_items_of_a_list_may_share_a_description() -> None:
    items = "".join(f"<p>Oven {at}</p><p>{TEXTS[at % 2]}</p><p>Rye</p>" for at in range(4))
    assert len(left(f"{STORY}{items}")) == len(TEXTS) + 12
