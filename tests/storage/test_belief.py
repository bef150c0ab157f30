"""How far a source is believed that says when its articles changed."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.connection.database_clock import read_clock
from newsbot.storage.frontier.offers import Offers
from tests.storage.making import article, fingerprinted, move_clock, rows
from tests.storage.offering import left, offer, refuse

HOUR = timedelta(hours=1)


@pytest.fixture
def offers(engine: Engine) -> Offers:
    return Offers(engine)


def polls_of(engine: Engine, count: int, body: str = "") -> list[int]:
    """The polls, 20 minutes apart, after which the article was fetched; each says "changed now"."""
    offers, fetched = Offers(engine), []
    for number in range(count):
        move_clock(engine, number * HOUR / 3)
        now = read_clock(engine)
        offers.offer([offer("a", changed_at=now)])
        if left(engine):
            fetched.append(number)
            text_now = {"body": body.format(number)} if body else {}
            page = article("a", fetched_at=now, **text_now)
            ArticleStore(engine).store(fingerprinted(engine, page))
    return fetched


def test_a_source_that_always_says_now_is_believed_less_and_less(engine: Engine) -> None:
    # at once, as all are; then after 1 h, 2 h, 4 h and 8 h
    assert polls_of(engine, 50) == [0, 1, 4, 10, 22, 46]


def test_a_rejected_page_is_not_fetched_at_each_poll_of_a_source_that_says_now(
    engine: Engine, offers: Offers
) -> None:
    fetched = []
    for number in range(50):
        move_clock(engine, number * HOUR / 3)
        now = read_clock(engine)
        offers.offer([offer("a", changed_at=now)])
        if left(engine):
            fetched.append(number)
            refuse(engine, "a", "video_page", at=now)
    # as above: at once, once more at once, then after 1 h, 2 h, 4 h and 8 h
    assert fetched == [0, 1, 4, 10, 22, 46]


def test_a_source_that_says_now_and_is_right_is_believed(engine: Engine) -> None:
    body = " ".join(f"word{n} {{0}}" for n in range(100))
    assert polls_of(engine, 5, body) == [0, 1, 2, 3, 4]


def test_one_true_change_restores_belief(engine: Engine) -> None:
    polls_of(engine, 5)
    changed = article("a", body="Another text. " * 40, fetched_at=read_clock(engine))
    ArticleStore(engine).store(fingerprinted(engine, changed))
    assert rows(engine, "SELECT false_changes FROM newsbot.frontier") == [(0,)]


def test_a_change_that_is_not_believed_at_once_is_not_forgotten(engine: Engine) -> None:
    polls_of(engine, 3)
    assert left(engine) == []
    move_clock(engine, 2 * HOUR)  # no poll since
    assert left(engine) == ["a"]
