"""Metadata besides titles, authors, dates and languages, and what of JSON-LD is not believed."""

import json

import pytest

from tests.extraction.making import article, json_ld, meta, metadata


@pytest.mark.parametrize(
    ("written", "is_paywalled"),
    [(True, False), ("False", True), ("http://schema.org/False", True), ("maybe", None)],
)
def test_only_a_clear_word_makes_a_paywall(written: object, is_paywalled: object) -> None:
    assert article(json_ld(isAccessibleForFree=written)).is_paywalled is is_paywalled


@pytest.mark.parametrize(
    ("href", "canonical_url"),
    [
        ("/news/oven", "https://paper.example/news/oven"),
        ("//www.paper.example/oven", "https://www.paper.example/oven"),
        ("//bob:secret@paper.example/oven", "https://paper.example/oven"),
        ("https://bob:se@cret@paper.example/oven?a=@", "https://paper.example/oven?a=@"),
        ("javascript:void(0)", None),
        ("http://[", None),
    ],
)
def test_urls_are_absolute_and_on_the_web(href: str, canonical_url: object) -> None:
    assert article(f'<link rel="canonical" href="{href}">').canonical_url == canonical_url


@pytest.mark.parametrize(
    ("base", "canonical_url"),
    [
        ("/archive/", "https://paper.example/archive/oven"),
        ("https://www.paper.example", "https://www.paper.example/oven"),
        ("https://test.example/", "https://paper.example/news/oven"),
        ("http://[", "https://paper.example/news/oven"),
        ("", "https://paper.example/news/oven"),
    ],
)
def test_relative_urls_are_resolved_against_the_base_of_the_page(
    base: str, canonical_url: str
) -> None:
    head = f'<base target="_top"><base href="{base}"><link rel="canonical" href="oven">'
    assert article(head).canonical_url == canonical_url
    assert article(head.replace("canonical", "amphtml")).twin_urls == (canonical_url,)


@pytest.mark.parametrize(
    "canonical",
    [
        "https://paper.example/", "https://paper.example/en/", "https://paper.example/news",
        "https://paper.exampleundefined", "https://paper.example/news/undefined",
        "https://paper.example/{{ url }}", "/null",
    ],
)  # fmt: skip
def test_a_canonical_url_that_is_no_articles_is_not_believed(canonical: str) -> None:
    url = "https://paper.example/2026/09/bakery-opens-at-five"
    head = f'<link rel="canonical" href="{canonical}">'
    assert metadata(head, url=url).canonical_url is None
    assert metadata(head + meta(og__url=url), url=url).canonical_url == url


@pytest.mark.parametrize("end", ["/amp", "/2", "?page=2", "/print"])
def test_a_canonical_url_may_be_shorter_than_the_pages(end: str) -> None:
    url = "https://paper.example/news/mill"
    head = f'<link rel="canonical" href="{url}">'
    assert metadata(head, url=url + end).canonical_url == url


@pytest.mark.parametrize(
    "image",
    [
        {"@type": "ImageObject", "name": "The quay", "contentUrl": "https://paper.example/q.jpg"},
        [{"@type": "ImageObject", "url": ["https://paper.example/q.jpg"]}],
        "https://paper.example/q.jpg",
    ],
)
def test_an_image_in_json_ld_is_its_url(image: object) -> None:
    assert metadata(json_ld(image=image)).image_url == "https://paper.example/q.jpg"


QUAY = "https://paper.example/q.jpg"


@pytest.mark.parametrize(
    "head",
    [
        json_ld(image={"@id": QUAY}),
        json_ld(image=["data:image/gif;base64,R0lG", QUAY]),
        json_ld(primaryImageOfPage={"@type": "ImageObject", "url": {"@id": QUAY}}),
        json_ld(image={"@id": "https://paper.example/oven#image"}, thumbnailUrl=QUAY),
        meta(og__image="data:image/gif;base64,R0lG", twitter__image=QUAY),
        meta(og__image="https://paper.example/undefined", thumbnail=QUAY),
        meta(og__image="https://paper.example/static/logo.png") + json_ld(image=QUAY),
        f'<link rel="image_src" href="{QUAY}">',
        '<meta itemprop="image" content="//paper.example/q.jpg">',
    ],
)
def test_a_picture_of_the_article_is_preferred_to_stand_ins(head: str) -> None:
    assert metadata(head).image_url == QUAY


