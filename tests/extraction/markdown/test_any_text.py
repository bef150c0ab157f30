"""Whatever a text says, its words stay the same in Markdown."""

import re
from html import escape

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from newsbot.extraction.body.isolation import as_lines
from newsbot.extraction.body.markdown.lines import markdown_lines
from newsbot.extraction.body.markdown.writing import plain_lines, write_markdown
from newsbot.extraction.page.blocks import read_blocks
from tests.extraction.markdown.shown import tags_of, words_of

ALPHABET = "ab1 .*_`~[]()!<>&;#+-|\\\"'/:=é中"
TEXTS = st.text(ALPHABET, min_size=1, max_size=20)
INLINE = ("", "b", "i", "em", "strong", "span", "a href='/x_*(y)?a|b'", "a href='javascript:a'")
BLOCKS = ("p", "h2", "li", "ul", "ol", "blockquote", "td", "div", "table", "tr", "th")


def element(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag.partition(' ')[0]}>" if tag else inner


PIECES = st.recursive(
    TEXTS.map(escape),
    lambda inner: st.builds(element, st.sampled_from(INLINE), st.lists(inner).map("".join)),
    max_leaves=5,
)
PAGES = st.recursive(
    st.builds(element, st.sampled_from(BLOCKS), st.lists(PIECES, max_size=4).map("".join)),
    lambda inner: st.builds(element, st.sampled_from(BLOCKS), st.lists(inner).map("".join)),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_the_words_of_any_blocks_stay_the_same(page: str) -> None:
    blocks = read_blocks(document_fromstring(f"<html><body><p>One</p>{page}</body></html>"))
    lines = as_lines(blocks)
    found = write_markdown(markdown_lines(blocks, "https://paper.example/"), lines)
    assert words_of(found) == re.findall(r"\w+", " ".join(lines))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(ALPHABET, max_size=20).map(lambda text: " ".join(("a", *text.split())))))
def test_plain_lines_have_no_markup_but_paragraphs(lines: list[str]) -> None:
    found = write_markdown(plain_lines(lines), lines)
    assert tags_of(found) <= {"p"}
    assert words_of(found) == re.findall(r"\w+", " ".join(lines))
