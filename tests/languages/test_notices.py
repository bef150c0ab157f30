"""Pages that hold a notice in place of an article are refused in every language."""

import pytest

from newsbot.extraction.article import extract_article
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import fetched
from tests.extraction.page_kinds import LONG, STORY, page, paragraphs, teasers
from tests.languages.reading import cases, texts

TITLE = "Kivelä \u2013 Tarun: 3\u20132"  # in no language
LOGIN_FORM = '<form><input type="email"><input type="password"></form>'
HTML = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"


def answer(language: str, title: str, *texts: str, more: str = "") -> Article | NotAnArticle:
    stated = f'<html lang="{language}">' if language else "<html>"
    html = page(f"<h1>{title}</h1>{paragraphs(*texts)}{more}", title=title)
    return extract_article(
        fetched(html.replace(b"<html>", stated.encode()), url="https://paper.example/x/9")
    )


def refused(html: str, path: str = "/x/9") -> str | None:
    found = extract_article(fetched(html.encode(), url=f"https://paper.example{path}"))
    return found.reason if isinstance(found, NotAnArticle) else None


@pytest.mark.parametrize(
    ("reason", "language", "notice"),
    texts("notices", "soft_404", "cookie_wall", "login_wall"),
)
def test_a_notice_is_refused_for_its_reason(reason: str, language: str, notice: list[str]) -> None:
    shown = [TITLE, *notice] if reason == "login_wall" else notice
    for stated in (language, ""):
        found = answer(stated, *shown)
        assert isinstance(found, NotAnArticle), found.body
        assert found.reason == reason


@pytest.mark.parametrize(
    ("about", "language", "article"),
    texts("notices", "about_cookies", "about_missing_pages", "about_passwords"),
)
def test_an_article_about_such_notices_passes(
    about: str, language: str, article: list[str]
) -> None:
    found = answer(language, *article, more=LOGIN_FORM if about == "about_passwords" else "")
    assert isinstance(found, Article), found


@pytest.mark.parametrize(("language", "title"), cases("notices", "login_titles"))
def test_a_form_with_a_password_under_such_a_title_is_no_article(language: str, title: str) -> None:
    html = page(f"<h1>{title}</h1>{paragraphs(*STORY)}{LOGIN_FORM}", title=f"{title} | Echo")
    assert refused(html.decode()) == "login_wall", language


@pytest.mark.parametrize(
    ("language", "title"), cases("notices", "challenge_titles", "denied_titles")
)
def test_a_bare_page_under_such_a_title_is_one_of_bot_protection(language: str, title: str) -> None:
    html = HTML.format(title, f"<p>{' '.join(STORY)}</p>")
    assert refused(html) == "bot_challenge", language


@pytest.mark.parametrize(("language", "heading"), cases("notices", "search_titles"))
@pytest.mark.parametrize("form", ["{}: ferry", "{} \u201cferry\u201d", "{} ferry"])
def test_a_page_of_search_results_is_no_article(language: str, heading: str, form: str) -> None:
    html = page(f"<h1>{form.format(heading)}</h1>{paragraphs(*STORY, LONG)}")
    assert refused(html.decode(), "/x?q=ferry") == "index_page", language


@pytest.mark.parametrize(
    "heading", ["\u201eferry\u201c: 12 xyz", "Xyz: ferry", "\u00abferry\u00bb"]
)
def test_a_search_that_heading_and_text_field_repeat_tells_a_page_of_results(heading: str) -> None:
    field = '<form><input name="was" value="ferry"></form>'
    html = page(f"<h1>{heading}</h1>{field}{teasers(more=' ' + LONG)}")
    assert refused(html.decode(), "/12345?was=ferry") == "index_page"
