"""Which text of a page becomes the body."""

from newsbot.extraction import extract_article
from newsbot.items import Article
from tests.extraction.making import PARAGRAPHS, article, fetched, html

TITLE = "<h1>Bakery opens at five</h1>"


def test_the_title_is_no_line_of_the_body_whatever_its_punctuation() -> None:
    head = '<meta property="og:title" content="Bakery opens at five">'
    found = article(head, above="<p>Market square</p><h2>„Bakery“ opens at FIVE!</h2>")
    assert "five!" not in found.body.lower()
    assert found.body.endswith("\n".join(PARAGRAPHS))


def test_words_of_the_title_further_down_stay() -> None:
    text = "".join(f"<p>{line}</p>" for line in (*PARAGRAPHS, "Bakery opens at five"))
    assert article(body=text).body.split("\n")[-1] == "Bakery opens at five"


def test_a_heading_inside_the_text_is_a_line_of_its_own() -> None:
    text = f"<p>{PARAGRAPHS[0]}</p><h2>A second oven</h2><p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p>"
    assert article(body=text).body.split("\n")[1] == "A second oven"


def test_no_field_holds_what_postgresql_refuses() -> None:
    text = "".join(f"<p>{line}\0 and\x07 more\x85</p>" for line in PARAGRAPHS)
    head = (
        '<meta name="author" content="Ann\0 Carter">'
        '<meta name="description" content="a&#xD800;b\x01">'
    )
    found = article(head, body=text)
    written = "\n".join((found.body, found.title, found.summary or "", *found.authors))
    assert written.encode()
    assert all(char == "\n" or char.isprintable() for char in written)


def test_a_charset_named_by_the_header_alone_is_followed() -> None:
    russian = "Жители города проголосовали за новые деревья на улицах и площадях. " * 5
    page = f"<html><body><h1>Деревья</h1><p>{russian}</p></body></html>".encode("windows-1251")
    found = extract_article(fetched(page, content_type="text/html; charset=windows-1251"))
    assert isinstance(found, Article)
    assert found.body == russian.strip()


def test_a_stray_byte_does_not_make_utf_8_another_charset() -> None:
    text = "".join(f"<p>{line} Köln fühlt größer.</p>" for line in PARAGRAPHS)
    found = extract_article(
        fetched(html(body=text) + b"\xff", content_type="text/html; charset=utf-8")
    )
    assert isinstance(found, Article)
    assert found.body.count("Köln fühlt größer.") == len(PARAGRAPHS)


def test_a_layout_that_favouring_precision_empties_is_read_for_recall() -> None:
    text = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    page = f'<html><body><div style="border: 0">{TITLE}{text}</div></body></html>'
    found = extract_article(fetched(page.encode()))
    assert isinstance(found, Article)
    assert found.body == "\n".join(PARAGRAPHS)
