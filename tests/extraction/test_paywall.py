"""What makes an article one that has to be paid for."""

import pytest

from newsbot.extraction.metadata.meta_tags import read_head
from newsbot.extraction.metadata.paywall import is_paywalled
from newsbot.extraction.page.tree.parse import parse_page
from newsbot.items import NotAnArticle
from tests.extraction.making import PARAGRAPHS, fetched, html
from tests.extraction.page_kinds import linked, meta

PART = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}


def of(head: str = "", **parts: str) -> bool | None:
    """What a page with this head, or these other parts, says."""
    tree = parse_page(fetched(html(head, **parts)))
    assert not isinstance(tree, NotAnArticle)
    return is_paywalled(tree, read_head(tree))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (False, True),
        ("False", True),
        ("false", True),
        ("no", True),
        (0, True),
        ("0", True),
        ("http://schema.org/False", True),
        (["False"], True),
        (True, False),
        ("True", False),
        (1, False),
        ("maybe", None),
        (None, None),
        ({"@value": "x"}, None),
        ([], None),
    ],
    ids=repr,
)
def test_json_ld_says_it_in_many_spellings(written: object, expected: object) -> None:
    assert of(linked(**{"@type": "NewsArticle", "isAccessibleForFree": written})) is expected


def test_a_paid_part_makes_a_paid_article() -> None:
    assert of(linked(**{"@type": "NewsArticle", "hasPart": PART})) is True
    assert of(linked(**{"@graph": [{"@type": "WebPage", "hasPart": [PART]}]})) is True


def test_what_is_said_of_the_whole_goes_before_what_is_said_of_a_part() -> None:
    said = {"@type": "NewsArticle", "isAccessibleForFree": True, "hasPart": PART}
    assert of(linked(**said)) is False


def test_what_is_said_of_listed_articles_is_not_said_of_the_page() -> None:
    paid = {"@type": "NewsArticle", "isAccessibleForFree": False}
    assert of(linked(**{"@type": "ItemList", "itemListElement": [{"item": paid}]})) is None


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("article:content_tier", "free", False),
        ("article:content_tier", "metered", True),
        ("article:content_tier", "Locked", True),
        ("article:content_tier", "article", None),
        ("isAccessibleForFree", "false", True),
        ("cXenseParse:isPremium", "true", True),
        ("abc-article_ispaidcontent", "false", False),
        ("subscriber_only", "true", True),
        ("is_paid", "1", True),
        ("article:opinion", "true", None),
        ("paid-by", "true", None),
        ("premium", "Gold", None),
    ],
)
def test_meta_tags_say_it(name: str, content: str, expected: object) -> None:
    assert of(meta(name, content)) is expected


def test_json_ld_goes_before_meta_tags() -> None:
    article = linked(**{"@type": "NewsArticle", "isAccessibleForFree": False})
    assert of(article + meta("article:content_tier", "free")) is True


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<div class="mepr-unauthorized-message">Join us</div>', True),
        ('<div id="leaky_paywall_message">Subscribe</div>', True),
        ('<div id="poool-widget"></div>', True),
        ('<aside class="gh-post-upgrade-cta">For members</aside>', True),
        ('<div class="piano-inline-promo"></div>', None),
        ('<div class="paywall subscriber-only premium">Text</div>', None),
        ('<div class="no-poool-widget"></div>', None),
        ("<p>Subscribe to continue reading this article.</p>", None),
    ],
)
def test_only_a_notice_in_place_of_the_text_counts_as_markup(markup: str, expected: object) -> None:
    assert of(body=f"<p>{PARAGRAPHS[0]}</p>{markup}") is expected
