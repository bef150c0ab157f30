"""Which stored article a new text is a copy of, and what is stored about the copy."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from newsbot.dedup.parameters import PARAMETERS
from newsbot.items import Article, Copy, New
from newsbot.storage.articles.storing import ArticleStore
from tests.dedup.texts import FERRY, STATEMENT, THEATRE, cut, reworded
from tests.storage.making import NOON, article_on, fingerprinted, rows, store, story

FOUND_BY = (
    "SELECT method, round(similarity::numeric, 2)::float, round(containment::numeric, 2)::float"
)


@pytest.mark.parametrize(
    ("body", "found_by"),
    [
        (FERRY.upper(), ("exact", 1.0, 1.0)),
        (f"{FERRY}\n{THEATRE}", ("shingles", 0.7, 1.0)),
        (reworded(FERRY, 7), ("lead", 0.23, 0.38)),
    ],
)
def test_a_copy_says_how_alike_it_is_and_by_which_rule(
    engine: Engine, body: str, found_by: tuple[str, float, float]
) -> None:
    store(engine, article_on("gazette.example", FERRY), article_on("post.example", body))
    assert rows(engine, f"{FOUND_BY} FROM news.copies") == [found_by]
    assert rows(engine, "SELECT DISTINCT dedup_version FROM newsbot.articles") == [
        (PARAMETERS.version,)
    ]


@contextmanager
def statements(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """The SQL statements executed within the block, with their parameters."""
    executed: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        executed.append((statement, parameters))

    listen(engine, "before_cursor_execute", note)
    yield executed
    remove(engine, "before_cursor_execute", note)


def chain() -> list[Article]:
    """Five articles in a row, of which each is similar only to the ones before and after it."""
    text = story("chain", 400)
    return [
        article_on(f"paper{number}.example", cut(text, 50 * number, 50 * number + 150))
        for number in range(5)
    ]


@pytest.mark.parametrize("batches", [[5], [1, 1, 1, 1, 1], [2, 3], [4, 1]])
def test_copies_of_copies_point_to_the_first_however_they_are_stored(
    engine: Engine, batches: list[int]
) -> None:
    articles = iter(chain())
    for size in batches:
        store(engine, *(next(articles) for _ in range(size)))
    assert rows(engine, "SELECT id, copy_count FROM news.articles") == [(1, 4)]
    assert rows(engine, "SELECT DISTINCT copy_of FROM news.copies") == [(1,)]


def test_what_a_copy_is_alike_with_is_the_text_that_it_was_found_by(engine: Engine) -> None:
    first, second, third, *_ = chain()
    store(engine, first, second)
    (outcome,) = store(engine, third)
    assert isinstance(outcome, Copy)
    assert (outcome.original, outcome.match.article_id) == (1, 2)


@pytest.mark.parametrize(("part", "original"), [((0, 220), 1), ((20, 246), 2)])
def test_of_two_originals_that_it_is_like_a_copy_points_to_the_closer_one(
    engine: Engine, part: tuple[int, int], original: int
) -> None:
    store(engine, article_on("gazette.example", cut(FERRY, 0, 150)))
    store(engine, article_on("post.example", cut(FERRY, 90)))
    (outcome,) = store(engine, article_on("echo.example", cut(FERRY, *part)))
    assert isinstance(outcome, Copy)
    assert outcome.original == original


def test_of_a_storys_many_copies_one_is_read(engine: Engine) -> None:
    """The second text that is read belongs to another story with a common paragraph."""
    copies = [article_on(f"paper{n}.example", cut(FERRY, n, 220)) for n in range(5)]
    store(engine, *copies, article_on("post.example", f"{THEATRE} {cut(FERRY, 190)}"))
    with statements(engine) as executed:
        fingerprinted(engine, article_on("echo.example", cut(FERRY, 10)))
    assert [len(its["version_ids"]) for each, its in executed if "version.body" in each] == [2]


def test_where_the_likeliest_of_a_group_is_no_match_another_may_be(engine: Engine) -> None:
    """The likeliest text is the same template with other numbers, and so no copy."""
    begin, end = story("begin", 60), story("end", 45)
    store(engine, article_on("gazette.example", f"{begin} 11 12 13 14 15 16 17 {end}"))
    store(engine, article_on("post.example", begin))
    (outcome,) = store(engine, article_on("echo.example", f"{begin} 21 22 23 24 25 26 27 {end}"))
    assert isinstance(outcome, Copy)
    assert (outcome.original, outcome.match.article_id) == (1, 2)


def test_a_group_whose_likeliest_is_no_match_may_have_the_closest(engine: Engine) -> None:
    """As in the test before, with another story that contains most of the new text."""
    begin, end, most = story("begin", 40), story("end", 20), story("most", 120)
    store(engine, article_on("gazette.example", f"{begin} 11 12 13 14 15 16 17 {end}"))
    store(engine, article_on("post.example", begin))
    store(engine, article_on("mirror.example", f"{most} {story('other', 80)}"))
    ours = f"{begin} 21 22 23 24 25 26 27 {end} {most}"
    (outcome,) = store(engine, article_on("echo.example", ours))
    assert isinstance(outcome, Copy)
    assert (outcome.original, outcome.match.article_id) == (1, 2)


def test_the_likeliest_within_the_window_is_compared(engine: Engine) -> None:
    for hours, last in ((80, 230), (10, 150)):
        fetched_at = NOON - timedelta(hours=hours)
        store(engine, article_on(f"h{hours}.example", cut(FERRY, 0, last), fetched_at=fetched_at))
    (outcome,) = store(engine, article_on("echo.example", cut(FERRY, 0, 225)))
    assert isinstance(outcome, Copy)
    assert (outcome.original, outcome.match.article_id) == (1, 2)


def test_of_two_groups_that_it_is_like_the_closest_of_all_their_texts_counts(
    engine: Engine,
) -> None:
    for number, (first, last) in enumerate([(0, 150), (90, 244), (30, 100)]):
        store(engine, article_on(f"paper{number}.example", cut(FERRY, first, last)))
    (outcome,) = store(engine, article_on("echo.example", cut(FERRY, 20, 225)))
    assert isinstance(outcome, Copy)
    assert (outcome.original, outcome.match.article_id) == (1, 3)


def test_a_text_under_20_words_is_a_copy_of_the_same_words_only(engine: Engine) -> None:
    short = cut(FERRY, 0, 19)
    outcomes = store(
        engine,
        article_on("gazette.example", short),
        article_on("post.example", f"{short}!"),
        article_on("echo.example", cut(short, 0, 18)),
    )
    assert [type(outcome) for outcome in outcomes] == [New, Copy, New]
    assert rows(engine, "SELECT count(*) FROM newsbot.sketches") == [(0,)]


@pytest.mark.parametrize("at_once", [True, False])
def test_lines_that_recur_on_a_site_make_no_copies(engine: Engine, *, at_once: bool) -> None:
    bodies = [f"{STATEMENT}\n{cut(FERRY, 0, 60)}", f"{STATEMENT}\n{cut(THEATRE, 0, 60)}"]
    told, untold = (
        [
            article_on(f"{name}{number}.example", body, recurring_lines=lines)
            for number, body in enumerate(bodies)
        ]
        for name, lines in (("told", (0,)), ("untold", ()))
    )
    for articles, second in ((told, New), (untold, Copy)):
        batches = [articles] if at_once else [articles[:1], articles[1:]]
        outcomes = [outcome for batch in batches for outcome in store(engine, *batch)]
        assert type(outcomes[1]) is second


def test_a_copy_of_a_text_that_an_article_had_before_is_found(engine: Engine) -> None:
    store(engine, article_on("gazette.example", FERRY))
    store(engine, article_on("gazette.example", THEATRE))
    (outcome,) = store(engine, article_on("post.example", cut(FERRY, 0, 200)))
    assert isinstance(outcome, Copy)
    assert outcome.original == 1


def test_the_original_is_found_among_many_texts_with_one_paragraph(engine: Engine) -> None:
    """There are more texts with the paragraph than are read for one hash, and all are newer."""
    foot = cut(STATEMENT, 0, 60)
    store(engine, article_on("gazette.example", f"{FERRY} {foot}"))
    hot = [
        article_on("post.example", f"{story(str(n))} {foot}", str(n))
        for n in range(PARAMETERS.max_postings + 9)
    ]
    assert {type(outcome) for outcome in store(engine, *hot)} == {New}
    (outcome,) = store(engine, article_on("echo.example", f"{cut(FERRY, 20)} {foot}"))
    assert isinstance(outcome, Copy)
    assert outcome.original == 1


def test_what_another_crawl_stores_between_look_up_and_lock_is_found(engine: Engine) -> None:
    ours = [
        article_on("post.example", cut(FERRY, 0, 200)),
        article_on("post.example", THEATRE, "theatre"),
    ]
    looked_up = fingerprinted(engine, *ours)
    assert [item.match for item in looked_up] == [None, None]
    store(engine, article_on("echo.example", FERRY), article_on("echo.example", THEATRE, "theatre"))
    outcomes = ArticleStore(engine).store(looked_up)
    assert [each.original for each in outcomes if isinstance(each, Copy)] == [1, 2]


@pytest.mark.parametrize(("stored_since", "times"), [(False, 0), (True, 1)])
def test_what_was_stored_is_asked_again_only_if_there_is_more_since_the_look_up(
    engine: Engine, times: int, *, stored_since: bool
) -> None:
    store(engine, article_on("gazette.example", FERRY))
    looked_up = fingerprinted(engine, article_on("post.example", cut(FERRY, 0, 200)))
    if stored_since:
        store(engine, article_on("echo.example", THEATRE))
    with statements(engine) as executed:
        (outcome,) = ArticleStore(engine).store(looked_up)
    assert isinstance(outcome, Copy)
    assert sum("FROM newsbot.sketches" in each for each, _ in executed) == times


def test_equal_texts_are_copies_however_far_apart_they_are_fetched(engine: Engine) -> None:
    store(engine, article_on("gazette.example", FERRY, fetched_at=NOON - timedelta(days=9000)))
    (outcome,) = store(engine, article_on("post.example", FERRY))
    assert isinstance(outcome, Copy)
