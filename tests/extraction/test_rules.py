"""What a site's rules say of a page comes before what is found without them."""

import pickle
from datetime import UTC, datetime

import pytest
from lxml.html import HtmlElement

from newsbot.extraction.article import extract_page
from newsbot.extraction.inspection import inspect_page
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.extraction.rules.applied import apply_rules, replace_strings, ruled_lines
from newsbot.extraction.rules.site_rules import SiteRules, xpath_error
from newsbot.items import Article, NotAnArticle
from tests.extraction.making import PARAGRAPHS, fetched, html, meta

PAGE = b"""
<html><head><title>Gazette</title><meta name="byline" content="Ada Moor"></head><body>
<h1>Ferry sails again</h1>
<p class="by">By <a rel="author">Ben Hill</a> and <a rel="author">Cora Dale</a></p>
<time datetime="2024-05-11T06:30:00+00:00">Saturday</time>
<div class="story wide" id="main">
  <p>The ferry left at six.</p><div class="box newsletter">Sign up</div> It was full.
  <ul><li>Cars: 40</li><li><p>Goats: 3</p></li></ul>
  <table><tr><td>Monday</td><td>10</td></tr><tr><td>Friday</td><td>12</td></tr></table>
  <figure><img src="a.jpg"><figcaption>The ferry</figcaption></figure>
  <p>One<br>Two</p>
</div>
<div class="story">Weather follows.</div><div class="empty"> </div>
</body></html>
"""


def tree() -> HtmlElement:
    parsed = parse_page(fetched(PAGE))
    assert not isinstance(parsed, NotAnArticle)
    return parsed


def rules(**values: tuple[str, ...]) -> SiteRules:
    return SiteRules(origin="gazette.example.txt", **values)


def test_the_first_rule_that_finds_text_counts() -> None:
    found = apply_rules(tree(), rules(title=("//h2", "//h1"), body=("//*[@class='empty']", "//p")))
    assert found.title == "Ferry sails again"
    assert [element.tag for element in found.body or ()] == ["p", "p", "p", "p"]
    assert found.unmatched == ()


def test_all_that_a_body_rule_finds_is_the_body_in_lines() -> None:
    found = apply_rules(tree(), rules(body=("//div[contains(@class, 'story')] | //li",)))
    assert ruled_lines(found.body or ()) == [
        "The ferry left at six.",
        "Sign up",
        "It was full.",
        "- Cars: 40",
        "- Goats: 3",
        "Monday | 10",
        "Friday | 12",
        "One",
        "Two",
        "Weather follows.",
    ]


def test_what_is_stripped_is_gone_but_not_the_text_after_it() -> None:
    page = tree()
    found = apply_rules(
        page,
        rules(
            body=("//*[@id='main']",),
            strip=("//ul", "//table//text()", "//p/br/following-sibling::text()"),
            strip_id_or_class=("newsletter",),
        ),
    )
    lines = ruled_lines(found.body or ())
    assert lines == ["The ferry left at six.", "It was full.", "One"]
    assert page.xpath("//ul") == []


def test_a_class_is_stripped_by_its_whole_name() -> None:
    found = apply_rules(tree(), rules(strip_id_or_class=("news", "main")))
    assert found.unmatched == ("strip_id_or_class: news",)


def test_title_author_and_date_are_read_before_they_are_stripped() -> None:
    found = apply_rules(
        tree(),
        rules(
            title=("//h1",), author=("//a[@rel='author']",), date=("//time",), strip=("//body/*",)
        ),
    )
    assert found.title == "Ferry sails again"
    assert found.author == "Ben Hill; Cora Dale"
    assert found.date == "2024-05-11T06:30:00+00:00"


@pytest.mark.parametrize(
    "expression",
    ["//meta[@name='byline']", "//meta/@content", "substring-before('Ada Moor, Perth', ',')"],
)
def test_a_rule_may_find_elements_attributes_or_strings(expression: str) -> None:
    assert apply_rules(tree(), rules(author=(expression,))).author == "Ada Moor"


