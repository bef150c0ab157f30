"""A page that was cut off is stored where nothing is, and gives way to a whole one."""

from datetime import timedelta

from sqlalchemy import Engine

from newsbot.items import Amended, Article, New, Outcome, Revised, Unchanged
from newsbot.storage.articles import ArticleStore
from tests.storage.making import NOON, article, rejection, rows, store, words

HOUR = timedelta(hours=1)
SHOWN = "SELECT word_count, is_partial, version FROM news.articles"
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


def test_a_later_text_that_proves_whole_is_current(engine: Engine) -> None:
    outcomes = store_each(engine, cut(60), page(100, -1), page(60, 1))
    assert outcomes[2] == Amended(article_id=1)
    assert rows(engine, SHOWN) == [(60, False, 1)]
    assert len(rows(engine, "SELECT FROM news.changes")) == 3


def test_partial_and_whole_pages_of_one_batch_follow_the_same_rules(engine: Engine) -> None:
    store(engine, cut(60), page(100, 1), cut(50, 2))
    assert rows(engine, SHOWN) == [(100, False, 2)]
