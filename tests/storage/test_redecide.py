"""Resolving stored articles again gives the same groups of copies as storing them."""

from datetime import date

import pytest
from sqlalchemy import Engine

from newsbot.errors import ConfigurationError
from newsbot.storage.rewriting.redecide import resolving
from newsbot.storage.rewriting.redecide.differences import discard, resolved_since
from newsbot.storage.rewriting.redecide.resolving import plan_walk, resolve_again
from tests.dedup.texts import FERRY, THEATRE, cut
from tests.storage.making import NOON, article, article_on, rows, store, story, words
from tests.storage.regrouping import (
    AGENCY,
    DATELINE,
    DAY,
    EVER,
    GROUPS,
    HOUR,
    change,
    count_differing,
    point,
    resolve,
    store_collection,
    write,
)

RESOLVED = "SELECT article_id, original FROM newsbot.redecisions ORDER BY article_id"
SKETCHES = "SELECT count(*), count(DISTINCT (hash, version_id)) FROM newsbot.sketches"
LATER = NOON + DAY


def drop(engine: Engine, day: date) -> None:
    change(engine, f"DROP TABLE newsbot.sketches_{day:%Y%m%d}")
    change(engine, "DELETE FROM newsbot.sketch_days WHERE day = :day", day=day)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes each transaction resolve three texts only."""
    monkeypatch.setattr(resolving, "BATCH", 3)


@pytest.mark.parametrize("batch", [3, 100])
@pytest.mark.parametrize("seed", [0, 2, 3, 4])
def test_what_this_version_stored_differs_in_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, seed: int, batch: int
) -> None:
    """With seed 1, the only one of 50, groups do differ: a text matches two groups.

    A crawl may find each of them by another look-up, which compares only the likeliest text of each
    group.
    """
    monkeypatch.setattr(resolving, "BATCH", batch)
    store_collection(engine, seed)
    before = rows(engine, GROUPS)
    assert resolve(engine) == len(before)
    assert rows(engine, RESOLVED) == [(each, original or each) for each, original in before]
    assert write(engine) == 0
    assert rows(engine, GROUPS) == before


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("days", [1, 4])
def test_what_came_since_some_day_differs_in_nothing_either(engine: Engine, days: int) -> None:
    store_collection(engine, seed=6)
    resolve(engine, NOON + days * DAY)
    assert count_differing(engine) == 0


@pytest.mark.usefixtures("small_batches")
def test_stored_groups_do_not_matter_for_what_is_resolved_again(engine: Engine) -> None:
    store_collection(engine, seed=7)
    stored = rows(engine, GROUPS)
    point(engine, [1], None)
    point(engine, list(range(2, len(stored) + 1)), 1)
    resolve(engine)
    assert rows(engine, RESOLVED) == [(each, original or each) for each, original in stored]


@pytest.mark.usefixtures("small_batches")
def test_an_interrupted_walk_goes_on_where_it_was(engine: Engine) -> None:
    store(engine, *(article(str(n), story(str(n))) for n in range(8)))
    walk = plan_walk(engine, EVER)
    assert (walk.articles, next(resolve_again(engine, walk))) == (8, 3)
    assert plan_walk(engine, EVER).articles == 5
    assert resolve(engine) == 5
    assert resolve(engine) == 0


@pytest.mark.usefixtures("small_batches")
def test_two_walks_at_once_share_the_work(engine: Engine) -> None:
    store(engine, *(article(str(n), story(str(n))) for n in range(8)))
    one, other = (resolve_again(engine, plan_walk(engine, EVER)) for _ in range(2))
    assert [next(one), next(other), next(one)] == [3, 3, 2]
    assert [*one, *other] == []


@pytest.mark.usefixtures("small_batches")
def test_what_is_stored_during_the_walk_is_resolved_by_it(engine: Engine) -> None:
    store(engine, *(article(str(n), story(str(n))) for n in range(4)))
    batches = resolve_again(engine, plan_walk(engine, EVER))
    next(batches)
    store(engine, article("copy", story("0")))
    assert list(batches) == [2]
    assert rows(engine, RESOLVED)[-1] == (5, 1)


def test_a_longer_walk_begins_anew(engine: Engine) -> None:
    store(engine, article("a"), article("b", FERRY, fetched_at=LATER))
    assert resolve(engine, LATER) == 1
    with pytest.raises(ConfigurationError, match=r"since 2026-05-12 12:00 .*--discard"):
        plan_walk(engine, NOON)
    discard(engine)
    assert resolve(engine, NOON) == 2


@pytest.mark.usefixtures("small_batches")
def test_an_interrupted_walk_goes_on_as_it_began_if_less_is_asked_for(engine: Engine) -> None:
    store(engine, *(article(str(n), story(str(n)), fetched_at=NOON + n * DAY) for n in range(8)))
    next(resolve_again(engine, plan_walk(engine, EVER)))
    assert resolve(engine, NOON + 7 * DAY) == 5


def test_articles_of_before_there_were_numbers_get_theirs(engine: Engine) -> None:
    store(engine, article("news/ferry-12345678.html"))
    change(engine, "UPDATE newsbot.articles SET article_number = NULL")
    resolve(engine)
    assert rows(engine, "SELECT article_number FROM newsbot.articles") == [("12345678",)]


def test_what_another_version_resolved_is_neither_continued_nor_written(engine: Engine) -> None:
    store(engine, article("a"))
    resolve(engine)
    assert resolved_since(engine) == EVER
    change(engine, "UPDATE newsbot.redecisions SET dedup_version = 1")
    with pytest.raises(ConfigurationError, match="another version of newsbot"):
        resolved_since(engine)
    with pytest.raises(ConfigurationError, match="another version of newsbot"):
        plan_walk(engine, EVER)


def test_earlier_articles_are_left_alone_and_found_as_originals(engine: Engine) -> None:
    store(engine, article("a", FERRY), article("b", FERRY))
    store(engine, article("c", cut(FERRY, 0, 200), fetched_at=LATER))
    point(engine, [1, 2, 3], None)
    assert resolve(engine, LATER) == 1
    write(engine)
    assert rows(engine, GROUPS) == [(1, None), (2, None), (3, 1)]


def test_a_later_original_takes_an_earlier_article_over_with_its_copies(engine: Engine) -> None:
    for site in ("gazette.example", "post.example"):
        store(engine, article_on(site, f"{DATELINE} {FERRY}"))
    store(engine, article_on(AGENCY, FERRY, fetched_at=LATER))
    point(engine, [1, 3], None)
    point(engine, [2], 1)
    resolve(engine, LATER)
    write(engine)
    assert rows(engine, GROUPS) == [(1, 3), (2, 3), (3, None)]


@pytest.mark.usefixtures("small_batches")
def test_an_original_that_came_last_leads_nobody_before_it_came(engine: Engine) -> None:
    """The second article was published before the third, and so might be the original.

    But the first article names the third as its origin, so the third takes over the group.
    """
    store(engine, article_on("gazette.example", f"{DATELINE} {FERRY}", published_at=NOON - HOUR))
    store(
        engine,
        article_on("post.example", FERRY, published_at=NOON - HOUR, fetched_at=LATER),
        article_on(AGENCY, FERRY, published_at=NOON, fetched_at=LATER),
    )
    assert rows(engine, GROUPS) == [(1, 3), (2, 3), (3, None)]
    assert resolve(engine, LATER) == 2
    assert count_differing(engine) == 0


@pytest.mark.usefixtures("small_batches")
def test_what_is_like_a_copy_of_an_earlier_group_follows_it_to_its_later_original(
    engine: Engine,
) -> None:
    """The end of the second text is only in the last one, which is not in the third's batch."""
    ended = f"{DATELINE} {FERRY} {THEATRE}"
    store(engine, article_on("gazette.example", f"{DATELINE} {FERRY}"))
    store(engine, article_on("post.example", ended))
    store(engine, article_on(AGENCY, FERRY, fetched_at=LATER))
    store(engine, *(article(str(n), story(str(n)), fetched_at=LATER) for n in range(3)))
    store(engine, article_on("echo.example", ended, fetched_at=LATER))
    point(engine, [1, 3, 7], None)
    point(engine, [2], 1)
    resolve(engine, LATER)
    assert rows(engine, RESOLVED)[-1] == (7, 3)


