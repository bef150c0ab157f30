"""Extraction as a function: any bytes have an answer, and always the same one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.extraction.article import extract_article
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import PAGES, PARAGRAPHS, fetched, html

SAVED = [path.read_bytes() for path in sorted(PAGES.rglob("*.html"))]
TAGS = ("div", "p", "a href='/x'", "table", "tr", "td", "ul", "li", "h1", "script", "b", "article")
MARKUP = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS])
    | st.sampled_from(PARAGRAPHS)
    | st.text(max_size=20),
    max_size=60,
)
# The first page loads tables of languages, which takes longer than all others.
UNHURRIED = settings(max_examples=60)


@UNHURRIED
@given(st.binary(max_size=400))
def test_any_bytes_are_an_article_or_none(body: bytes) -> None:
    assert isinstance(extract_article(fetched(body)), Article | NotAnArticle)


@UNHURRIED
@given(MARKUP)
def test_any_markup_is_an_article_or_none(parts: list[str]) -> None:
    body = f"<html><body>{''.join(parts)}".encode(errors="surrogatepass")
    assert isinstance(extract_article(fetched(body)), Article | NotAnArticle)


@UNHURRIED
@given(st.sampled_from(SAVED), st.integers(0, 3000), st.binary(min_size=1, max_size=30))
def test_a_page_with_bytes_overwritten_is_an_article_or_none(
    body: bytes, at: int, junk: bytes
) -> None:
    damaged = body[:at] + junk + body[at + len(junk) :]
    assert isinstance(extract_article(fetched(damaged)), Article | NotAnArticle)


@pytest.mark.parametrize("tag", ["div", "span", "blockquote", "table><tr><td", "ul><li"])
def test_deep_nesting_is_survived(tag: str) -> None:
    body = html(body=f"<{tag}>" * 20_000 + PARAGRAPHS[0])
    assert isinstance(extract_article(fetched(body)), Article | NotAnArticle)


@pytest.mark.parametrize("charset", ["hex", "rot13", "no-such", "utf-7"])
def test_a_charset_that_is_none_is_ignored(charset: str) -> None:
    page = fetched(html() + b"\xe9", content_type=f"text/html; charset={charset}")
    assert isinstance(extract_article(page), Article | NotAnArticle)


def test_bytes_that_are_no_page_are_unreadable() -> None:
    assert extract_article(fetched(b"%PDF-1.7 \xff\xfe")) == NotAnArticle(
        reason="unreadable", detail="no HTML"
    )
