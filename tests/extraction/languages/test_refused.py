"""Pages that hold a notice in place of an article are refused in every language."""

import tomllib
from pathlib import Path

import pytest

from newsbot.extraction.article import extract_article
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import fetched
from tests.extraction.page_kinds import page, paragraphs

HERE = Path(__file__).parent
TITLE = "Kivelä \u2013 Tarun: 3\u20132"  # in no language
LOGIN_FORM = '<form><input type="email"><input type="password"></form>'


def table(file: str) -> list[tuple[str, str, list[str]]]:
    """The entries of a file: the name of the table, the language, and the texts."""
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


@pytest.mark.parametrize(("reason", "language", "texts"), table("notices.toml"))
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
