"""JSON-LD as pages have it: not quite JSON, in parts, and about other articles first."""

import json

import pytest

from tests.extraction.making import json_ld, meta, metadata

WHEN = "2024-05-03T08:15:00+00:00"
OWN = {"@type": "NewsArticle", "headline": "Bakery opens at five", "datePublished": WHEN}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Old mill is for sale again",
    "url": "https://paper.example/mill",
    "datePublished": "2024-04-01T08:15:00+00:00",
    "author": {"name": "Tom Other"},
}
OWN_URL = meta(og__url="https://paper.example/oven?utm=a")
GOOD = json.dumps({**OWN, "author": {"@type": "Person", "name": "Ann Carter"}})


def script(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


@pytest.mark.parametrize(
    "source",
    [
        GOOD[:-1] + ",}",
        GOOD[:-1] + ', "description": "a" "keywords": "b"}',
        GOOD[:-1] + ', "description": "She said "yes", and left"}',
        GOOD[:-1] + ', "description": "a\n\tb"}',
        GOOD[:-1] + r', "description": "it\'s \x"}',
        GOOD[:-1] + ', "keywords": ["a", "b",], "wordCount": }',
        GOOD + ";",
        GOOD + "}",
        GOOD[:-2],
        f"//<![CDATA[\n{GOOD}\n//]]>",
        f"/*<![CDATA[*/{GOOD}/*]]>*/",
        f"<!-- {GOOD} -->",
        GOOD.replace(', "date', ', // the date\n /* of it */ "date'),
        GOOD.replace('"', "&quot;"),
        GOOD.replace('"', "'"),
        GOOD.replace('"', '\\"'),
        GOOD.replace('"@type": "News', '"@type": “News').replace('Article",', "Article”,"),
        f"var data = {GOOD};",
        f"{GOOD}{json.dumps({'@type': 'Organization', 'name': 'Paper'})}",
        json.dumps(GOOD),
        GOOD.replace(f'"{WHEN}"', WHEN),
        GOOD.replace('Carter"}}', 'Carter"'),
        "\ufeff" + GOOD + "\n,",
    ],
)
def test_broken_json_is_read_as_far_as_it_is_clear(source: str) -> None:
    found = metadata(script(source))
    assert (found.published_source, found.authors) == ("json-ld", ("Ann Carter",))


def test_a_date_that_a_missing_bracket_puts_into_the_author_is_the_articles() -> None:
    source = json.dumps(
        {"@type": "NewsArticle", "author": {"name": "Ann Carter", "datePublished": WHEN}}
    )
    assert metadata(script(source[:-1])).published_source == "json-ld"


@pytest.mark.parametrize(
    "own",
    [
        OWN,
        {
            **OWN,
            "headline": "Bread",
            "mainEntityOfPage": "https://www.paper.example/oven?utm=a#top",
        },
    ],
)
def test_of_several_articles_the_one_with_the_pages_headline_or_url_is_taken(
    own: dict[str, str],
) -> None:
    apart = metadata(OWN_URL + json_ld(**OTHER) + json_ld(**own))
    together = metadata(OWN_URL + script(json.dumps({"@graph": [OTHER, own]})))
    for found in (apart, together):
        assert found.published_at is not None
        assert (found.published_at.month, found.authors) == (5, ())


def test_an_article_of_another_url_and_headline_says_nothing_of_the_page() -> None:
    assert metadata(OWN_URL + json_ld(**OTHER)).published_at is None
    assert metadata(json_ld(**OTHER)).published_at is not None  # the page states no URL


def test_parts_of_an_article_may_stand_elsewhere_in_the_page() -> None:
    person = {"@type": "Person", "@id": "#ann", "name": "Ann Carter"}
    page = {"@type": "WebPage", "@id": "#page", "datePublished": WHEN}
    own = {"@type": "NewsArticle", "headline": OWN["headline"], "author": [{"@id": "#ann"}]}
    found = metadata(script(json.dumps(own)) + script(json.dumps({"@graph": [person, page]})))
    assert (found.authors, found.published_source) == (("Ann Carter",), "json-ld")


def test_two_objects_about_the_article_complete_each_other() -> None:
    found = metadata(
        json_ld(**OWN) + json_ld(headline=OWN["headline"], author={"name": "Ann Carter"})
    )
    assert (found.published_source, found.authors) == ("json-ld", ("Ann Carter",))
