"""What stands between the paragraphs of an article and is no text of it, in any language."""

from datetime import date

import numpy as np
import pytest

from newsbot.extraction.body.left_out.appeals import is_appeal
from newsbot.extraction.body.left_out.credits import is_credited
from newsbot.extraction.body.left_out.read_also import is_read_also
from newsbot.extraction.body.left_out.stamps import is_stamp
from tests.extraction.making import URL
from tests.extraction.segmenting import blocks
from tests.languages.reading import cases

DAY = date(2026, 9, 8)
OTHER = date(2026, 3, 20)


def leads_elsewhere(markup: str) -> bool:
    page = blocks(markup)
    return bool(is_read_also(page, np.ones(len(page), np.bool_), URL).all())


@pytest.mark.parametrize(("language", "label", "headline"), cases("left_out", "read_also"))
def test_a_line_that_leads_to_another_article_is_left_out(
    language: str, label: str, headline: str
) -> None:
    assert leads_elsewhere(f"<p><b>{label}</b> <a href='/2'>{headline}</a></p>"), language


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


@pytest.mark.parametrize(("language", "offer"), cases("left_out", "newsletters"))
def test_the_offer_of_a_newsletter_is_left_out(language: str, offer: str) -> None:
    assert is_appeal(blocks(f"<p>{offer}</p>")[0]), language


@pytest.mark.parametrize(("language", "caption"), cases("left_out", "captions"))
def test_a_caption_that_names_the_photographer_is_left_out(language: str, caption: str) -> None:
    assert is_credited(blocks(f"<img src='/a.jpg'><p>{caption}</p>")[0]), language
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


@pytest.mark.parametrize(("language", "sentence"), cases("left_out", "sentences"))
def test_a_sentence_that_speaks_of_news_stays(language: str, sentence: str) -> None:
    block = blocks(f"<img src='/a.jpg'><p>{sentence}</p>")[0]
    assert not is_appeal(block), language
    assert not is_credited(block)
    assert not leads_elsewhere(f"<p>{sentence} <a href='/2'>{sentence[:-1]}</a>.</p>")


@pytest.mark.parametrize(("language", "author", "line"), cases("left_out", "author_lines"))
def test_a_line_with_the_author_alone_is_no_text(language: str, author: str, line: str) -> None:
    assert is_stamp(line, (author,), None), language
    assert not is_stamp(line, ("Someone Else",), None)


@pytest.mark.parametrize(("language", "line"), cases("left_out", "date_lines"))
def test_a_line_with_the_day_of_publication_alone_is_no_text(language: str, line: str) -> None:
    assert is_stamp(line, (), DAY), language
    assert not is_stamp(line, (), OTHER)
    assert not is_stamp(line, (), None)
