"""Which blocks become the body, and what the others are called."""

import numpy as np
import pytest

from newsbot.extraction.body import classification as module
from newsbot.extraction.body.classification import (
    POSSIBLE,
    PROBABLE,
    PROBABLE_IN_GUIDE,
    TITLE_BLOCKS,
    ClassifiedBlock,
    choose,
    classify_blocks,
    title_indices,
)
from newsbot.extraction.body.features.columns import featurise
from newsbot.extraction.page.boilerplate import block_key
from newsbot.extraction.page.text import word_key
from newsbot.items import NOTHING_SEEN, Recurrence, SiteBlocks
from tests.extraction.making import PARAGRAPHS
from tests.extraction.page_kinds import LONG, NAVIGATION
from tests.extraction.segmenting import blocks, page_text

TITLE = "Bakery opens at five"
TEXTS = (*PARAGRAPHS, LONG)
PAGE = (
    f"<nav><ul>{NAVIGATION}</ul></nav><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{text}</p>" for text in TEXTS)
    + "<figure><img src='/a.jpg'><figcaption>Photo: Ann Carter</figcaption></figure></article>"
    "<section class='comments'><p>What good news!</p></section>"
)


def classified(site: SiteBlocks = NOTHING_SEEN) -> list[ClassifiedBlock]:
    said = page_text("\n".join((TITLE, *TEXTS)), titles=(TITLE,))
    return classify_blocks(featurise(blocks(PAGE), said), site)


def chosen(
    probabilities: list[float], kept: list[float], looks: str = "abcd", *, is_news: bool = True
) -> list[bool]:
    """Which paragraphs of TEXTS are chosen; `looks` has the class of each."""
    texts = zip(looks, TEXTS[: len(probabilities)], strict=False)
    of_page = blocks("".join(f"<p class='{look}'>{text}</p>" for look, text in texts))
    found = choose(of_page, np.array(probabilities), np.array(kept), [], is_news=is_news)
    return [bool(each) for each in found]


def titled(first: list[str], titles: tuple[str, ...] = (TITLE,)) -> set[int]:
    keys = [word_key(text) for text in (*first, *PARAGRAPHS)]
    return title_indices(keys, np.array([True] * len(keys)), titles)


def test_the_paragraphs_of_a_story_are_its_body() -> None:
    assert [each.block.text for each in classified() if each.reason == "body"] == list(TEXTS)


def test_every_block_ends_with_a_reason() -> None:
    reasons = {each.block.text: each.reason for each in classified()}
    assert reasons["Sport"] == "navigation"
    assert reasons["Photo: Ann Carter"] == "caption"
    assert reasons["What good news!"] == "comment"


def test_a_probability_is_given_for_every_block() -> None:
    for each in classified():
        assert 0 <= each.probability <= 1
        assert each.probability >= PROBABLE or each.reason != "body"


def test_a_page_without_blocks_has_nothing_to_classify() -> None:
    assert classify_blocks(featurise([], page_text()), NOTHING_SEEN) == []


def test_what_is_probable_enough_is_body() -> None:
    assert chosen([PROBABLE, PROBABLE - 0.01, 0.9], [1, 1, 0]) == [True, False, True]


def test_less_is_needed_where_the_page_is_no_news_and_trafilatura_keeps_the_block() -> None:
    probabilities = [0.9, PROBABLE_IN_GUIDE, PROBABLE_IN_GUIDE, PROBABLE_IN_GUIDE - 0.01]
    recall = [1.0, 1.0, 0.5, 1.0]
    assert chosen(probabilities, recall, is_news=False) == [True, True, False, False]
    assert chosen(probabilities, recall) == [True, False, False, False]


@pytest.mark.parametrize(
    ("looks", "kept", "is_body"), [("aaa", 1.0, True), ("aaa", 0.5, False), ("aab", 1.0, False)]
)
def test_in_a_short_body_a_kept_sentence_that_looks_like_the_others_is_body(
    looks: str, kept: float, *, is_body: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    length = len("".join(TEXTS[:2]))
    monkeypatch.setattr(module, "SHORT_BODY", length + 1)
    assert chosen([0.9, 0.9, 0.1], [1, 1, kept], looks) == [True, True, is_body]
    monkeypatch.setattr(module, "SHORT_BODY", length)
    assert chosen([0.9, 0.9, 0.1], [1, 1, kept], looks) == [True, True, False]


@pytest.mark.parametrize(
    ("markup", "is_body"),
    [
        ("<p><a href='/2'>Read more: the mill will bake its own bread</a></p>", False),
        ("<p>[ALSO READ : <a href='/2'>The mill in the valley bakes bread again</a>]</p>", False),
        ("<p>Related: the mill will <a href='/2'>bake</a> its own bread.</p>", True),
        ("<h2><a href='/2'>More bread from the mill</a></h2>", True),
        ("<blockquote class='twitter-tweet'><p>Bread at five!</p></blockquote>", False),
        ("<blockquote class='large'><p>Bread at five!</p></blockquote>", True),
    ],
)
@pytest.mark.parametrize("probability", [0.1, 1.0])
def test_links_to_read_more_and_posts_are_no_body_whatever_the_model_says(
    markup: str, probability: float, *, is_body: bool
) -> None:
    of_page = blocks(f"<p>{LONG}</p>{markup}")
    found = choose(of_page, np.array([probability, 1.0]), np.ones(2), [], is_news=False)
    assert found[1] == is_body


@pytest.mark.parametrize("is_news", [True, False])
def test_where_nothing_is_probable_the_body_is_what_trafilatura_keeps(*, is_news: bool) -> None:
    probabilities = [POSSIBLE, POSSIBLE - 0.01, POSSIBLE]
    assert chosen(probabilities, [1, 1, 0.4], is_news=is_news) == [True, False, False]


def test_the_title_is_found_among_the_first_blocks_of_the_body_alone() -> None:
    others = ["Culture", "14 June", "Market square"]
    assert titled([TITLE]) == {0}
    assert titled([*others[: TITLE_BLOCKS - 1], TITLE]) == {TITLE_BLOCKS - 1}
    assert titled([*others[:TITLE_BLOCKS], TITLE]) == set()


def test_any_of_the_titles_counts_whatever_its_case_and_punctuation() -> None:
    assert titled(["«BAKERY» opens at FIVE!", "Bread at dawn"], (TITLE, "Bread at dawn")) == {0, 1}


def test_a_block_that_only_begins_like_the_title_is_no_title() -> None:
    assert titled([f"{TITLE} from May on"]) == set()


def test_the_title_is_called_so_whether_or_not_it_looks_like_body() -> None:
    assert [each.reason for each in classified() if each.block.text == TITLE] == ["title"]


def test_blocks_that_are_body_as_far_as_the_page_says_have_a_key() -> None:
    for each in classified():
        assert each.key == (block_key(each.block.text) if each.reason == "body" else 0)


def test_what_the_sites_other_articles_have_too_is_site_boilerplate_and_keeps_its_key() -> None:
    key = block_key(PARAGRAPHS[0])
    site = SiteBlocks(articles=64, seen={key: Recurrence(articles=64, among=64)})
    pairs = zip(classified(), classified(site), strict=True)
    changed = [with_site for alone, with_site in pairs if alone.reason != with_site.reason]
    assert [(each.block.text, each.reason) for each in changed] == [
        (PARAGRAPHS[0], "site_boilerplate")
    ]
    assert changed[0].key == key
