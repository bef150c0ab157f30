"""The text that trafilatura keeps of a page."""

from typing import Any

import pytest
from lxml.html import HtmlElement, document_fromstring, tostring
from trafilatura import bare_extraction
from trafilatura.settings import Document

from newsbot.extraction.body import kept_text as module
from newsbot.extraction.body.kept_text import FEW_WORDS, MANY_TIMES, kept_text
from tests.extraction.making import PAGES, PARAGRAPHS, URL
from tests.extraction.page_kinds import LONG, NAVIGATION, STORY, teasers

COMMENT = "Good news at last, I have waited for this bread since I was a child."
WORDS = 1000
PAGE = (
    f"<html><body><nav><ul>{NAVIGATION}</ul></nav><article>"
    + "".join(f"<p>{text}</p>" for text in (*STORY, LONG))
    + f'</article><section id="comments"><p>{COMMENT}</p></section>{teasers()}</body></html>'
)


def test_the_story_is_kept_and_the_menu_and_comments_are_not() -> None:
    text = kept_text(document_fromstring(PAGE), URL, WORDS)
    assert all(paragraph in text for paragraph in (*STORY, LONG))
    assert "Weather" not in text
    assert COMMENT not in text


def test_the_tree_stays_as_it_is() -> None:
    tree = document_fromstring(PAGE)
    before = tostring(tree)
    kept_text(tree, URL, WORDS)
    assert tostring(tree) == before


def test_of_an_empty_page_nothing_is_kept() -> None:
    assert kept_text(document_fromstring("<html><body></body></html>"), URL, 0) == ""


def test_a_page_read_before_does_not_change_what_is_kept() -> None:
    first = kept_text(document_fromstring(PAGE), URL, WORDS)
    for _ in range(3):
        other = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        kept_text(document_fromstring(f"<html><body>{other}</body></html>"), URL, WORDS)
    assert kept_text(document_fromstring(PAGE), URL, WORDS) == first


@pytest.mark.parametrize(
    ("kept", "beside_links", "is_asked"),
    [
        (FEW_WORDS - 1, MANY_TIMES * (FEW_WORDS - 1), True),
        (FEW_WORDS - 1, MANY_TIMES * (FEW_WORDS - 1) - 1, False),
        (FEW_WORDS, MANY_TIMES * FEW_WORDS, False),
    ],
)
def test_slow_mode_is_asked_where_it_can_find_a_multiple_of_few_words(
    kept: int, beside_links: int, *, is_asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def keeps(*of_page: object, **_: Any) -> str:
        asked.append(of_page)
        return ""

    monkeypatch.setattr(module, "fast_text", lambda *_: "word " * kept)
    monkeypatch.setattr(module, "_kept", keeps)
    kept_text(document_fromstring(PAGE), URL, beside_links)
    assert bool(asked) == is_asked


def whole_run(tree: HtmlElement) -> str | None:
    document = bare_extraction(tree, fast=True, include_comments=False, favor_recall=True)
    return document.text if isinstance(document, Document) else ""


@pytest.mark.parametrize("folder", ["articles", "rejected"])
def test_the_text_is_that_of_a_whole_run_of_trafilatura(folder: str) -> None:
    for page in sorted((PAGES / folder).rglob("*.html")):
        tree = document_fromstring(page.read_bytes())
        assert module.fast_text(tree, URL) == whole_run(tree), page.name


@pytest.mark.parametrize(
    "markup",
    [
        '<ol class="comment-list"><li>{}</li></ol>',
        '<dl id="comments"><dd>{}</dd></dl>',
        '<ul id="disqus_thread"><li>{}</li></ul>',
        f'<div class="{"a" * module.MAX_NAME} article-comments"><p>{{}}</p></div>',
        '<div id="infinite-scroll"><p>{}</p></div>',
        '<div id="infinite-scroll"><h1>Next</h1><p>{}</p></div>',
        "<script>load()</script>{}<style>p {{ margin: 0 }}</style>",
        '<form class="comment"><p>{}</p></form>',
        '<figure class="comment"><table><tr><td>{}</td></tr></table></figure>',
        '<table class="comment" role="none"><tr><td>{}</td></tr></table>',
    ],
)
def test_comments_and_further_articles_are_removed_as_in_a_whole_run(markup: str) -> None:
    story = "".join(f"<p>{text}</p>" for text in STORY)
    rest = markup.format(COMMENT)
    for page in (f"<article>{story}{rest}</article>", f"{story}{rest}", rest):
        tree = document_fromstring(f"<html><body>{page}</body></html>")
        assert module.fast_text(tree, URL) == whole_run(tree)
