"""What the other articles of a site say of a block: histories of sites, and who is dropped."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbot.extraction.page.boilerplate import (
    RECURRING,
    block_key,
    count_blocks,
    is_boilerplate,
    likelihood_ratio,
    with_recurring_lines,
)
from newsbot.items import NOTHING_SEEN, Recurrence, SiteBlocks
from tests.extraction.making import PARAGRAPHS, article

APPEAL, BACKGROUND, SUBHEADING = (
    block_key(text) for text in ("Support us", "In 2019", "Reactions")
)
HAS = Recurrence


def share(key: int, every: int, articles: int = 60) -> list[set[int]]:
    """Articles of which each `every`th has the block."""
    return [{key} if place % every == every - 1 else set() for place in range(articles)]


def dropped_up_to(site: SiteBlocks, key: int) -> float:
    """The probability up to which a block is dropped, to a thousandth."""
    return max((n / 1000 for n in range(1001) if is_boilerplate(key, n / 1000, site)), default=-1)


def test_a_key_is_the_same_for_ever_and_a_signed_bigint() -> None:
    assert block_key("Support us!") == APPEAL == 143790444559988648
    assert -(2**63) <= min(map(block_key, map(str, range(100)))) < 0


def test_blocks_that_read_alike_have_one_key() -> None:
    assert block_key("  READ -- more: here") == block_key("Read more here")
    assert block_key("Read more here") != block_key("Read more there")


def test_only_blocks_of_two_articles_count_as_seen() -> None:
    site = count_blocks([{1, 2}, {2, 3}, {4}])
    assert site == SiteBlocks(articles=3, seen={2: HAS(articles=2, among=2)})


def test_articles_farther_than_any_that_has_the_block_say_nothing() -> None:
    site = count_blocks([{1}, set(), {1}, *[{2}] * 40])
    assert site.seen[1] == HAS(articles=2, among=3)


def test_of_the_first_two_pages_of_a_site_nothing_is_known() -> None:
    for articles in ([], [{APPEAL}]):
        assert not is_boilerplate(APPEAL, 0.0, count_blocks(articles))
    assert not is_boilerplate(APPEAL, 0.0, NOTHING_SEEN)


def test_on_the_third_page_what_both_others_have_is_dropped_unless_it_is_surely_body() -> None:
    site = count_blocks([{APPEAL}, {APPEAL}])
    assert is_boilerplate(APPEAL, 0.97, site)
    assert not is_boilerplate(APPEAL, 0.995, site)


def test_what_every_article_has_is_dropped_however_much_it_looks_like_body() -> None:
    assert dropped_up_to(count_blocks([{APPEAL}] * 64), APPEAL) == 0.999


@pytest.mark.parametrize(("hour", "probability"), [(2, 0.97), (5, 0.99), (10, 0.999)])
def test_a_teaser_list_that_changes_daily_is_caught_every_day(
    hour: int, probability: float
) -> None:
    """An article an hour; each has its own text and the five teasers of its day."""
    days = [[{day * 100 + number for number in range(5)}] * 12 for day in range(20)]
    today = days[-1][:hour]
    earlier = [article for day in reversed(days[:-1]) for article in day]
    site = count_blocks([*today, *earlier][:64])
    assert all(is_boilerplate(1900 + number, probability, site) for number in range(5))


def test_the_background_of_a_running_story_stays() -> None:
    """On each tenth article of the site, as a paragraph that its pages make body for sure."""
    site = count_blocks(share(BACKGROUND, every=10))
    assert not is_boilerplate(BACKGROUND, 0.9, site)
    assert is_boilerplate(BACKGROUND, 0.5, site)


def test_a_subheading_stays_unless_most_articles_have_it() -> None:
    assert not is_boilerplate(SUBHEADING, 0.98, count_blocks(share(SUBHEADING, every=3)))
    most = [{SUBHEADING}, {SUBHEADING}, set()] * 20
    assert is_boilerplate(SUBHEADING, 0.98, count_blocks(most))


@pytest.mark.parametrize(
    ("articles", "lowest", "highest"),
    [(2, 0.4, 0.5), (4, 0.55, 0.65), (13, 0.85, 0.9), (36, 0.985, 0.995), (52, 0.998, 0.9995)],
)
def test_after_many_articles_the_share_decides(
    articles: int, lowest: float, highest: float
) -> None:
    site = SiteBlocks(articles=64, seen={1: HAS(articles=articles, among=64)})
    assert lowest < dropped_up_to(site, 1) < highest


def test_what_is_body_beyond_doubt_stays_and_what_is_not_at_all_goes() -> None:
    site = count_blocks([{1}] * 64)
    assert not is_boilerplate(1, 1.0, site)
    assert is_boilerplate(1, 0.0, site)


@given(st.integers(2, 64), st.integers(0, 62))
def test_each_further_article_with_the_block_tells_more_against_it(seen: int, without: int) -> None:
    fewer, more = (
        HAS(articles=count, among=seen + without + 1) for count in (seen, seen + 1)
    )  # of the same articles
    assert likelihood_ratio(fewer) < likelihood_ratio(more)


@given(st.lists(st.frozensets(st.integers(0, 9))))
def test_what_is_seen_does_not_depend_on_the_order_of_blocks(
    articles: list[frozenset[int]],
) -> None:
    listed = [sorted(blocks) for blocks in articles]
    turned = [sorted(blocks, reverse=True) for blocks in articles]
    assert count_blocks(listed) == count_blocks(turned)


BODY = "\n".join(["Support us!", PARAGRAPHS[0], "In 2019", PARAGRAPHS[1], "support us"])


def recurring_lines(*seen_on: list[set[int]]) -> list[tuple[int, ...]]:
    """What is found in BODY after each of these articles."""
    found = replace(article(), body=BODY)
    return [with_recurring_lines(found, count_blocks(each)).recurring_lines for each in seen_on]


def test_lines_that_three_other_articles_of_the_site_have_are_named_by_their_numbers() -> None:
    assert RECURRING == 3
    assert recurring_lines([{APPEAL}] * 3, [{APPEAL, BACKGROUND}] * 3) == [(0, 4), (0, 2, 4)]


def test_what_two_have_does_not_recur_yet() -> None:
    assert recurring_lines([], [{APPEAL}], [{APPEAL}] * 2) == [(), (), ()]


def test_of_how_many_articles_three_have_it_does_not_matter() -> None:
    assert recurring_lines([{APPEAL}, {BACKGROUND}, set()] * 3) == [(0, 2, 4)]


def test_of_an_unknown_site_no_line_recurs_and_the_article_is_as_it_was() -> None:
    found = article()
    assert with_recurring_lines(found, NOTHING_SEEN) is found


def test_recurring_lines_change_nothing_else_of_an_article() -> None:
    found = article()
    site = count_blocks([set(map(block_key, PARAGRAPHS))] * 3)
    told = with_recurring_lines(found, site)
    assert told.recurring_lines == (0, 1, 2)
    assert replace(told, recurring_lines=()) == found
