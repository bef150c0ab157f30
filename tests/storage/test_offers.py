"""Which offered links are fetched, and which links a crash leaves for the next run."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from newsbot.storage.connection.database_clock import read_clock
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.sites.forgotten import FORGOTTEN_LOCK
from tests.patience import wait_until
from tests.storage.making import NOON, rows
from tests.storage.offering import FEED, change, due, left, offer, refuse, store
from tests.storage.sessions import holding

HOUR = timedelta(hours=1)
WAITING = (
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
def offers(engine: Engine) -> Offers:
    return Offers(engine)


def test_a_link_is_fetched_until_its_page_is_stored(engine: Engine, offers: Offers) -> None:
    assert offers.offer([offer("a"), offer("b")]).answers == ["fresh", "fresh"]
    store(engine, "a")
    assert offers.offer([offer("a"), offer("b")]).answers == ["done", "fresh"]


def test_what_was_not_finished_is_remembered_with_what_the_source_said(
    engine: Engine, offers: Offers
) -> None:
    links = [offer("a", title="A", published_at=NOON, changed_at=NOON + HOUR), offer("b")]
    offers.offer(links)
    store(engine, "b")
    (found,) = due(engine)
    assert (found.link, found.site, found.source_url) == (links[0].link, "gazette.example", FEED)
    assert not found.is_retry


def test_what_failed_is_not_asked_for_before_its_time(engine: Engine, offers: Offers) -> None:
    offers.offer([offer("a")])
    refuse(engine, "a")
    change(engine, "UPDATE newsbot.frontier SET next_at = newsbot.now() + interval '1 minute'")
    assert (offers.offer([offer("a")]).answers, left(engine)) == (["waiting"], [])
    change(engine, "UPDATE newsbot.frontier SET next_at = newsbot.now()")
    assert (offers.offer([offer("a")]).answers, left(engine)) == (["retry"], ["a"])


@pytest.mark.parametrize(("reason", "answer"), [("http_403", "refused"), ("cookie_wall", "retry")])
def test_what_a_host_refused_is_told_from_other_retries(
    engine: Engine, offers: Offers, reason: str, answer: str
) -> None:
    offers.offer([offer("a")])
    refuse(engine, "a", reason)
    change(engine, "UPDATE newsbot.frontier SET next_at = newsbot.now()")
    assert offers.offer([offer("a")]).answers == [answer]
    (found,) = due(engine)
    assert (found.is_retry, found.is_refused) == (True, answer == "refused")


def test_a_host_that_is_left_alone_is_not_asked(engine: Engine, offers: Offers) -> None:
    offers.offer([offer("a")])
    change(engine, "UPDATE newsbot.hosts SET blocked_until = newsbot.now() + interval '1 minute'")
    assert offers.offer([offer("a"), offer("new")]).answers == ["waiting", "waiting"]
    assert left(engine) == []
    change(engine, "UPDATE newsbot.hosts SET blocked_until = newsbot.now()")
    assert offers.offer([offer("a"), offer("new")]).answers == ["fresh", "fresh"]
    assert sorted(left(engine)) == ["a", "new"]


def test_fresh_links_come_before_retries_and_the_newest_first(
    engine: Engine, offers: Offers
) -> None:
    offers.offer([offer(str(n), published_at=NOON + n * HOUR) for n in range(4)])
    refuse(engine, "3")
    assert left(engine) == ["2", "1", "0", "3"]


def test_undated_links_come_in_the_order_of_their_source(engine: Engine, offers: Offers) -> None:
    paths = [f"story-{number}" for number in range(20)]
    offers.offer([offer(path) for path in paths])
    assert left(engine) == paths


def test_a_run_takes_so_many_links_the_newest_first(engine: Engine, offers: Offers) -> None:
    offers.offer([offer(str(n), published_at=NOON + n * HOUR) for n in range(10)])
    assert left(engine, most=3) == ["9", "8", "7"]


@pytest.mark.parametrize("tries", [1, 99])
def test_what_failed_is_due_at_once_when_its_source_says_that_it_changed_since(
    engine: Engine, offers: Offers, tries: int
) -> None:
    offers.offer([offer("a", changed_at=NOON - HOUR)])
    change(engine, f"UPDATE newsbot.frontier SET tries = {tries}")  # noqa: S608 - a number
    refuse(engine, "a", at=NOON)
    change(engine, "UPDATE newsbot.frontier SET next_at = '2100-01-01' WHERE state = 'pending'")
    before = offers.offer([offer("a", changed_at=NOON - HOUR / 2)])
    assert before.answers == ["waiting" if tries == 1 else "failed"]
    assert offers.offer([offer("a", changed_at=NOON + HOUR)]).answers == ["fresh"]
    assert rows(engine, "SELECT tries, next_at FROM newsbot.frontier") == [(0, None)]


def test_a_done_link_is_fetched_again_when_its_source_says_that_it_changed(
    engine: Engine, offers: Offers
) -> None:
    offers.offer([offer("a", changed_at=NOON)])
    store(engine, "a")
    assert offers.offer([offer("a", changed_at=NOON)]).answers == ["done"]
    assert offers.offer([offer("a", changed_at=NOON + HOUR)]).answers == ["fresh"]


def test_a_change_is_seen_only_once(engine: Engine, offers: Offers) -> None:
    offers.offer([offer("a", changed_at=NOON)])
    store(engine, "a")
    offers.offer([offer("a", changed_at=NOON + HOUR)])
    store(engine, "a")
    assert offers.offer([offer("a", changed_at=NOON + HOUR)]).answers == ["done"]


def test_a_stamp_from_before_the_fetch_is_no_change(engine: Engine, offers: Offers) -> None:
    """The first source gave no change date; the second gives one from before the fetch."""
    offers.offer([offer("a")])
    store(engine, "a")
    assert offers.offer([offer("a", changed_at=NOON - HOUR)]).answers == ["done"]


def test_a_stamp_far_ahead_is_none(engine: Engine, offers: Offers) -> None:
    """A change date far in the future is ignored, even if an older release has stored it."""
    offers.offer([offer("a")])
    store(engine, "a")
    change(engine, "UPDATE newsbot.frontier SET changed_at = '2100-01-01Z'")
    assert offers.offer([offer("a", changed_at=NOON.replace(year=2101))]).answers == ["done"]
    assert offers.offer([offer("a", changed_at=NOON + HOUR)]).answers == ["fresh"]


def test_one_link_offered_twice_at_once_is_one_url(engine: Engine, offers: Offers) -> None:
    assert offers.offer([offer("a"), offer("a#comments")]).answers == ["fresh", "fresh"]
    assert len(left(engine)) == 1


def test_offering_nothing_asks_nothing(offers: Offers) -> None:
    assert offers.offer([]).answers == []


def test_a_poll_of_known_links_writes_nothing(engine: Engine, offers: Offers) -> None:
    written = "SELECT url_key, xmin::text FROM newsbot.frontier ORDER BY url_key"
    links = [offer(str(n), title="A", changed_at=NOON, published_at=NOON) for n in range(100)]
    offers.offer(links)
    store(engine, "0")
    before = rows(engine, written)
    offers.offer(links)
    offers.offer([offer(str(n), title="Another feed's title") for n in range(100)])
    assert rows(engine, written) == before


def test_a_change_is_kept_that_was_offered_while_the_page_was_being_stored(
    engine: Engine, offers: Offers
) -> None:
    offers.offer([offer("a", changed_at=NOON - HOUR)])
    changed = [offer("a", changed_at=NOON + HOUR)]
    with engine.begin() as storing, ThreadPoolExecutor() as pool:
        storing.execute(text("SELECT FROM newsbot.frontier FOR UPDATE"))
        answer = pool.submit(offers.offer, changed)
        wait_until(lambda: rows(engine, WAITING))
        done = text("UPDATE newsbot.frontier SET state = 'done', done_at = :at")
        storing.execute(done, {"at": NOON})
        storing.commit()
        assert answer.result().answers == ["fresh"]
    store(engine, "a")
    assert offers.offer(changed).answers == ["done"]


def test_a_page_stored_since_its_row_was_read_stays_done(engine: Engine) -> None:
    """The row is read, then the page is stored, then the row is written."""

    class Late(Offers):
        def _remember(self, offered: Mapping[bytes, Offer]) -> Any:
            found = super()._remember(offered)
            store(engine, "a")
            return found

    Offers(engine).offer([offer("a")])
    assert Late(engine).offer([offer("a", title="A", changed_at=NOON - HOUR)]).answers == ["done"]
    assert rows(engine, "SELECT state, title FROM newsbot.frontier") == [("done", "A")]


def test_what_a_person_names_is_due_whatever_became_of_it(engine: Engine, offers: Offers) -> None:
    for path in ("failed", "waiting", "done"):
        offers.offer([offer(path)])
    store(engine, "done")
    refuse(engine, "failed", "http_410")
    refuse(engine, "waiting")
    named = [Offer(link=offer(path).link, site="gazette.example") for path in ("failed", "new")]
    offers.want([*named, offer("waiting"), offer("done")])
    found = rows(engine, "SELECT DISTINCT state, next_at FROM newsbot.frontier")
    assert found == [("pending", None)]


def test_new_links_are_counted_once(offers: Offers) -> None:
    assert offers.offer([offer("a"), offer("b"), offer("b#top")]).new == 2
    assert offers.offer([offer("b"), offer("c")]).new == 1


def test_a_new_link_that_two_polls_offer_at_once_is_counted_once(engine: Engine) -> None:
    lock = f"SELECT pg_advisory_xact_lock({FORGOTTEN_LOCK})"
    with ThreadPoolExecutor() as pool, holding(engine, lock) as release:
        polls = [pool.submit(Offers(engine).offer, [offer("a"), offer("b")]) for _ in range(2)]
        wait_until(lambda: len(rows(engine, WAITING)) == 2)
        release()
        assert sum(each.result().new for each in polls) == 2


def test_an_article_of_the_past_that_is_offered_again_does_not_pass_for_news(
    engine: Engine,
) -> None:
    past = replace(offer("old", changed_at=read_clock(engine)), assumed_at=NOON - 1000 * HOUR)
    for _ in range(2):
        assert Offers(engine).offer([past]).answers == ["fresh"]
    assert rows(engine, "SELECT changed_at FROM newsbot.frontier") == [(None,)]
