"""The next page of a section page."""

import pytest

from newsbot.discovery.section import parse_section

URL = "https://gazette.example/world"
STORY = '<h3><a href="/world/bridge-closes">Old bridge closes for six weeks</a></h3>'


def next_page(markup: str, url: str = URL) -> str | None:
    return parse_section((STORY + markup).encode(), url).next_page


@pytest.mark.parametrize(
    "markup",
    [
        "<link rel='next' href='/world?page=2'>",
        "<a rel='nofollow next' href='?page=2'>Older posts</a>",
        "<a href='?page=2'>Next</a>",
        "<a href='?page=2'>Older posts »</a>",
        "<a href='?page=2'>&rsaquo;</a>",
        "<a href='?page=2'>Nächste Seite</a>",
        "<a href='?page=2'>Следующая</a>",
        "<a href='?page=2'>التالي</a>",
        "<a href='?page=2'>下一页</a>",
        "<a href='?page=2'>次へ</a>",
        "<a class='pagination-next' href='?page=2'><i></i></a>",
        "<b>1</b> <a href='?page=2'>2</a> <a href='?page=3'>3</a> <a href='?page=9'>9</a>",
    ],
)
def test_the_next_page_is_found(markup):
    assert next_page(markup) == "https://gazette.example/world?page=2"


def test_on_a_later_page_the_number_after_its_own_is_the_next():
    markup = "".join(f"<a href='/world/page/{number}'>{number}</a>" for number in (1, 2, 3, 4))
    assert next_page(markup, f"{URL}/page/3") == "https://gazette.example/world/page/4"


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<a rel='next' href='/world'>Next</a>",
        "<a rel='next' href='https://other.example/world?page=2'>Next</a>",
        "<a rel='next' href='/world/2026/06/'>Next month</a>",
        "<a rel='next' href='/world?month=6'>Next</a>",
        "<a href='/2026/05/04/next-week-brings-rain'>Next week brings rain to the coast</a>",
        "<a href='/world/what-is-next'>Next</a>",
        "<a href='/a/b/a/b/a/b?page=2'>Next</a>",
        "<a href='/story/12'>2</a>",
    ],
)
def test_other_links_are_no_next_page(markup):
    assert next_page(markup) is None
