"""A page that was cut off is stored where nothing is, and gives way to a whole one."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import Engine

from newsbot.items import Article, New, Outcome, Revised, Unchanged
from newsbot.storage.articles.storing import ArticleStore
from tests.storage.making import NOON, article, rejection, rows, store, words

HOUR = timedelta(hours=1)
SHOWN = "SELECT word_count, is_partial, version FROM news.articles"
VERSIONS = """
    SELECT word_count, valid_from, valid_to, is_current FROM news.article_versions
    ORDER BY valid_from
"""
WRITTEN = "SELECT id, number, fetched_at, seen_until, is_current FROM newsbot.versions ORDER BY id"
TRIES = "SELECT state, tries, next_at FROM newsbot.frontier"


def page(length: int, hour: int = 0, *, is_partial: bool = False) -> Article:
    return article("a", words(0, length), fetched_at=NOON + hour * HOUR, is_partial=is_partial)


def cut(length: int, hour: int = 0) -> Article:
    return page(length, hour, is_partial=True)


def store_each(engine: Engine, *pages: Article) -> list[Outcome]:
    return [outcome for each in pages for outcome in store(engine, each)]


def test_a_partial_page_is_stored_where_nothing_is_and_tried_again(engine: Engine) -> None:
    ArticleStore(engine).store([rejection("a")])
    (outcome,) = store(engine, cut(60))
    assert isinstance(outcome, New)
    assert rows(engine, SHOWN) == [(60, True, 1)]
    assert rows(engine, TRIES) == [("pending", 1, NOON + HOUR / 4)]
    assert rows(engine, "SELECT url FROM news.rejections") == []


def test_a_whole_page_takes_the_place_of_a_partial_one(engine: Engine) -> None:
    outcomes = store_each(engine, cut(60), page(100, 1))
    assert outcomes[1] == Revised(article_id=1, version=2)
    assert rows(engine, SHOWN) == [(100, False, 2)]
    assert rows(engine, TRIES)[0][0] == "done"


def test_a_partial_page_never_takes_the_place_of_a_whole_one(engine: Engine) -> None:
    outcomes = store_each(engine, page(100), cut(60, 1), cut(60, -1))
    assert outcomes[1:] == [Unchanged(article_id=1)] * 2
    assert rows(engine, SHOWN) == [(100, False, 1)]
    assert rows(engine, TRIES)[0][0] == "pending"


def test_a_whole_page_from_an_archive_shows_rather_than_a_later_partial_one(
    engine: Engine,
) -> None:
    store_each(engine, cut(60), page(100, -1))
    assert rows(engine, SHOWN) == [(100, False, 2)]


def test_of_partial_pages_the_longer_one_stays(engine: Engine) -> None:
    outcomes = store_each(engine, cut(60), cut(80, 1), cut(70, 2), cut(80, 3))
    assert outcomes[1:] == [
        Revised(article_id=1, version=2),
        Unchanged(article_id=1),
        Unchanged(article_id=1),
    ]
    assert rows(engine, SHOWN) == [(80, True, 2)]


def test_a_text_that_proves_whole_is_partial_no_more(engine: Engine) -> None:
    outcomes = store_each(engine, cut(60), page(60, 1))
    assert outcomes[1] == Unchanged(article_id=1)
    assert rows(engine, SHOWN) == [(60, False, 1)]


def test_a_part_that_proves_the_whole_text_later_is_a_version_from_then_on(engine: Engine) -> None:
    outcomes = store_each(engine, cut(60), page(100, -1), page(60, 1))
    assert outcomes[2] == Revised(article_id=1, version=3)
    assert rows(engine, VERSIONS) == [
        (100, NOON - HOUR, NOON + HOUR, False),
        (60, NOON + HOUR, None, True),
    ]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_parts_between_whole_pages_leave_one_version_in_any_order(
    engine: Engine, order: tuple[int, ...]
) -> None:
    pages = page(100), cut(60, 24), page(100, 48), cut(70, 72)
    store_each(engine, *(pages[each] for each in order))
    assert rows(engine, VERSIONS) == [(100, NOON, None, True)]
    written = rows(engine, WRITTEN)
    store_each(engine, *pages)
    assert rows(engine, WRITTEN) == written


def test_of_parts_the_longest_is_shown_whenever_it_was_fetched(engine: Engine) -> None:
    store_each(engine, cut(60), cut(80, -24), cut(70, 24))
    assert rows(engine, VERSIONS) == [(80, NOON - 24 * HOUR, None, True)]


def test_partial_and_whole_pages_of_one_batch_follow_the_same_rules(engine: Engine) -> None:
    store(engine, cut(60), page(100, 1), cut(50, 2))
    assert rows(engine, SHOWN) == [(100, False, 2)]
