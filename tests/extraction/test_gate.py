"""Which pages are turned away, and which articles look like them and are not."""

import time

import pytest

from newsbot.extraction.article import extract_article
from newsbot.extraction.gate.refusal import refusal
from newsbot.extraction.metadata.reading import read_statements
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import Article, NotAnArticle
from tests.extraction.lookalike_pages import LOOKALIKES
from tests.extraction.making import fetched
from tests.extraction.page_kinds import Kind
from tests.extraction.refused_pages import REFUSED

# At 20 µs a part, 0.04 s; were each part compared with each, a minute. No page is read deeper.
PARTS = 2000


def answer(kind: Kind) -> Article | NotAnArticle:
    return extract_article(fetched(kind.html, url=kind.url))


@pytest.mark.parametrize(
    ("reason", "kind"),
    [pytest.param(reason, kind, id=f"{reason}: {name}") for reason, name, kind in REFUSED],
)
def test_a_page_without_article_is_turned_away_for_its_reason(reason: str, kind: Kind) -> None:
    found = answer(kind)
    assert isinstance(found, NotAnArticle), found.body
    assert found.reason == reason


@pytest.mark.parametrize("kind", LOOKALIKES.values(), ids=LOOKALIKES)
def test_an_article_passes_whatever_it_looks_like(kind: Kind) -> None:
    assert isinstance(answer(kind), Article), answer(kind)


@pytest.mark.parametrize(
    "markup",
    [
        "<div><h2><a href='/{}'>A headline of words</a></h2>",
        "<div><a href='/same'><b>A headline of words</b></a>",
        "<div><h2><a href='/{}'>A headline of words</a></h2><p>And a teaser.</p></div>",
    ],
    ids=["nested cards", "nested links to one page", "a long list"],
)
def test_the_gates_cost_grows_with_the_page_and_no_faster(markup: str) -> None:
    html = "<html><body>" + "".join(markup.format(at) for at in range(PARTS))
    tree = parse_page(fetched(html.encode()))
    assert not isinstance(tree, NotAnArticle)
    said, lines = read_statements(tree), ["A headline of words and a teaser."] * PARTS
    started = time.process_time()
    refusal("https://paper.example/news", tree, said, lines)
    assert time.process_time() - started < 2
