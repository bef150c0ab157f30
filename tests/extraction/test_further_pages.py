"""Which pages belong to an article, and how they become one body."""

from dataclasses import replace
from pathlib import Path

import pytest

from newsbot.extraction.further_pages import (
    Extracted,
    PageLinks,
    join_pages,
    page_links,
    take_single_page,
)
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.extraction.rules.site_rules import SiteRules
from newsbot.items import NotAnArticle
from newsbot.training.corpus import read_corpus, read_page
from tests.extraction.making import PARAGRAPHS, article, fetched

HOST = "https://example.org"


def links(
    html: str, url: str = f"{HOST}/story", rules: SiteRules | None = None, before: tuple = ()
) -> PageLinks:
    tree = parse_page(fetched(f"<html><body>{html}<p>Text</p></body></html>".encode(), url=url))
    assert not isinstance(tree, NotAnArticle)
    return page_links(tree, url, rules, before)


def rel_next(href: str) -> str:
    return f'<a rel="nofollow next" href="{href}">Next</a>'


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("/story", "/story/2"),
        ("/story/", "/story/page/2/"),
        ("/story", "/story/page-2"),
        ("/story", "?page=2"),
        ("/story?id=7", "?page=2&id=7"),
        ("/story.html", "/story-2.html"),
        ("/story.html", "story_2.html"),
        ("/story.html", "/story,2.html"),
        ("/story/1", "/story/2"),
        ("/story-1.html", "/story-2.html"),
        ("/story?p=1", "/story?p=2"),
        ("/story", "https://www.example.org/story/2#text"),
    ],
)
def test_the_next_page_has_the_articles_url_and_its_number(url: str, href: str) -> None:
    assert links(rel_next(href), HOST + url).next


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("/story", "/another-story"),
        ("/story", "/story-2"),  # what publishing systems call the second story of that name
        ("/briefing-12", "/briefing-13"),
        ("/story", "/story/3"),
        ("/story", "/2"),
        ("/story", "?page=1"),  # comments, counted from zero
        ("/story", "?cpage=2"),
        ("/story", "?page=2&sort=new"),
        ("/story", "https://example.com/story/2"),
        ("/story/2", "/story/3"),  # the article is not at this URL
        ("/", "/page/2"),
        ("/story", "http://[2"),
        ("/story", "mailto:story/2"),
    ],
)
def test_another_article_is_not_the_next_page(url: str, href: str) -> None:
    assert links(rel_next(href), HOST + url) == PageLinks()


def test_a_link_without_rel_next_is_none() -> None:
    assert links('<a class="next" href="/story/2">Next</a>') == PageLinks()


def test_a_further_page_leads_to_the_one_after_it() -> None:
    html = rel_next("/story/2") + rel_next("/story") + rel_next("/story/3")
    assert links(html, f"{HOST}/story/2", before=(f"{HOST}/story",)).next == f"{HOST}/story/3"


def test_a_rule_may_lead_anywhere_on_the_site_but_to_no_page_twice() -> None:
    rules = SiteRules(origin="", next_page_link=("//a[@id='on']", "//a/@data-on"))
    html = '<a id="on" href="/story#2">1</a><a data-on="http://m.example.org/b"></a>'
    assert links(html, rules=rules).next == "http://m.example.org/b"
    assert links(html, rules=rules, before=("https://m.example.org/b",)).next is None


def test_a_rule_leads_to_no_other_site() -> None:
    rules = SiteRules(origin="", next_page_link=("//a",), single_page_link=("//a",))
    assert links('<a href="https://example.com/story">Next</a>', rules=rules) == PageLinks()


def test_the_single_page_is_asked_for_on_the_first_page_alone() -> None:
    rules = SiteRules(origin="", single_page_link=("concat(//link/@href, '?print=1')",))
    html = '<link rel="canonical" href="/story">'
    assert links(html, rules=rules).single == f"{HOST}/story?print=1"
    assert links(html, rules=rules, before=(f"{HOST}/0",)).single is None


@pytest.mark.parametrize(("condition", "is_followed"), [("//a[@id='p']", True), ("//i", False)])
def test_the_single_page_may_depend_on_the_page(condition: str, *, is_followed: bool) -> None:
    rules = SiteRules(origin="", single_page_link=("//a",), if_page_contains=(condition,))
    assert (links('<a id="p" href="/p">Print</a>', rules=rules).single is None) != is_followed


def test_what_stands_on_an_earlier_page_is_not_repeated() -> None:
    first = article()
    assert first.body.split("\n") == list(PARAGRAPHS)
    pages = [
        Extracted(result=NotAnArticle(reason="too_short"), lines=lines)
        for lines in (("It smells well.", PARAGRAPHS[0].upper(), "So."), ("So.", "End.", "End."))
    ]
    joined = join_pages(first, pages)
    assert joined.body.split("\n") == [*PARAGRAPHS, "It smells well.", "So.", "End.", "End."]
    markdown = "\n\n".join(joined.body.split("\n"))
    assert joined == replace(
        first, body=joined.body, body_markdown=markdown, plain_sha256=joined.plain_sha256
    )


def test_the_plain_digest_of_several_pages_is_of_all_their_texts() -> None:
    first = article()
    pages = [Extracted(result=NotAnArticle(reason="too_short"), lines=(end,)) for end in ("a", "b")]
    joined = [join_pages(first, [page]).plain_sha256 for page in (*pages, *pages)]
    assert joined[:2] == joined[2:]
    assert len({first.plain_sha256, *joined}) == 3


def test_the_single_page_gives_the_body_and_the_first_page_the_rest() -> None:
    first, single = article(), replace(article(), url=f"{HOST}/print", title="Print", body="Whole.")
    page = fetched(b"", url=first.url)
    assert take_single_page(first, page, single) == replace(first, body="Whole.")
    teaser = NotAnArticle(reason="too_short")
    assert take_single_page(teaser, page, single) == replace(single, url=first.url)


@pytest.mark.corpora
def test_real_pages_lead_to_no_other_article(corpora: Path) -> None:
    followed = []
    for name in ("aeb", "andy424", "fundus_tests"):
        corpus = read_corpus(corpora / name)
        for label in corpus.truth:
            body = read_page(corpus.page_file(label["id"]))
            if b"next" in body:
                tree = parse_page(fetched(body, url=label["url"]))
                assert not isinstance(tree, NotAnArticle)
                found = page_links(tree, label["url"], None).next
                followed += [found.removeprefix(label["url"])] if found else []
    assert followed == ["/2"]
