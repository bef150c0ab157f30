"""Which titles say that there is nothing at the URL of their page."""

import pytest

from newsbot.extraction.gate.missing import not_found
from newsbot.extraction.metadata.reading import read_statements
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import NotAnArticle
from tests.extraction.making import fetched, json_ld
from tests.languages.reading import cases


def found(title: str, head: str = "", body: str = "") -> str | None:
    html = (
        f"<html><head><title>{title}</title>{head}</head><body {body}><h1>Echo</h1></body></html>"
    )
    tree = parse_page(fetched(html.encode()))
    assert not isinstance(tree, NotAnArticle)
    return not_found(tree, read_statements(tree), [])


@pytest.mark.parametrize(("language", "title"), cases("notices", "missing_titles"))
def test_a_title_says_that_the_page_is_missing(language: str, title: str) -> None:
    assert found(title) == title, language
    assert found(f"{title} | Eastmoor Echo")
    assert found(f"Eastmoor Echo - {title}")


@pytest.mark.parametrize(("language", "title"), cases("notices", "headlines"))
def test_a_headline_does_not(language: str, title: str) -> None:
    assert found(title) is None, language


def test_an_article_with_a_date_may_be_about_missing_pages() -> None:
    dated = json_ld(headline="Page not found", datePublished="2024-06-01")
    assert found("Page not found", dated) is None
    assert found("Page not found", json_ld(headline="Bakery opens at five")) == "Page not found"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", 'class="error404 wp-theme"'),
        ('<meta name="prerender-status-code" content="404">', ""),
        ('<script id="__NEXT_DATA__">{"page": "/404"}</script>', ""),
    ],
)
def test_classes_and_states_tell_of_missing_pages_without_words(head: str, body: str) -> None:
    assert found("Eastmoor Echo", head, body)
    assert found("Bakery", head + json_ld(headline="Bakery"), body) is None
