"""A page is extracted again only where that may change the result, and then nothing is missed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.extraction.article import extract_page
from newsbot.extraction.further_pages import Extracted
from newsbot.extraction.page.boilerplate import (
    AskedBlocks,
    count_blocks,
    is_boilerplate,
    may_turn,
)
from newsbot.items import NOTHING_SEEN, Article, Recurrence, SiteBlocks
from tests.extraction.making import PAGES, PARAGRAPHS, fetched, html

SAVED = sorted(PAGES.rglob("*.html"))
# Pages whose text is in JSON-LD or in a script are among the saved pages, and live blogs.
MOTTOES = (
    "The Gazette is printed on the old quay, and has been since the first lamp was lit there.",
    "Subscribe to our newsletter and get the best stories of the harbour in your inbox.",
    "Photos of the launch are on the board beside the chandler's door for the whole of May.",
)


def first(body: bytes) -> tuple[Extracted, dict[int, float]]:
    """What is on a page if nothing is known of its site, and the blocks that were asked about."""
    nothing_seen = AskedBlocks()
    found = extract_page(fetched(body), boilerplate=nothing_seen)
    return found, nothing_seen.asked


def pages_of_a_site(chance: random.Random) -> list[bytes]:
    """Pages with a part of the site's mottoes each, and some that are too short for an article."""
    pages = []
    for number in range(12):
        own = [f"On day {number} of May: {line}" for line in PARAGRAPHS]
        own = own[:1] if number % 6 == 5 else own
        own += [motto for motto in MOTTOES if chance.random() < 0.7]
        pages.append(html(body="".join(f"<p>{line}</p>" for line in own)))
    return pages


def test_extracting_again_only_where_it_may_turn_equals_extracting_all_again() -> None:
    again = same = 0
    for seed in (1, 2):
        pages = pages_of_a_site(random.Random(seed))  # noqa: S311 - the same each time
        seen: list[tuple[int, ...]] = []
        for body in pages:
            site = count_blocks(list(reversed(seen)))
            found, asked = first(body)
            whole = extract_page(fetched(body), boilerplate=site)
            if may_turn(asked, site):
                again += found != whole
            else:
                same += 1
                assert found == whole
            if isinstance(whole.result, Article):
                seen.append(whole.result.block_keys)
    assert again
    assert same


@pytest.mark.parametrize("saved", SAVED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_saved_page_stays_the_same_if_no_answer_turns(saved) -> None:
    """Whatever it is: an article, a rejected page, a text from JSON-LD, a live blog."""
    body = saved.read_bytes()
    found, asked = first(body)
    # What other articles have is just not enough for each block: one step more would turn it.
    almost = {
        key: Recurrence(articles=articles, among=64)
        for key, probability in asked.items()
        if (articles := most_without_turning(key, probability)) >= 2
    }
    site = SiteBlocks(articles=64, seen=almost)
    assert not may_turn(asked, site)
    assert extract_page(fetched(body), boilerplate=site) == found


def most_without_turning(key: int, probability: float) -> int:
    """How many of 64 articles may have a block that is no boilerplate yet."""
    return max(
        number
        for number in range(65)
        if not is_boilerplate(
            key,
            probability,
            SiteBlocks(seen={key: Recurrence(articles=number, among=64)} if number > 1 else {}),
        )
    )


def test_a_block_that_is_asked_about_twice_may_turn_with_its_lower_probability() -> None:
    nothing_seen = AskedBlocks()
    for probability in (0.9, 0.4, 0.7):
        assert not is_boilerplate(1, probability, nothing_seen)
    assert nothing_seen.asked == {1: 0.4}


@given(st.floats(0, 1), st.integers(2, 64))
def test_may_turn_is_what_is_boilerplate_says_of_any_block(probability: float, number: int) -> None:
    site = SiteBlocks(articles=64, seen={1: Recurrence(articles=number, among=64)})
    assert may_turn({1: probability, 2: 0.0}, site) is is_boilerplate(1, probability, site)
    assert not may_turn({1: probability}, NOTHING_SEEN)
