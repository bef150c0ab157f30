"""Sources are read in the charset that they are in, whatever they say of it."""

import gzip
from urllib.parse import unquote

import pytest

from newsbot.charsets.labels import NAMES
from newsbot.discovery.feed import parse_feed
from newsbot.discovery.section import parse_section
from newsbot.discovery.sitemap import parse_sitemap
from newsbot.discovery.titles import MAX_LENGTH
from tests.charsets.stories import STORIES

CODECS = {name: codec for codec, name in NAMES.items()}
URL = "https://gazette.example/source"
ITEM = "https://gazette.example/a"
CASES = [("ru", "windows-1251"), ("ja", "shift_jis"), ("ja", "iso-2022-jp"), ("fr", "windows-1252")]
KINDS = ("feed", "sitemap")
SAID = ("header", "declaration", "neither")


def source(kind: str, language: str, declaration: str = "") -> str:
    """A feed or news sitemap with the report's paragraphs for titles."""
    said = f' encoding="{declaration}"' if declaration else ""
    head = f'<?xml version="1.0"{said}?>'
    texts = enumerate(STORIES[language])
    if kind == "feed":
        items = (f"<item><title>{text}</title><link>{ITEM}{n}</link></item>" for n, text in texts)
        return f'{head}<rss version="2.0"><channel>{"".join(items)}</channel></rss>'
    items = (
        f"<url><loc>{ITEM}{n}</loc><n:news><n:title>{text}</n:title></n:news></url>"
        for n, text in texts
    )
    return f'{head}<urlset xmlns:n="urn:news">{"".join(items)}</urlset>'


def titles(kind: str, body: bytes, content_type: str | None = None) -> tuple[str | None, ...]:
    if kind == "feed":
        links = parse_feed(body, URL, content_type).links
    else:
        links = parse_sitemap(body, URL, content_type).links
    return tuple(link.title for link in links)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("language", "name"), CASES)
@pytest.mark.parametrize("said", SAID)
def test_titles_are_read_wherever_their_charset_is_said(
    kind: str, language: str, name: str, said: str
) -> None:
    body = source(kind, language, name if said == "declaration" else "").encode(CODECS[name])
    header = f"text/xml; charset={name}" if said == "header" else "text/xml"
    assert titles(kind, body, header) == STORIES[language]


@pytest.mark.parametrize("kind", KINDS)
def test_a_header_goes_before_an_xml_declaration(kind: str) -> None:
    body = source(kind, "ru", "iso-8859-5").encode("koi8-r")
    assert titles(kind, body, "application/xml; charset=koi8-r") == STORIES["ru"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "us-ascii"])
def test_utf_8_is_read_as_that_whatever_is_said(kind: str, label: str) -> None:
    body = source(kind, "ja", label).encode()
    assert titles(kind, body, f"text/xml; charset={label}") == STORIES["ja"]


@pytest.mark.parametrize("kind", KINDS)
def test_utf_16_is_read(kind: str) -> None:
    for codec in ("utf-16", "utf-16-be"):
        assert titles(kind, source(kind, "ru", "utf-16").encode(codec)) == STORIES["ru"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_charset_that_is_none_costs_nothing(kind: str) -> None:
    body = source(kind, "fr", "undefined").encode()
    assert titles(kind, body, "text/xml; charset=hex") == STORIES["fr"]


def test_a_compressed_sitemap_is_read_in_the_charset_that_it_declares() -> None:
    body = gzip.compress(source("sitemap", "ru", "windows-1251").encode("cp1251"))
    assert titles("sitemap", body, "application/gzip") == STORIES["ru"]


@pytest.mark.parametrize("header", ["text/html; charset=windows-1251", "text/html", None])
def test_the_links_of_a_section_page_are_read_in_its_charset(header: str | None) -> None:
    text = "".join(f"<p>{each}</p>" for each in STORIES["ru"])
    body = f"<html><body>{text}<a href='/мост-через-реку-закрыт'>a</a></body></html>"
    (link,) = parse_section(body.encode("cp1251"), URL, header).links
    assert unquote(link.url) == "https://gazette.example/мост-через-реку-закрыт"


@pytest.mark.parametrize("kind", KINDS)
def test_titles_have_no_controls_and_no_overrides(kind: str) -> None:
    body = source(kind, "fr").replace("La", "La\u202e\u2066\ufdd0").encode()
    assert titles(kind, body) == STORIES["fr"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_title_of_any_length_is_cut_at_a_word(kind: str) -> None:
    body = source(kind, "fr").replace("La boulangerie", "La boulangerie " * 10_000).encode()
    title = titles(kind, body)[0]
    assert title is not None
    assert len(title) <= MAX_LENGTH
    assert title.endswith(("La…", "boulangerie…"))
