"""The body in Markdown has the words of the body, and the form that its page gives them."""

import re

import pytest
from lxml.html import document_fromstring

from newsbot.extraction.article import extract_article
from newsbot.extraction.body.isolation import as_lines
from newsbot.extraction.body.markdown.lines import markdown_lines
from newsbot.extraction.body.markdown.writing import MAX_CHARACTERS, write_markdown
from newsbot.extraction.further_pages import Extracted, join_pages
from newsbot.extraction.page.blocks import read_blocks
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import PARAGRAPHS, URL, article, fetched
from tests.extraction.markdown.shown import as_html, words_of
from tests.extraction.test_saved_pages import ARTICLES

FORMS = {
    "<h3>What <b>changes</b> now</h3><p>All <em>is</em> new.</p>": (
        "### What changes now\n\nAll *is* new."
    ),
    "<ul><li>Rye, new<ul><li>and wheat</li></ul></li><li>Oats</li></ul>": (
        "- Rye, new\n  - and wheat\n- Oats"
    ),
    "<ol><li>Mill the flour.</li><li>Bake.<p>For an hour.</p></li></ol>": (
        "1. Mill the flour.\n2. Bake.\n\n   For an hour."
    ),
    "<blockquote><p>We open early.</p><p>Very early.</p></blockquote><p>So he said.</p>": (
        "> We open early.\n>\n> Very early.\n\nSo he said."
    ),
    "<table><tr><th>Bread</th><th>Price</th></tr><tr><td>Rye</td><td>3|4</td></tr></table>": (
        "| Bread | Price |\n| --- | --- |\n| Rye | 3\\|4 |"
    ),
    "<table><tr><td>Rye</td><td></td><td><a href='/3'>3</a></td></tr></table>": (
        "|  |  |  |\n| --- | --- | --- |\n| Rye |  | [3](https://paper.example/3) |"
    ),
    "<p>See <a href='/a_b?c=1&amp;d=(2)'>the <b>old</b> list</a> of bread.</p>": (
        r"See [the **old** list](https://paper.example/a_b?c=1\&d=\(2\)) of bread."
    ),
    "<p><a href='javascript:a()'>A</a> <a href='#b'>b</a> <a href='mailto:c@d.example'>c</a></p>": (
        "A b c"
    ),
    "<p># 7 costs 2 * 3 &lt;b&gt; or [more] &amp;amp; __so__.</p>": (
        r"\# 7 costs 2 \* 3 \<b> or \[more\] \&amp; \_\_so\_\_."
    ),
    "<p>The word <b>'bread'</b>s is <i>odd</i><b>ly</b> put.</p>": (
        "The word 'bread's is *odd*ly put."
    ),
}


@pytest.mark.parametrize(("html", "expected"), FORMS.items())
def test_markdown_keeps_the_form_of_a_page(html: str, expected: str) -> None:
    blocks = read_blocks(document_fromstring(f"<html><body><p>Bread:</p>{html}</body></html>"))
    found = write_markdown(markdown_lines(blocks, URL), as_lines(blocks))
    assert found.removeprefix("Bread:\n\n") == expected


def test_all_saved_pages_have_the_words_of_their_bodies_in_markdown() -> None:
    for saved in ARTICLES:
        found = extract_article(fetched(saved.read_bytes()))
        assert isinstance(found, Article)
        assert "body_markdown" not in found.failed_parts
        assert words_of(found.body_markdown or "") == re.findall(r"\w+", found.body), saved.name


def test_an_exclamation_mark_before_a_link_makes_no_image_of_it() -> None:
    text = "</p><p>".join(PARAGRAPHS)
    found = article(body=f"<p>{text} Go!<a href='/a'>Bread</a></p>")
    assert 'Go!<a href="https://paper.example/a">Bread</a>' in as_html(found.body_markdown or "")


def test_a_page_cannot_bring_html_of_its_own() -> None:
    said = "He wrote &lt;script&gt;alert(1)&lt;/script&gt; on the old door, &lt;!-- and left."
    found = as_html(article(body=f"<p>{PARAGRAPHS[0]}</p><p>{said}</p>").body_markdown or "")
    assert "&lt;script&gt;" in found
    assert "<script>" not in found
    assert "<!--" not in found


def test_further_pages_follow_with_the_lines_that_are_new() -> None:
    first = article(body=f"<p><b>{PARAGRAPHS[0]}</b></p><p>{PARAGRAPHS[1]}</p>")
    more = Extracted(result=NotAnArticle(reason="too_short"), lines=(PARAGRAPHS[1], "- New *."))
    joined = join_pages(first, [more])
    assert joined.body_markdown == f"**{PARAGRAPHS[0]}**\n\n{PARAGRAPHS[1]}\n\n- New \\*."
    assert words_of(joined.body_markdown) == re.findall(r"\w+", joined.body)


def test_markdown_that_is_too_long_has_no_links() -> None:
    link = f"<a href='/{'a' * 2000}'>bread</a> and "
    blocks = read_blocks(document_fromstring(f"<p>{link * 1100}</p>"))
    found = write_markdown(markdown_lines(blocks, URL), as_lines(blocks))
    assert len(found) < MAX_CHARACTERS
    assert found.startswith("bread and bread")
