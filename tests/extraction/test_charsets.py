"""An article's text and metadata are read in the charset of its page, which is told."""

import pytest

from newsbot.charsets.labels import NAMES
from newsbot.extraction.article import extract_article
from newsbot.items import Article
from tests.charsets.stories import CASES, STORIES
from tests.extraction.making import fetched

CODECS = {name: codec for codec, name in NAMES.items()}


def report(language: str, head: str = "") -> str:
    """The report three times over, so that it is long enough to be an article."""
    title, *paragraphs = STORIES[language]
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    more = "".join(f"<p>{' '.join(paragraphs[n:] + paragraphs[:n])}</p>" for n in (1, 2))
    return (
        f"<html lang='{language[:2]}'><head>{head}<title>{title}</title>"
        f'<meta name="description" content="{paragraphs[0]}"></head>'
        f"<body><article><h1>{title}</h1>{body}{more}</article></body></html>"
    )


@pytest.mark.parametrize(("language", "name"), CASES)
@pytest.mark.parametrize("said", ["header", "page", "nowhere"])
def test_an_article_is_read_in_its_charset(language: str, name: str, said: str) -> None:
    html = report(language, f"<meta charset='{name}'>" if said == "page" else "")
    header = f"text/html; charset={name}" if said == "header" else "text/html"
    found = extract_article(fetched(html.encode(CODECS[name]), content_type=header))
    title, *paragraphs = STORIES[language]
    assert isinstance(found, Article), found
    assert (found.title, found.summary) == (title, paragraphs[0])
    assert found.body.split("\n")[: len(paragraphs)] == paragraphs
    if said != "nowhere":
        assert found.charset == name


@pytest.mark.parametrize("charset", ["undefined", "hex", "rot13", "idna", "no-such"])
def test_a_charset_that_is_none_costs_nothing(charset: str) -> None:
    body = report("fr").encode("cp1252")
    found = extract_article(fetched(body, content_type=f"text/html; charset={charset}"))
    assert isinstance(found, Article)
    assert (found.title, found.charset) == (STORIES["fr"][0], "windows-1252")


def test_an_xml_declaration_is_no_obstacle() -> None:
    html = '<?xml version="1.0" encoding="windows-1251"?>' + report("ru")
    found = extract_article(fetched(html.encode("cp1251")))
    assert isinstance(found, Article)
    assert (found.title, found.charset) == (STORIES["ru"][0], "windows-1251")


def test_a_few_broken_bytes_cost_no_article() -> None:
    body = report("ja").encode().replace("五時".encode(), b"\xe4\xba", 1)
    found = extract_article(fetched(body, content_type="text/html; charset=utf-8"))
    assert isinstance(found, Article)
    assert (found.title, found.charset) == (STORIES["ja"][0], "utf-8")
