"""Other articles on an article's page."""

import pytest
from lxml.html import HtmlElement, document_fromstring

from newsbot.extraction.body.left_out.further_articles import further_articles, without
from tests.extraction.making import PARAGRAPHS, URL
from tests.extraction.page_kinds import LONG
from tests.extraction.segmenting import STORY

TITLE = "Bakery opens at five"
OWN = f"<h1>{TITLE}</h1>{STORY}<p>{LONG}</p>"
OTHER = f"<time>14 June</time><p>{PARAGRAPHS[0]}</p>"


def found(markup: str) -> tuple[HtmlElement, list[HtmlElement]]:
    tree = document_fromstring(f"<html><body>{markup}</body></html>")
    return tree, list(further_articles(tree, URL, TITLE))


@pytest.mark.parametrize(
    "other",
    [
        f"<article><h2><a href='/2'>Mill bakes again</a></h2><p>{LONG}</p></article>",
        f"<div><a href='/2'><h2>Mill bakes again</h2></a>{OTHER}</div>",
        f"<div><p>Culture</p><div><h3><a href='/2'>Mill bakes again</a></h3></div>{OTHER}</div>",
        f"<article><h1>Mill bakes again</h1>{OTHER}<h2>Flour</h2><p>{LONG}</p></article>",
    ],
)
def test_an_article_with_a_headline_of_its_own_is_another(other: str) -> None:
    for markup in (f"<article>{OWN}</article>{other}", f"<main>{OWN}{other}</main>"):
        tree, elements = found(markup)
        assert len(elements) == 1
        assert elements[0].text_content() in document_fromstring(other).text_content()
        assert "Mill" not in without(tree, elements).text_content()
        assert "Mill" in tree.text_content()


@pytest.mark.parametrize(
    "markup",
    [
        f"{OWN}<article><h2>A second oven</h2>{OTHER}</article>",
        f"{OWN}<article><h2><a href='#oven'>A second oven</a></h2>{OTHER}</article>",
        f"{OWN}<div><h2><a href='/2'>Mill bakes again</a></h2><p>{LONG}</p></div>",
        f"{OWN}<article><h2><a href='/2'>Mill bakes again</a></h2></article>",
        f"<h1>{TITLE}</h1><article><h2><a href='/2'>Mill</a></h2>{OTHER}</article><p>{LONG}</p>",
        f"<h2>{TITLE}</h2><p>{LONG}</p><article><h1>Bakery to open</h1>{OTHER}</article>",
    ],
)
def test_parts_of_the_article_and_links_without_text_are_none(markup: str) -> None:
    assert found(markup)[1] == []


def test_articles_side_by_side_that_look_alike_are_others_below_a_short_one() -> None:
    time, link = "<time>14 June</time>", "<h2><a href='/2'>Mill bakes again</a></h2>"
    short = f"<article class='c'><h1>{TITLE}</h1>{time}{STORY}</article>"
    alike = f"<article class='c'>{link}{time}<p>{LONG}</p></article>"
    assert len(found(f"<main>{short}{alike}{alike}</main>")[1]) == 2
    assert not found(f"<main>{short}{alike.replace(time, '')}</main>")[1]
    assert not found(f"<main>{short}{alike.replace('article', 'div')}</main>")[1]
