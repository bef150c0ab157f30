"""Which text of a page becomes the body."""

import pytest

from newsbot.extraction.article import extract_article
from newsbot.extraction.body.isolation import as_lines, page_text
from newsbot.extraction.metadata.reading import read_statements
from newsbot.extraction.page.boilerplate import block_key
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import NOTHING_SEEN, Article, NotAnArticle, Recurrence, SiteBlocks
from tests.extraction.making import PARAGRAPHS, article, fetched, html, meta
from tests.extraction.page_kinds import LONG, STORY
from tests.extraction.segmenting import blocks

TITLE = "<h1>Bakery opens at five</h1>"


def test_the_title_is_no_line_of_the_body_whatever_its_punctuation() -> None:
    head = '<meta property="og:title" content="Bakery opens at five">'
    found = article(head, above="<p>Market square</p><h2>„Bakery“ opens at FIVE!</h2>")
    assert "five!" not in found.body.lower()
    assert found.body.endswith("\n".join(PARAGRAPHS))


def test_a_heading_inside_the_text_is_a_line_of_its_own() -> None:
    text = f"<p>{PARAGRAPHS[0]}</p><h2>A second oven</h2><p>{PARAGRAPHS[1]} {PARAGRAPHS[2]}</p>"
    assert article(body=text).body.split("\n")[1] == "A second oven"


def seen_everywhere(*lines: str) -> SiteBlocks:
    recurs = Recurrence(articles=64, among=64)
    return SiteBlocks(articles=64, seen={block_key(line): recurs for line in lines})


def test_what_all_other_articles_of_the_site_have_is_left_out() -> None:
    text = "".join(f"<p>{line}</p>" for line in (*PARAGRAPHS, *STORY, LONG))
    found = extract_article(fetched(html(body=text)), boilerplate=seen_everywhere(LONG))
    assert isinstance(found, Article)
    assert found.body == "\n".join((*PARAGRAPHS, *STORY))
    assert block_key(LONG) in found.block_keys


def test_the_plain_digest_does_not_depend_on_what_is_known_of_the_site() -> None:
    text = "".join(f"<p>{line}</p>" for line in (*PARAGRAPHS, *STORY, LONG))
    page = fetched(html(body=text))
    plain, cleaned = (
        extract_article(page, boilerplate=known) for known in (NOTHING_SEEN, seen_everywhere(LONG))
    )
    assert isinstance(plain, Article)
    assert isinstance(cleaned, Article)
    assert plain.body != cleaned.body
    assert plain.plain_sha256 == cleaned.plain_sha256 != article().plain_sha256


@pytest.mark.parametrize("repeated", [PARAGRAPHS, PARAGRAPHS[1:]])
def test_nothing_is_left_out_if_too_little_would_be_left(repeated: tuple[str, ...]) -> None:
    found = extract_article(fetched(html()), boilerplate=seen_everywhere(*repeated))
    assert isinstance(found, Article)
    assert found.body == "\n".join(PARAGRAPHS)


def test_an_item_of_a_list_is_marked_and_a_row_of_a_table_is_one_line() -> None:
    markup = "<ul><li>rolls</li></ul><table><tr><td>Rye</td><td>4 euros</td></tr></table><p>and</p>"
    assert as_lines(blocks(markup)) == ["- rolls", "Rye | 4 euros", "and"]


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


def test_a_layout_of_one_plain_div_is_read() -> None:
    text = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    page = f'<html><body><div style="border: 0">{TITLE}{text}</div></body></html>'
    found = extract_article(fetched(page.encode()))
    assert isinstance(found, Article)
    assert found.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("path", "is_news"),
    [
        ("2026/11/ovens", True),
        ("2026/Nov/29/ovens", True),
        ("2026/november/ovens", True),
        ("2026/ovens/3", False),
        ("ovens-of-2026", False),
    ],
)
def test_a_date_in_its_address_makes_a_page_news_whatever_it_calls_itself(
    path: str, *, is_news: bool
) -> None:
    page = fetched(html(meta(og__type="website")), f"https://paper.example/{path}")
    tree = parse_page(page)
    assert not isinstance(tree, NotAnArticle)
    assert page_text(page, tree, read_statements(tree), (), ()).is_news == is_news
