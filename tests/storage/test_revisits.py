"""Looks at the pages of stored articles: when they are due, and what is left of those that fail."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from newsbot import clock
from newsbot.items import (
    Alias,
    ArchivedPage,
    Deferred,
    Outcome,
    PageValidators,
    Rejection,
    Reread,
    SamePage,
    Unchanged,
)
from newsbot.revisits import parse_revisits
from newsbot.storage.articles.storing import ArticleStore, Item
from newsbot.storage.connection.database_clock import set_clock
from newsbot.storage.leases.due import DueWork
from newsbot.storage.leases.ending import REVISIT_PAUSE
from newsbot.storage.leases.scope import Scope
from tests.storage import page_looks
from tests.storage.making import NOON, article, fingerprinted, rejection, rows, store, words
from tests.storage.test_leases import claim, move_clock, run

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVISITS = parse_revisits("1h,6h,24h,7d")
PAGE = PageValidators(
    etag='"1"', last_modified="Mon, 11 May 2026 06:30:00 GMT", body_sha256="0a" * 32
)
HOST = "gazette.example"
ALL = Scope()


def store_all(engine: Engine, *items: Item) -> list[Outcome]:
    return ArticleStore(engine, revisits=REVISITS).store(items)


def fetch(engine: Engine, at: datetime = NOON, path: str = "a", **fields: Any) -> Outcome:
    fetched = article(path, fetched_at=at, validators=PAGE, **fields)
    (outcome,) = store_all(engine, *fingerprinted(engine, fetched))
    return outcome


def same(at: datetime, path: str = "a", validators: PageValidators = PAGE) -> SamePage:
    url = f"https://{HOST}/{path}"
    return SamePage(url=url, requested_url=url, site=HOST, at=at, validators=validators)


def failed(at: datetime, reason: str, path: str = "a") -> Rejection:
    return rejection(path, reason, at=at, stage="download", is_revisit=True)


def next_look(engine: Engine) -> Any:
    ((moment,),) = rows(engine, "SELECT revisit_at FROM newsbot.frontier")
    return moment


def test_looks_follow_the_first_fetch(engine):
    fetch(engine)
    expected = [NOON + HOUR, NOON + 6 * HOUR, NOON + DAY, NOON + 7 * DAY, None]
    found = [next_look(engine)]
    for moment in expected[:-1]:
        store_all(engine, same(moment))
        found.append(next_look(engine))
    assert found == expected
    assert rows(engine, "SELECT looks, state FROM newsbot.frontier") == [(4, "done")]


def test_a_page_that_is_as_it_was_was_seen_once_more(engine):
    fetch(engine)
    assert store_all(engine, same(NOON + HOUR)) == [Unchanged(article_id=1)]
    seen = "SELECT fetched_at, seen_until FROM newsbot.versions"
    assert rows(engine, seen) == [(NOON, NOON + HOUR)]
    assert rows(engine, "SELECT fetched_at FROM news.articles") == [(NOON + HOUR,)]
    assert rows(engine, "SELECT op FROM news.changes") == [("insert",)]


def test_a_page_that_is_as_it_was_puts_a_text_back_that_an_archive_has_parted(engine):
    fetch(engine)
    store(engine, article("a", "Another text altogether.", fetched_at=NOON + HOUR))
    store_all(engine, same(NOON + 2 * HOUR))
    shown = "SELECT version, is_current FROM news.article_versions ORDER BY valid_from"
    assert rows(engine, shown) == [(1, False), (2, False), (3, True)]
    assert rows(engine, "SELECT body LIKE 'word0 %' FROM news.articles") == [(True,)]


def test_a_page_whose_text_is_stored_no_more_is_read_anew(engine):
    fetch(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.frontier SET version_id = 4711"))
    assert store_all(engine, same(NOON + HOUR)) == [Deferred(reason="page_forgotten")]
    assert rows(engine, "SELECT etag, body_sha256 FROM newsbot.frontier") == [(None, None)]
    assert next_look(engine) <= clock.now() + HOUR


def test_validators_stay_that_an_answer_without_a_page_leaves_out(engine):
    fetch(engine)
    store_all(engine, same(NOON + HOUR, validators=PageValidators(body_sha256=PAGE.body_sha256)))
    assert rows(engine, "SELECT etag FROM newsbot.frontier") == [('"1"',)]


def test_of_two_urls_of_a_page_the_one_that_answered_is_looked_at(engine):
    fetch(engine, requested_url=f"https://{HOST}/short")
    looked_at = "SELECT url FROM newsbot.frontier WHERE revisit_at IS NOT NULL"
    assert rows(engine, looked_at) == [(f"https://{HOST}/a",)]


def test_pages_out_of_archives_are_not_looked_at(engine):
    store(engine, article("a"))
    assert next_look(engine) is None
    fetch(engine, NOON + HOUR)
    store(engine, article("a", fetched_at=NOON + 2 * HOUR))
    assert next_look(engine) == NOON + 2 * HOUR


@pytest.mark.parametrize("reason", ["http_403", "page_timeout", "timeout", "http_500"])
def test_a_look_that_fails_leaves_the_article_done_and_is_followed_by_the_next(engine, reason):
    fetch(engine)
    store_all(engine, failed(NOON + HOUR, reason))
    assert rows(engine, "SELECT state, tries FROM newsbot.frontier") == [("done", 0)]
    assert next_look(engine) == NOON + 6 * HOUR
    assert rows(engine, "SELECT * FROM news.rejections") == []


def test_looks_are_due_after_all_else_and_wake_their_queue(engine):
    fetch(engine, clock.now())
    queues = run(engine)
    queues.take(HOST)
    queues.give_back([HOST], [])
    assert claim(queues) == set()
    move_clock(engine, HOUR + timedelta(minutes=1))
    assert claim(queues, Scope(only_from_sources=True)) == set()
    assert claim(queues) == {HOST}
    assert DueWork(engine).links(HOST, ALL, 10, []) == []
    (look,) = DueWork(engine).revisits(HOST, ALL, 10, [])
    assert (look.is_revisit, look.is_retry, look.validators) == (True, False, PAGE)
    assert DueWork(engine).revisits(HOST, ALL, 10, [look.key]) == []


def test_looks_beyond_the_budget_are_due_again_soon(engine):
    fetch(engine, clock.now() - 2 * HOUR)
    queues = run(engine)
    queues.take(HOST)
    queues.give_back([HOST], [])
    assert claim(queues) == set()
    move_clock(engine, REVISIT_PAUSE)
    assert claim(queues) == {HOST}


def test_looks_that_a_run_leaves_to_others_are_due_at_once(engine):
    fetch(engine, clock.now() - 2 * HOUR)
    queues = run(engine)
    queues.take(HOST)
    queues.give_back([HOST], [], [HOST])
    assert claim(queues) == {HOST}


def gone_at(engine: Engine) -> Any:
    ((moment,),) = rows(engine, "SELECT gone_at FROM news.articles")
    return moment


def test_a_page_is_gone_that_says_so(engine):
    fetch(engine)
    store_all(engine, failed(NOON + HOUR, "http_410"))
    assert gone_at(engine) == NOON + HOUR
    assert rows(engine, "SELECT op FROM news.changes ORDER BY change_id")[1:] == [("update",)]
    store_all(engine, failed(NOON + 6 * HOUR, "http_410"))
    assert gone_at(engine) == NOON + HOUR
    assert len(rows(engine, "SELECT op FROM news.changes")) == 2


@pytest.mark.parametrize("body", [words(0, 100), words(1, 100)])
def test_an_article_is_gone_only_if_it_was_not_seen_later_at_another_url(engine, body):
    old, new = "ferry-sails-12345678", "ferry-sails-again-12345678"
    fetch(engine, path=old)
    fetch(engine, NOON + HOUR, path=new, body=body)
    for days in (1, 2):
        store_all(engine, failed(NOON + days * DAY, "http_404", old))
    assert gone_at(engine) is None
    store_all(engine, failed(NOON + 3 * DAY, "http_410", new))
    assert gone_at(engine) == NOON + 3 * DAY


def test_a_page_is_gone_that_was_missing_twice_a_day_apart(engine):
    fetch(engine)
    for hours in (1, 6, 24):
        store_all(engine, failed(NOON + hours * HOUR, "http_404"))
        assert gone_at(engine) is None
    assert next_look(engine) == NOON + 25 * HOUR
    store_all(engine, failed(NOON + 25 * HOUR, "http_404"))
    assert gone_at(engine) == NOON + 25 * HOUR


def test_a_page_that_is_missing_at_the_last_look_is_looked_at_once_more(engine):
    fetch(engine)
    store_all(engine, failed(NOON + 7 * DAY, "http_404"))
    assert next_look(engine) == NOON + 8 * DAY
    store_all(engine, failed(NOON + 8 * DAY, "http_404"))
    assert (gone_at(engine), next_look(engine)) == (NOON + 8 * DAY, None)


@pytest.mark.parametrize("reason", ["timeout", "http_503"])
def test_a_missing_page_is_looked_at_until_a_look_tells_whether_it_is_gone(engine, reason):
    fetch(engine)
    store_all(engine, failed(NOON + 7 * DAY, "http_404"))
    store_all(engine, failed(NOON + 8 * DAY, reason))
    assert next_look(engine) == NOON + 9 * DAY
    store_all(engine, failed(NOON + 9 * DAY, "http_404"))
    assert (gone_at(engine), next_look(engine)) == (NOON + 9 * DAY, None)
    store_all(engine, failed(NOON + 10 * DAY, reason))
    assert next_look(engine) is None


def test_a_page_that_was_missing_for_a_moment_is_not_gone(engine):
    fetch(engine)
    store_all(engine, failed(NOON + HOUR, "http_404"))
    store_all(engine, same(NOON + 6 * HOUR))
    store_all(engine, failed(NOON + 2 * DAY, "http_404"))
    assert gone_at(engine) is None


def test_a_page_that_was_there_in_between_is_not_gone(engine):
    fetch(engine)
    store_all(engine, failed(NOON + HOUR, "http_404"))
    store_all(engine, rejection("a", "too_short", at=NOON + 6 * HOUR, is_revisit=True))
    store_all(engine, failed(NOON + 2 * DAY, "http_404"))
    assert gone_at(engine) is None


def test_a_page_that_is_back_is_gone_no_more(engine):
    fetch(engine)
    store_all(engine, failed(NOON + HOUR, "http_410"))
    store(engine, article("a", fetched_at=NOON + HOUR / 2))  # an archive says nothing of today
    assert gone_at(engine) is not None
    store_all(engine, same(NOON + 6 * HOUR))
    assert gone_at(engine) is None
    told = rows(engine, "SELECT op FROM news.changes ORDER BY change_id")
    assert told == [("insert",), ("update",), ("update",)]


def test_a_page_that_redirects_to_another_form_of_it_is_gone_no_more(engine):
    story, phones = page_looks.STORY, f"{page_looks.STORY}/amp"
    page_looks.look(engine, story)
    store_all(engine, failed(NOON + HOUR, "http_410", story.removeprefix(f"https://{HOST}/")))
    page_looks.look(engine, phones, hours=2, canonical_url=story)
    assert gone_at(engine) == NOON + HOUR
    page_looks.look(engine, phones, hours=3, canonical_url=story, requested_url=story)
    assert gone_at(engine) is None


def test_an_archived_page_that_redirected_does_not_bring_its_article_back(engine):
    story, phones = page_looks.STORY, f"{page_looks.STORY}/amp"
    page_looks.look(engine, story)
    store_all(engine, failed(NOON + HOUR, "http_410", story.removeprefix(f"https://{HOST}/")))
    archived = ArchivedPage(
        file_id=1, start=0, length=9, kind="page", url=phones, requested_url=story, site=HOST,
        fetched_at=NOON, payload_sha256=bytes(32),
    )  # fmt: skip
    again = Reread(article_id=None, same_until=NOON, archived=archived)
    outcome = page_looks.look(
        engine, phones, canonical_url=story, requested_url=story, reread=again
    )
    assert outcome == Alias(article_id=1)
    assert gone_at(engine) == NOON + HOUR


def test_a_page_that_a_person_named_may_be_gone_too(engine):
    fetch(engine)
    store_all(engine, rejection("a", "http_410", at=NOON + HOUR, stage="download"))
    assert gone_at(engine) == NOON + HOUR


def test_the_clock_of_the_database_counts(engine):
    fetch(engine, clock.now())
    move_clock(engine, HOUR * 2)
    set_clock(engine)
    try:
        assert DueWork(engine).revisits(HOST, ALL, 1, [])
        store_all(engine, same(clock.now()))
        assert next_look(engine) > clock.now()
    finally:
        move_clock(engine, timedelta())
        set_clock(engine)
