"""A page is compared with the text of its own time, in whatever order pages are stored."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from newsbot.items import Article, Copy, Revised, Unchanged
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.versions.neighbours import Fetch, Known, read_neighbours
from newsbot.urls import url_key
from tests.storage.making import (
    NOON,
    article,
    article_on,
    fingerprinted_alone,
    rows,
    store,
    story,
)
from tests.storage.test_timeline import PAGES, Pages, runs, text_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VERSIONS = """
    SELECT split_part(body, ' ', 1), valid_from, is_current FROM news.article_versions
    ORDER BY valid_from
"""
AUTHORS = "SELECT authors FROM news.article_versions ORDER BY valid_from"
WRITTEN = """
    SELECT (SELECT count(*) FROM newsbot.versions), (SELECT count(*) FROM newsbot.amendments),
        (SELECT count(*) FROM newsbot.changes)
"""

FETCHED_TOMORROW = """
    UPDATE newsbot.versions
    SET fetched_at = newsbot.now() + interval '1 day', seen_until = newsbot.now() + interval '1 day'
    WHERE is_current;
    UPDATE newsbot.articles SET fetched_at = newsbot.now() + interval '1 day'
"""


def page(name: str, at: datetime = NOON, **fields: object) -> Article:
    return article("a", f"{name} {story(name)}", fetched_at=at, **fields)


def signed_at_odd_hours(hour: int, name: str, is_partial: bool) -> Article:  # noqa: FBT001 - of a tuple
    authors = (name,) if hour % 2 else ()
    body = f"{name} {text_of(name)}"
    at = NOON + hour * HOUR
    return article("a", body, fetched_at=at, is_partial=is_partial, authors=authors)


def at_hours(*pages: tuple[int, str]) -> list[Article]:
    return [page(name, NOON + hour * HOUR) for hour, name in pages]


def store_each(engine: Engine, *pages: Article) -> list[object]:
    """Each as a batch of its own."""
    return [outcome for each in pages for outcome in store(engine, each)]


def test_a_text_that_comes_back_is_the_current_one_again(engine: Engine) -> None:
    outcomes = store_each(engine, *at_hours((0, "A"), (1, "B"), (2, "A"), (3, "A")))
    assert outcomes[1:] == [
        Revised(article_id=1, version=2),
        Revised(article_id=1, version=3),
        Unchanged(article_id=1),
    ]
    assert rows(engine, VERSIONS) == [
        ("A", NOON, False),
        ("B", NOON + HOUR, False),
        ("A", NOON + 2 * HOUR, True),
    ]
    assert rows(engine, "SELECT version, left(body, 1) FROM news.articles") == [(3, "A")]


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pages=PAGES, seed=st.integers())
def test_order_and_batches_of_storing_do_not_tell_in_the_versions(
    engine: Engine, pages: Pages, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - orders and sizes only
    shuffled = chance.sample(pages, len(pages))
    left = [fingerprinted_alone(signed_at_odd_hours(*each)) for each in shuffled]
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE newsbot.articles CASCADE"))
    while left:
        size = chance.randint(1, len(left))
        ArticleStore(engine).store(left[:size])
        left = left[size:]
    found = rows(engine, VERSIONS)
    expected = runs(pages)
    assert [each[:2] for each in found] == [(name, NOON + at[0] * HOUR) for name, at in expected]
    assert [is_current for *_, is_current in found] == [*[False] * (len(found) - 1), True]
    for (authors,), (name, hours) in zip(rows(engine, AUTHORS), expected, strict=True):
        is_signed = any(hour % 2 for hour in hours) and not all(page[2] for page in pages)
        assert authors == [name] or not is_signed


def test_pages_stored_twice_in_another_order_write_nothing(engine: Engine) -> None:
    pages = at_hours((1, "A"), (2, "A"), (3, "B"), (4, "A"), (5, "C"), (6, "A"))
    store(engine, *pages)
    before = rows(engine, WRITTEN), rows(engine, "SELECT * FROM newsbot.versions ORDER BY id")
    store(engine, *reversed(pages))
    store_each(engine, *pages)
    assert before == (
        rows(engine, WRITTEN),
        rows(engine, "SELECT * FROM newsbot.versions ORDER BY id"),
    )


def test_a_page_between_two_fetches_of_another_text_parts_them(engine: Engine) -> None:
    store_each(engine, *at_hours((1, "A"), (2, "A"), (4, "A"), (5, "A")))
    assert store_each(engine, *at_hours((3, "B"))) == [Revised(article_id=1, version=2)]
    assert rows(engine, "SELECT version, valid_from, is_current, left(body, 1) "
                "FROM news.article_versions ORDER BY valid_from") == [
        (1, NOON + HOUR, False, "A"),
        (2, NOON + 3 * HOUR, False, "B"),
        (3, NOON + 4 * HOUR, True, "A"),
    ]  # fmt: skip


def test_a_text_that_was_there_earlier_begins_earlier(engine: Engine) -> None:
    store_each(engine, *at_hours((9, "B"), (0, "A")))
    assert store_each(engine, *at_hours((5, "B"))) == [Unchanged(article_id=1)]
    assert rows(engine, VERSIONS) == [("A", NOON, False), ("B", NOON + 5 * HOUR, True)]


def test_an_article_was_first_seen_when_its_oldest_page_was_fetched(engine: Engine) -> None:
    store_each(engine, *at_hours((9, "B"), (0, "A"), (5, "B")))
    shown = "SELECT first_seen_at, fetched_at FROM news.articles"
    assert rows(engine, shown) == [(NOON, NOON + 9 * HOUR)]


def test_two_texts_of_one_second_are_two_versions_however_often_they_are_read(
    engine: Engine,
) -> None:
    for _ in range(3):
        store_each(engine, page("A"), page("B"))
    assert rows(engine, VERSIONS) == [("A", NOON, False), ("B", NOON, True)]


@pytest.mark.parametrize("hours_back", [0, 30])
def test_what_a_clock_that_was_ahead_stored_does_not_hide_later_texts(
    engine: Engine, hours_back: int
) -> None:
    ((now,),) = rows(engine, "SELECT newsbot.now()")
    store_each(engine, page("A", now - 3 * DAY), page("B", now - 2 * DAY))
    with engine.begin() as connection:
        connection.execute(text(FETCHED_TOMORROW))
    store_each(engine, page("C", now - hours_back * HOUR), page("C", now))
    assert rows(engine, "SELECT left(body, 1), fetched_at FROM news.articles") == [("C", now)]
    ahead = "SELECT count(*) FROM newsbot.versions WHERE seen_until > newsbot.now()"
    assert rows(engine, ahead) == [(0,)]


def test_an_archive_that_names_a_time_ahead_gives_a_text_of_today(engine: Engine) -> None:
    store_each(engine, page("A"), page("B", NOON + 36_500 * DAY))
    ahead = "SELECT count(*) FROM news.all_articles WHERE fetched_at > newsbot.now()"
    assert rows(engine, ahead) == [(0,)]
    ((now,),) = rows(engine, "SELECT newsbot.now()")
    store_each(engine, page("C", now))
    assert rows(engine, "SELECT left(body, 1) FROM news.articles") == [("C",)]


def test_of_many_versions_only_the_neighbours_of_a_page_are_read(engine: Engine) -> None:
    store(engine, *at_hours(*((hour, f"T{hour}") for hour in range(40))))
    known: dict[bytes, Known] = {}
    asked = [Fetch(url_key=url_key(page("A").url), at=NOON + hour * HOUR) for hour in (9, 20)]
    with engine.connect() as connection:
        read_neighbours(connection, asked, known, NOON + 99 * HOUR)
    (found,) = known.values()
    assert [each.number for each in found.timeline.versions] == [9, 10, 11, 20, 21, 22, 40]
    assert found.newest_number == 40


def copy_at(name: str, at: datetime) -> Article:
    body = f"{name} {story(name)} and a local end"
    return article_on("post.example", body, f"{at:%Y%m%d}", fetched_at=at)


@pytest.mark.parametrize("days", [0, 30])
def test_copies_of_a_text_that_begins_earlier_are_found_on_all_its_days(
    engine: Engine, days: int
) -> None:
    store_each(engine, page("A", NOON + 30 * DAY), page("A", NOON))
    (outcome,) = store_each(engine, copy_at("A", NOON + days * DAY + HOUR))
    assert isinstance(outcome, Copy)


def test_copies_of_a_text_that_came_back_are_found(engine: Engine) -> None:
    store_each(engine, page("A", NOON), page("A", NOON + 60 * DAY), page("B", NOON + 30 * DAY))
    (outcome,) = store_each(engine, copy_at("A", NOON + 60 * DAY + HOUR))
    assert isinstance(outcome, Copy)
