"""Crawls store, and others delete and resolve, while `scrapy dedup` compares without the lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from newsbot.storage.rewriting.ownership.forgetting_articles import (
    articles_named,
    delete_forgotten,
    set_article_forgotten,
)
from newsbot.storage.rewriting.redecide import resolving
from newsbot.storage.rewriting.redecide.resolving import plan_walk, resolve_again
from tests.dedup.texts import FERRY
from tests.storage.making import NOON, article, article_on, rows, store, story
from tests.storage.regrouping import (
    EVER,
    GROUPS,
    HOUR,
    change,
    resolve,
    storing_collection,
    write,
)

RESOLVED = "SELECT article_id, original FROM newsbot.redecisions ORDER BY article_id"
TAKES_LOCK = "pg_advisory_xact_lock"
FINDS_SKETCHES = "AS posting"


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the walk compare three texts at a time."""
    monkeypatch.setattr(resolving, "BATCH", 3)


@contextmanager
def before_each(engine: Engine, part: str, act: Callable[[], object]) -> Iterator[None]:
    """Lets others act before each statement of the walk that has `part` in its text."""
    is_acting = False

    def before(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal is_acting
        if part in statement and not is_acting:
            is_acting = True
            act()
            is_acting = False

    event.listen(engine, "before_cursor_execute", before)
    yield
    event.remove(engine, "before_cursor_execute", before)


def forget(engine: Engine, article_id: int) -> None:
    (stored,) = articles_named(engine, article_id)
    set_article_forgotten(engine, stored)
    delete_forgotten(engine, stored)


def store_ferries(engine: Engine) -> None:
    """Stores six articles, of which the first, the second, and the fifth have one text."""
    for name in ("gazette", "post", "0", "1", "echo", "2"):
        body = story(name) if name.isdigit() else FERRY
        store(engine, article_on(f"{name}.example", body))


@pytest.mark.parametrize("part", [FINDS_SKETCHES, TAKES_LOCK])
@pytest.mark.parametrize("seed", [0, 2, 3])
def test_what_crawls_store_meanwhile_is_resolved_as_they_stored_it(
    engine: Engine, seed: int, part: str
) -> None:
    """A crawl could not store while texts are compared if the walk held the lock."""
    steps = storing_collection(engine, seed)
    for _ in range(3):
        next(steps)
    with before_each(engine, part, lambda: next(steps, None)):
        resolve(engine)
    for _ in steps:
        pass
    resolve(engine)
    stored = rows(engine, GROUPS)
    assert rows(engine, RESOLVED) == [(each, original or each) for each, original in stored]
    assert write(engine) == 0
    assert rows(engine, GROUPS) == stored


def test_a_text_whose_match_is_deleted_meanwhile_is_compared_again(engine: Engine) -> None:
    store_ferries(engine)
    walk = resolve_again(engine, plan_walk(engine, EVER))
    next(walk)
    with before_each(engine, TAKES_LOCK, lambda: forget(engine, 1)):
        next(walk)
    assert rows(engine, RESOLVED) == [(3, 3), (4, 4), (5, 2), (6, 6)]


def test_what_is_deleted_meanwhile_is_left_out_and_leads_nobody(engine: Engine) -> None:
    store_ferries(engine)
    deletions = iter((1, 6))
    with before_each(engine, TAKES_LOCK, lambda: forget(engine, next(deletions))):
        resolve(engine)
    assert rows(engine, RESOLVED) == [(2, 2), (3, 3), (4, 4), (5, 2)]


def test_what_another_walk_resolves_meanwhile_is_resolved_once(engine: Engine) -> None:
    store_ferries(engine)
    other = resolve_again(engine, plan_walk(engine, EVER))
    with before_each(engine, TAKES_LOCK, lambda: next(other, None)):
        assert resolve(engine) == 0
    assert rows(engine, RESOLVED) == [(1, 1), (2, 1), (3, 3), (4, 4), (5, 1), (6, 6)]


def test_no_sketch_is_stored_of_what_is_deleted_meanwhile(engine: Engine) -> None:
    store_ferries(engine)
    change(engine, "DELETE FROM newsbot.sketches")
    deletions = iter((2, None, None, None))

    def delete() -> None:
        if (article_id := next(deletions)) is not None:
            forget(engine, article_id)

    with before_each(engine, TAKES_LOCK, delete):
        resolve(engine)
    found = rows(engine, "SELECT DISTINCT version_id FROM newsbot.sketches ORDER BY 1")
    assert found == [(1,), (3,), (4,), (5,), (6,)]


def test_nothing_is_locked_for_texts_that_are_only_read(engine: Engine) -> None:
    """Nothing is missing of them, and they are older than the articles to be compared."""
    store(engine, article("a", FERRY))
    taken: list[None] = []
    with before_each(engine, TAKES_LOCK, lambda: taken.append(None)):
        resolve(engine, NOON + HOUR)
    assert taken == []