def test_a_placeholder_is_no_picture() -> None:
    assert (
        metadata(meta(og__image="https://paper.example/img/placeholder-16x9.png")).image_url is None
    )


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (meta(keywords="#bread, 'rye'"), ("bread", "rye")),
        (meta(keywords="undefined"), ()),
        (meta(keywords="\u6e21\u8f6e \u6e2f\u53e3"), ("\u6e21\u8f6e", "\u6e2f\u53e3")),
        (json_ld(keywords=["Millbrook, Vell", "bread"]), ("Millbrook, Vell", "bread")),
        ('<a rel="tag">bread</a><a rel="category tag">Region</a>', ("bread",)),
    ],
)
def test_tags_come_without_signs_and_placeholders(head: str, tags: tuple[str, ...]) -> None:
    assert metadata(head).tags == tags


def test_the_first_of_several_canonical_urls_that_may_be_the_articles_counts() -> None:
    oven = "https://paper.example/news/oven-arrives-at-last"
    stated = ("https://paper.example/", "http://localhost:3000/oven", "/[object%20Object]", oven)
    links = "".join(f'<link rel="canonical" href="{url}#top">' for url in stated)
    assert article(links).canonical_url == oven


@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_tags_in_one_text_are_parted(sign: str) -> None:
    assert metadata(meta(keywords=f"bread {sign} Millbrook")).tags == ("bread", "Millbrook")


def test_the_url_in_json_ld_is_the_canonical_one_if_the_page_names_no_other() -> None:
    oven, other = "https://paper.example/oven", "https://paper.example/other"
    said = json_ld(url="#article", mainEntityOfPage={"@type": "WebPage", "@id": oven})
    assert article(said).canonical_url == oven
    assert article(f'{said}<link rel="canonical" href="{other}">').canonical_url == other
    assert article(said + meta(og__url=other)).canonical_url == other


@pytest.mark.parametrize(
    ("stated", "based_on"),
    [
        ("https://wire.example/a?n=1", "https://wire.example/a?n=1"),
        ({"@type": "NewsArticle", "@id": "https://wire.example/a"}, "https://wire.example/a"),
        (["Agency copy", {"name": "A", "url": "http://wire.example/b"}], "http://wire.example/b"),
        ("/news/oven", None),
        ([{"url": ["https://wire.example/c"]}, 7], "https://wire.example/c"),
        ({"name": "https://wire.example/d"}, None),
        ("", None),
    ],
)
def test_what_an_article_is_based_on_is_an_absolute_url(stated: object, based_on: object) -> None:
    assert article(json_ld(isBasedOn=stated)).based_on == based_on


@pytest.mark.parametrize(
    ("tag", "language"), [("pt_BR", "pt"), ("EN-us", "en"), ("iw-IL", "he"), ("xx", None)]
)
def test_a_language_is_two_letters_of_iso_639(tag: str, language: object) -> None:
    assert metadata(meta(og__locale=tag)).language == language


@pytest.mark.parametrize(
    "source", ["{broken", "[" * 5000, "null", '"text"', '{"@type": 3}', '[[{"@graph": "x"}]]']
)
def test_json_ld_that_makes_no_sense_counts_as_missing(source: str) -> None:
    found = article(f'<script type="application/ld+json">{source}</script>')
    assert found.title == "Bakery opens at five"


def test_related_articles_in_json_ld_are_not_the_page() -> None:
    related = {"@type": "NewsArticle", "headline": "Another", "author": "Bo Lind"}
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": related}]}
    head = f'<script type="application/ld+json">{json.dumps(listed)}</script>'
    assert article(head).authors == ()
