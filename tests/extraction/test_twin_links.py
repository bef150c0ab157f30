"""A page names its other forms: for AMP, phones and print."""

import pytest

from tests.extraction.making import article

AMP = '<link rel="amphtml" href="/amp/news/1">'


@pytest.mark.parametrize(
    ("head", "urls"),
    [
        (AMP, ("https://paper.example/amp/news/1",)),
        (
            '<link rel="alternate" media="(max-width: 640px)" href="//m.paper.example/news/1">',
            ("https://m.paper.example/news/1",),
        ),
        (
            '<link media="handheld" rel="alternate nofollow" href=" //m.paper.example/1 ">',
            ("https://m.paper.example/1",),
        ),
        ('<link rel="ALTERNATE" media="print" href="?print=1">', (
            "https://paper.example/news/1?print=1",
        )),
        (AMP + AMP, ("https://paper.example/amp/news/1",)),
        ('<link rel="alternate" hreflang="fr" href="/fr/news/1">', ()),
        ('<link rel="stylesheet" media="print" href="/print.css">', ()),
        ('<link rel="amphtml" href="https://post.example/amp/1">', ()),
        ('<link rel="amphtml"><link rel="amphtml" href="http://[">', ()),
        (f'<link rel="amphtml" href="/{"a" * 2100}">', ()),
    ],
)  # fmt: skip
def test_a_page_names_the_urls_of_its_other_forms(head: str, urls: tuple[str, ...]) -> None:
    assert article(head).twin_urls == urls


def test_at_most_three_other_forms_are_read() -> None:
    head = "".join(f'<link rel="amphtml" href="/amp/{n}">' for n in range(9))
    assert len(article(head).twin_urls) == 3
