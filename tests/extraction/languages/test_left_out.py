"""Lines of other articles, offers of newsletters and captions are left out in any language."""

import numpy as np
import pytest

from newsbot.extraction.body.left_out.appeals import is_appeal
from newsbot.extraction.body.left_out.credits import is_credited
from newsbot.extraction.body.left_out.read_also import is_read_also
from tests.extraction.languages import left_out_cases as cases
from tests.extraction.making import URL
from tests.extraction.segmenting import blocks


def leads_elsewhere(markup: str) -> bool:
    page = blocks(markup)
    return bool(is_read_also(page, np.ones(len(page), np.bool_), URL).all())


@pytest.mark.parametrize("language", cases.READ_ALSO)
def test_a_line_that_leads_to_another_article_is_left_out(language: str) -> None:
    label, headline = cases.READ_ALSO[language]
    assert leads_elsewhere(f"<p><b>{label}</b> <a href='/2'>{headline}</a></p>")


@pytest.mark.parametrize(
    ("line", "is_out"),
    [
        ("<p>More: <a href='/2'>Harbour</a></p>", True),
        ("<p>Katso tästä: <a href='/2'>Sillat avautuvat</a></p>", True),
        ("<p>Read also: <a href='/2'>Bakery</a> and <a href='/3'>Mill</a></p>", True),
        ("<p>Prices of the week: <a href='/2'>rye</a>, four crowns</p>", False),
        ("<p>Mill: <a href='https://mill.example/'>opening hours</a></p>", False),
        ("<p>More: <a href='/2'>Harbour</a>.</p>", False),
        ("<h2>Part 1: <a href='/2'>Harbour</a></h2>", False),
    ],
)
def test_after_a_short_label_a_link_of_one_word_is_enough(line: str, *, is_out: bool) -> None:
    assert leads_elsewhere(line) == is_out


@pytest.mark.parametrize("language", cases.NEWSLETTERS)
def test_the_offer_of_a_newsletter_is_left_out(language: str) -> None:
    assert is_appeal(blocks(f"<p>{cases.NEWSLETTERS[language]}</p>")[0])


@pytest.mark.parametrize("language", cases.CREDITS)
def test_a_caption_that_names_the_photographer_is_left_out(language: str) -> None:
    caption = cases.CREDITS[language]
    assert is_credited(blocks(f"<img src='/a.jpg'><p>{caption}</p>")[0])
    assert not is_credited(blocks(f"<p>{caption}</p>")[0])


@pytest.mark.parametrize(
    ("line", "is_out"),
    [
        ("The new oven Photo: Lena von Drury", True),
        ("The new oven (Photo: courtesy of the bakery)", True),
        ("The new oven. Photo by Lena Drury", True),
        ("The new oven, in May. © Lena Drury", True),
        ("The baker with a photo by Lena Drury", False),
        ("The oven in a new picture: what the baker says of it", False),
        ("The new oven. Photo: it was taken in May. More are to come", False),
        ("Photo/video studio on the market square", False),
    ],
)
def test_a_caption_has_a_credit_of_its_own(line: str, *, is_out: bool) -> None:
    assert is_credited(blocks(f"<img src='/a.jpg'><p>{line}</p>")[0]) == is_out
    assert not is_credited(blocks(f"<img src='/a.jpg'><h2>{line}</h2>")[0])


def test_a_credit_alone_needs_no_picture_but_a_name() -> None:
    assert is_credited(blocks("<p>Photo: Lena Drury</p>")[0])
    assert not is_credited(blocks("<p>Photo: what the baker keeps</p>")[0])
    assert not is_credited(blocks("<p>(Photo: Lena Drury)</p>")[0])


@pytest.mark.parametrize("language", cases.SENTENCES)
def test_a_sentence_that_speaks_of_news_stays(language: str) -> None:
    sentence = cases.SENTENCES[language]
    block = blocks(f"<img src='/a.jpg'><p>{sentence}</p>")[0]
    assert not is_appeal(block)
    assert not is_credited(block)
    assert not leads_elsewhere(f"<p>{sentence} <a href='/2'>{sentence[:-1]}</a>.</p>")
