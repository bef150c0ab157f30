"""Pages that hold a notice in place of an article are refused in every language."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsbot.extraction.article import extract_article
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import fetched
from tests.extraction.page_kinds import LONG, STORY, page, paragraphs, teasers

HERE = Path(__file__).parent
TITLE = "Kivelä \u2013 Tarun: 3\u20132"  # in no language
LOGIN_FORM = '<form><input type="email"><input type="password"></form>'
HTML = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"


def table(file: str) -> list[tuple[str, str, Any]]:
    """The entries of a file: the name of the table, the language, and the texts or the title."""
    tables = tomllib.loads((HERE / file).read_text("utf-8"))
    return [
        (name, language, texts)
        for name, languages in tables.items()
        for language, texts in languages.items()
    ]


def answer(language: str, title: str, *texts: str, more: str = "") -> Article | NotAnArticle:
    stated = f'<html lang="{language}">' if language else "<html>"
    html = page(f"<h1>{title}</h1>{paragraphs(*texts)}{more}", title=title)
    return extract_article(
        fetched(html.replace(b"<html>", stated.encode()), url="https://paper.example/x/9")
    )


@pytest.mark.parametrize(
    ("reason", "language", "texts"), table("notices.toml") + table("more_notices.toml")
)
def test_a_notice_is_refused_for_its_reason(reason: str, language: str, texts: list[str]) -> None:
    shown = [TITLE, *texts] if reason == "login_wall" else texts
    for stated in (language, ""):
        found = answer(stated, *shown)
        assert isinstance(found, NotAnArticle), found.body
        assert found.reason == reason


@pytest.mark.parametrize(("about", "language", "texts"), table("lookalikes.toml"))
def test_an_article_about_such_notices_passes(about: str, language: str, texts: list[str]) -> None:
    found = answer(language, *texts, more=LOGIN_FORM if about == "passwords" else "")
    assert isinstance(found, Article), found


def titles(kind: str) -> list[str]:
    """The titles of one kind, each once: some languages have the same."""
    return [*dict.fromkeys(title for name, _, title in table("titles.toml") if name == kind)]


def refused(html: str, path: str = "/x/9") -> str | None:
    found = extract_article(fetched(html.encode(), url=f"https://paper.example{path}"))
    return found.reason if isinstance(found, NotAnArticle) else None


@pytest.mark.parametrize("title", titles("login"))
def test_a_form_with_a_password_under_such_a_title_is_no_article(title: str) -> None:
    html = page(f"<h1>{title}</h1>{paragraphs(*STORY)}{LOGIN_FORM}", title=f"{title} | Echo")
    assert refused(html.decode()) == "login_wall"


@pytest.mark.parametrize("kind", ["challenge", "denied"])
def test_a_bare_page_under_such_a_title_is_one_of_bot_protection(kind: str) -> None:
    text = f"<p>{' '.join(STORY)}</p>"
    reasons = {title: refused(HTML.format(title, text)) for title in titles(kind)}
    assert {title for title, reason in reasons.items() if reason != "bot_challenge"} == set()


@pytest.mark.parametrize("heading", titles("search"))
@pytest.mark.parametrize("form", ["{}: ferry", "{} \u201cferry\u201d", "{} ferry"])
def test_a_page_of_search_results_is_no_article(heading: str, form: str) -> None:
    html = page(f"<h1>{form.format(heading)}</h1>{paragraphs(*STORY, LONG)}")
    assert refused(html.decode(), "/x?q=ferry") == "index_page"


@pytest.mark.parametrize(
    "heading", ["\u201eferry\u201c: 12 xyz", "Xyz: ferry", "\u00abferry\u00bb"]
)
def test_a_search_that_heading_and_text_field_repeat_tells_a_page_of_results(heading: str) -> None:
    field = '<form><input name="was" value="ferry"></form>'
    html = page(f"<h1>{heading}</h1>{field}{teasers(more=' ' + LONG)}")
    assert refused(html.decode(), "/12345?was=ferry") == "index_page"
