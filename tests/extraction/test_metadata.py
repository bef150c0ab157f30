"""Where an article's metadata comes from, and which of it is not believed."""

import json
from datetime import UTC, datetime

import pytest

from newsbot.items import Link
from tests.extraction.making import article


def json_ld(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def meta(**contents: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{content}">'
        for name, content in contents.items()
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Bakery opens at five - Millbrook Times</title>", "Bakery opens at five"),
        (meta(og__title="Bakery opens at five | Millbrook Times"), "Bakery opens at five"),
        (json_ld(headline="Bakery &quot;opens&quot; at <b>five</b>"), "Bakery opens at five"),
    ],
)
def test_the_heading_that_the_page_confirms_is_the_title(head: str, title: str) -> None:
    assert article(head).title == title


def test_a_kicker_before_the_title_is_left_out() -> None:
    found = article(json_ld(headline="Oven arrives"), above="<h1>Economy | Oven arrives</h1>")
    assert found.title == "Oven arrives"


def test_the_sites_name_after_the_title_is_left_out() -> None:
    head = meta(og__title="Oven - a love story | Talpresse", og__site_name="Talpresse")
    assert article(head, above="").title == "Oven - a love story"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ({"@type": "Person", "name": "Ann Carter"}, ("Ann Carter",)),
        ([{"name": ["Ann Carter", "Bo Lind"]}, None, 7], ("Ann Carter", "Bo Lind")),
        ("By Ann Carter and Bo Lind", ("Ann Carter", "Bo Lind")),
        (["Ann Carter", "ann carter", "https://paper.example/ann"], ("Ann Carter",)),
        ({"@type": "Organization", "name": "Talpresse"}, ()),
    ],
)
def test_authors_are_persons_however_they_are_written(author: object, names: object) -> None:
    assert article(json_ld(author=author)).authors == names


@pytest.mark.parametrize(
    ("written", "published_at", "precision"),
    [
        ("2024-05-03T10:20:30+02:00", datetime(2024, 5, 3, 8, 20, 30, tzinfo=UTC), "second"),
        ("2024-05-03 10:20 +0200", datetime(2024, 5, 3, 8, 20, tzinfo=UTC), "minute"),
        ("Fri, 03 May 2024 10:20:30 GMT", datetime(2024, 5, 3, 10, 20, 30, tzinfo=UTC), "second"),
        ("2024-05-03T10:20:30", datetime(2024, 5, 3, 10, 20, 30, tzinfo=UTC), "second"),
        ("2024-05-03", datetime(2024, 5, 3, tzinfo=UTC), "day"),
        ("2024-05-03T00:00:00+02:00", datetime(2024, 5, 3, tzinfo=UTC), "day"),
    ],
)
def test_a_date_becomes_utc_with_the_precision_it_was_written_in(
    written: str, published_at: datetime, precision: str
) -> None:
    found = article(json_ld(datePublished=written))
    assert (found.published_at, found.published_precision) == (published_at, precision)


@pytest.mark.parametrize(
    "written", ["2024-02-30", "0001-01-01T00:00:00Z", "2024-06-17T13:00:00Z", "two hours ago", ""]
)
def test_no_date_is_invented(written: str) -> None:
    found = article(json_ld(datePublished=written) + "<title>© 2024 Talpresse</title>")
    assert (found.published_at, found.published_precision) == (None, None)


def test_what_the_page_says_of_its_date_goes_before_what_its_source_says() -> None:
    hint = Link(
        url="https://paper.example/news/1", published_at=datetime(2024, 5, 2, 9, tzinfo=UTC)
    )
    stated = article(meta(article__published_time="2024-05-03T10:20:30Z"), link=hint)
    assert stated.published_at == datetime(2024, 5, 3, 10, 20, 30, tzinfo=UTC)
    assert article(link=hint).published_at == hint.published_at


def test_a_date_in_the_text_counts_where_nothing_else_names_one() -> None:
    found = article(above="<h1>Bakery opens at five</h1><p>Published on 3 May 2024</p>")
    assert found.published_at == datetime(2024, 5, 3, tzinfo=UTC)
    assert found.published_precision == "day"


def test_a_change_before_the_publication_is_not_believed() -> None:
    published, earlier = "2024-05-03T10:00:00Z", "2024-05-01T10:00:00Z"
    found = article(json_ld(datePublished=published, dateModified=earlier))
    assert found.modified_at is None


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
        ("javascript:void(0)", None),
        ("http://[", None),
    ],
)
def test_addresses_are_absolute_and_on_the_web(href: str, canonical_url: object) -> None:
    assert article(f'<link rel="canonical" href="{href}">').canonical_url == canonical_url


@pytest.mark.parametrize(("tag", "language"), [("pt_BR", "pt"), ("EN-us", "en"), ("xx", None)])
def test_a_language_is_two_letters_of_iso_639(tag: str, language: object) -> None:
    assert article(meta(og__locale=tag)).language == language


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
