"""Groups resolved again change nothing until they are written; then readers see all changes."""

import pytest
from sqlalchemy import Engine

from newsbot.storage.rewriting.redecide import differences as writing
from newsbot.storage.rewriting.redecide.differences import (
    Differences,
    differences,
    discard,
    examples,
    write_all,
)
from tests.dedup.texts import FERRY, THEATRE, cut
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.regrouping import (
    AGENCY,
    DATELINE,
    GROUPS,
    HOUR,
    change,
    count_differing,
    point,
    resolve,
    store_collection,
    write,
)

SEEN = (
    "SELECT * FROM news.all_articles ORDER BY id",
    "SELECT * FROM news.articles ORDER BY id",
    "SELECT * FROM news.copies ORDER BY article_id",
    "SELECT * FROM news.changes ORDER BY change_id",
)
COUNTS = "SELECT id, copy_count FROM news.articles ORDER BY id"
MERGED = "SELECT article_id FROM news.changes WHERE op = 'merge' ORDER BY article_id"


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes each transaction write three groups only."""
    monkeypatch.setattr(writing, "BATCH", 3)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("seed", [0, 2])
def test_groups_changed_by_hand_become_what_storing_made_them(engine: Engine, seed: int) -> None:
    store_collection(engine, seed)
    stored, counts = rows(engine, GROUPS), rows(engine, COUNTS)
    point(engine, [1], None)
    point(engine, [each for each, _ in stored[1:] if each % 3], 1)
    point(engine, [each for each, _ in stored if each % 3 == 0], None)
    differing = [now for now, then in zip(rows(engine, GROUPS), stored, strict=True) if now != then]
    resolve(engine)
    assert count_differing(engine) == len(differing)
    write(engine)
    assert (rows(engine, GROUPS), rows(engine, COUNTS)) == (stored, counts)
    assert {each for (each,) in rows(engine, MERGED)} >= {each for each, _ in differing}


def test_readers_see_nothing_before_it_is_written(engine: Engine) -> None:
    store(engine, *(article(str(n), FERRY) for n in range(3)))
    point(engine, [2], None)
    before = [rows(engine, view) for view in SEEN]
    resolve(engine)
    assert count_differing(engine) == 1
    assert [rows(engine, view) for view in SEEN] == before
    discard(engine)
    assert differences(engine).compared == 0


def test_differences_are_counted_by_kind_with_examples(engine: Engine) -> None:
    texts = (FERRY, FERRY, THEATRE, THEATRE, story("storm"))
    store(engine, *(article(str(n), body) for n, body in enumerate(texts, start=1)))
    point(engine, [2], None)
    point(engine, [4, 5], 1)
    resolve(engine)
    assert differences(engine) == Differences(
        compared=5, new_copies=1, no_copies_any_more=1, other_original=1
    )
    site = "https://gazette.example"
    told = [tuple(each.values())[:3] for each in examples(engine, 2)]
    assert told == [(f"{site}/5", f"{site}/1", None), (f"{site}/4", f"{site}/1", f"{site}/3")]


def test_each_article_that_moves_is_told_once_and_copies_are_counted(engine: Engine) -> None:
    for site in ("gazette.example", "post.example", AGENCY):
        store(engine, article_on(site, FERRY if site == AGENCY else f"{DATELINE} {FERRY}"))
    store(engine, article("alone", THEATRE))
    point(engine, [3], None)
    point(engine, [1, 4], 2)
    point(engine, [2], None)
    change(engine, "TRUNCATE newsbot.changes")
    resolve(engine)
    assert write(engine) == 3
    assert rows(engine, MERGED) == [(1,), (2,), (4,)]
    assert rows(engine, "SELECT article_id, copy_of FROM news.copies") == [(1, 3), (2, 3)]
    assert rows(engine, COUNTS) == [(3, 2), (4, 0)]


@pytest.mark.usefixtures("small_batches")
def test_interrupted_writing_goes_on(engine: Engine) -> None:
    store_collection(engine, seed=3)
    stored = rows(engine, GROUPS)
    point(engine, [each for each, _ in stored], None)
    resolve(engine)
    next(write_all(engine))
    assert rows(engine, GROUPS) != stored
    write(engine)
    assert rows(engine, GROUPS) == stored
    assert differences(engine).compared == 0


@pytest.mark.usefixtures("small_batches")
def test_after_interrupted_writing_the_walk_may_be_repeated(engine: Engine) -> None:
    store_collection(engine, seed=4)
    stored = rows(engine, GROUPS)
    point(engine, [each for each, _ in stored], None)
    resolve(engine)
    next(write_all(engine))
    resolve(engine)
    write(engine)
    assert rows(engine, GROUPS) == stored


def test_an_original_that_a_crawl_stores_meanwhile_leads_the_group(engine: Engine) -> None:
    for site in ("gazette.example", "post.example", "echo.example"):
        store(engine, article_on(site, f"{DATELINE} {FERRY}"))
    point(engine, [2], None)
    resolve(engine)
    store(engine, article_on(AGENCY, FERRY))
    assert rows(engine, GROUPS) == [(1, 4), (2, None), (3, 4), (4, None)]
    assert count_differing(engine) == 1
    assert write(engine) == 1
    assert rows(engine, GROUPS) == [(1, 4), (2, 4), (3, 4), (4, None)]


def test_copies_that_a_crawl_stores_meanwhile_follow_their_group(engine: Engine) -> None:
    store(engine, article_on("gazette.example", f"{DATELINE} {FERRY}"))
    store(engine, article_on(AGENCY, FERRY))
    point(engine, [1, 2], None)
    resolve(engine)
    store(engine, article_on("post.example", f"{DATELINE} {FERRY}"))
    store(engine, article_on("echo.example", cut(FERRY, 0, 200)))
    change(engine, "TRUNCATE newsbot.changes")
    assert write(engine) == 2
    assert rows(engine, GROUPS) == [(1, 2), (2, None), (3, 2), (4, 2)]
    assert rows(engine, MERGED) == [(1,), (3,)]


def test_what_a_crawl_takes_over_meanwhile_joins_its_group_when_the_walk_goes_on(
    engine: Engine,
) -> None:
    ended = f"{FERRY} {THEATRE}"
    store(engine, article_on("gazette.example", FERRY, published_at=NOON))
    store(engine, article_on("post.example", ended, published_at=NOON + HOUR))
    point(engine, [2], None)
    resolve(engine)
    store(engine, article_on("echo.example", ended, published_at=NOON - HOUR))
    assert rows(engine, GROUPS) == [(1, None), (2, 3), (3, None)]
    resolve(engine)
    write(engine)
    assert rows(engine, GROUPS) == [(1, 3), (2, 3), (3, None)]
