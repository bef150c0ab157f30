"""What a feed says of an article, such as its authors, waits in the frontier with the URL."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot.storage.connection.database_clock import read_clock
from newsbot.storage.frontier.offers import Offers
from tests.storage.making import move_clock, rows
from tests.storage.offering import due, offer, refuse, store

HOUR = timedelta(hours=1)
SAID: dict[str, object] = {"authors": ("Ann Carter",), "summary": "The mill reopens."}
KEPT = "SELECT authors, summary FROM newsbot.frontier"


@pytest.fixture
def offers(engine: Engine) -> Offers:
    return Offers(engine)


def test_what_a_feed_says_waits_with_the_url_until_the_article_is_stored(
    engine: Engine, offers: Offers
) -> None:
    offers.offer([offer("a", **SAID)])
    refuse(engine, "a")
    assert rows(engine, KEPT) == [(["Ann Carter"], "The mill reopens.")]
    move_clock(engine, timedelta(days=1))
    (link,) = (each.link for each in due(engine))
    assert (link.authors, link.summary) == (SAID["authors"], SAID["summary"])
    store(engine, "a")
    assert rows(engine, KEPT) == [(None, None)]


def test_a_poll_after_the_article_is_stored_writes_nothing(engine: Engine, offers: Offers) -> None:
    offers.offer([offer("a", **SAID)])
    store(engine, "a")
    before = rows(engine, "SELECT xmin FROM newsbot.frontier")
    offers.offer([offer("a", **SAID)])
    assert rows(engine, "SELECT xmin FROM newsbot.frontier") == before


def test_the_words_of_a_feed_come_again_with_a_change_that_it_tells(
    engine: Engine, offers: Offers
) -> None:
    offers.offer([offer("a", **SAID)])
    store(engine, "a")
    now = read_clock(engine)
    offers.offer([offer("a", **SAID, changed_at=now + HOUR)])
    assert rows(engine, KEPT) == [(["Ann Carter"], "The mill reopens.")]


def test_the_first_source_that_says_something_of_a_link_is_kept(
    engine: Engine, offers: Offers
) -> None:
    offers.offer([offer("a")])
    offers.offer([offer("a", **SAID)])
    offers.offer([offer("a", authors=("Bo Lind",), summary="Another.")])
    assert rows(engine, KEPT) == [(["Ann Carter"], "The mill reopens.")]