@pytest.mark.usefixtures("small_batches")
def test_what_was_revised_later_does_not_count_for_who_leads(engine: Engine) -> None:
    store(engine, article_on("gazette.example", FERRY, published_at=NOON))
    store(engine, article_on("post.example", FERRY, published_at=NOON + HOUR))
    store(engine, *(article(str(n), story(str(n))) for n in range(3)))
    store(engine, article_on("echo.example", FERRY, published_at=NOON + HOUR))
    store(engine, article_on("gazette.example", f"{FERRY} {THEATRE}", published_at=NOON + 2 * HOUR))
    resolve(engine)
    assert count_differing(engine) == 0


def test_sketches_of_dropped_days_are_made_anew_and_none_twice(engine: Engine) -> None:
    store_collection(engine, seed=8)
    ((sketches, _),) = rows(engine, SKETCHES)
    for day in (date(2026, 5, 12), date(2026, 5, 14)):
        drop(engine, day)
    assert rows(engine, SKETCHES)[0][0] < sketches
    for _ in range(2):
        resolve(engine)
        assert rows(engine, SKETCHES) == [(sketches, sketches)]
        discard(engine)


def test_no_day_of_the_walk_is_dropped_when_it_opens_another(engine: Engine) -> None:
    long_ago = NOON - 30 * DAY
    store(engine, article("a", FERRY, fetched_at=long_ago))
    store(engine, article("b", THEATRE, fetched_at=long_ago + DAY))
    drop(engine, date(2026, 4, 12))
    change(engine, "UPDATE newsbot.sketch_days SET touched_at = now() - interval '8 days'")
    resolve(engine)
    days = rows(engine, "SELECT day::text FROM newsbot.sketch_days ORDER BY day")
    assert days == [("2026-04-11",), ("2026-04-12",)]


def test_hash_and_word_count_of_an_older_release_are_renewed(
    engine: Engine,
) -> None:
    """The texts are so short that only their hash finds them."""
    store(engine, article("a", words(0, 15)), article("b", words(0, 15).upper()))
    hashes = "SELECT content_sha256, word_count FROM newsbot.versions ORDER BY id"
    stored = rows(engine, hashes)
    point(engine, [2], None)
    change(engine, "UPDATE newsbot.versions SET content_sha256 = sha256(convert_to(body, 'UTF8'))")
    change(engine, "UPDATE newsbot.versions SET word_count = 99")
    assert rows(engine, hashes) != stored
    resolve(engine)
    assert rows(engine, hashes) == stored
    assert rows(engine, RESOLVED) == [(1, 1), (2, 1)]