def test_rules_that_find_nothing_are_named() -> None:
    old = rules(title=("//h6",), body=("//main",), author=("//i",), date=("//i",), strip=("//i",))
    found = apply_rules(tree(), old)
    assert (found.title, found.body, found.author, found.date) == (None, None, None, None)
    assert found.unmatched == ("title", "body", "author", "date", "strip: //i")


def test_a_body_rule_that_finds_no_text_has_found_nothing() -> None:
    assert apply_rules(tree(), rules(body=("//img",))).unmatched == ("body",)


def test_without_rules_nothing_is_found_nor_missed() -> None:
    assert apply_rules(tree(), None) == apply_rules(tree(), rules())


def test_strings_are_replaced_in_the_source() -> None:
    swap = SiteRules(origin="", replace_string=(("<h1>", "<h2>"), ("</h1>", "</h2>")))
    assert b"<h2>Ferry sails again</h2>" in replace_strings(fetched(PAGE), swap).body
    assert replace_strings(fetched(PAGE), None) == fetched(PAGE)


def test_rules_travel_to_a_worker() -> None:
    given = rules(body=("//article",))
    assert pickle.loads(pickle.dumps(given)) == given  # noqa: S301 - our own


@pytest.mark.parametrize("expression", ["//div[", "re:test(//h1, 'a')", "lower-case(//h1)", "$x"])
def test_what_is_no_xpath_1_expression_is_told(expression: str) -> None:
    assert xpath_error(expression)
    assert apply_rules(tree(), rules(title=(expression,))).unmatched == ("title",)


def test_an_article_has_what_its_rules_find_and_the_rest_as_without_them() -> None:
    markup = b"<p class='on'>2024-05-11T06:30:00Z</p><p class='by'>Ada Moor</p><h3>The ferry</h3>"
    page = fetched(html(above="<h1>Bakery opens at five</h1>") + markup)
    given = rules(title=("//h3",), author=("//*[@class='by']",), date=("//*[@class='on']",))
    article = extract_page(page, given).result
    assert isinstance(article, Article)
    assert (article.title, article.authors) == ("The ferry", ("Ada Moor",))
    assert article.published_at == datetime(2024, 5, 11, 6, 30, tzinfo=UTC)
    assert article.body.split("\n")[:3] == list(PARAGRAPHS)


def test_a_ruled_body_begins_after_the_title() -> None:
    page = fetched(html(above="<p>Local</p><h1>Bakery opens at five</h1>"))
    article = extract_page(page, rules(body=("//article",))).result
    assert isinstance(article, Article)
    assert article.body.split("\n") == ["Local", *PARAGRAPHS]


def test_the_date_of_a_rule_says_so() -> None:
    page = fetched(html(head=meta(article__published_time="2024-05-01")) + b"<i>2024-05-11</i>")
    article = extract_page(page, rules(date=("//i",))).result
    assert isinstance(article, Article)
    assert (article.published_source, str(article.published_day)) == ("rule", "2024-05-11")


def test_an_author_rule_names_persons_and_organisations() -> None:
    page = fetched(html() + b"<b>By Ada Moor</b><b>Harbour News Agency</b>")
    article = extract_page(page, rules(author=("//b",))).result
    assert isinstance(article, Article)
    assert (article.authors, article.credits) == (("Ada Moor",), ("Harbour News Agency",))


def test_blocks_are_shown_after_the_replacements_that_extraction_makes() -> None:
    """Rules are written in UTF-8, and pages in any charset."""
    text = "Паром снова ходит через пролив, и билеты подешевели вдвое."
    markup = html(above=f"<h1>Паром</h1><p>{text}</p>")
    page = fetched(markup.decode().encode("windows-1251"), content_type="text/html; charset=cp1251")
    swap = SiteRules(origin="", replace_string=(("Паром снова", "Трамвай снова"),))
    shown = [block.text for block in inspect_page(page, swap)]
    assert text.replace("Паром", "Трамвай") in shown
