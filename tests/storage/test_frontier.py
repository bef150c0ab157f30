"""Which links are fetched, and what a crash leaves for the next run."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from newsbot.items import Link
from newsbot.storage.articles import ArticleStore
from newsbot.storage.frontier import MAX_ATTEMPTS, Frontier, Offer
from tests.storage.making import NOON, article, fingerprinted, rejection

FEED = "https://gazette.example/feed"
HOUR = timedelta(hours=1)


def offer(path: str, **fields: object) -> Offer:
    link = Link(url=f"https://gazette.example/{path}", **fields)  # type: ignore[arg-type]
    return Offer(link=link, site="gazette.example", source_url=FEED, source_kind="feed")


@pytest.fixture
def frontier(engine: Engine) -> Frontier:
    return Frontier(engine)


def store(engine: Engine, path: str) -> None:
    ArticleStore(engine).store(fingerprinted(engine, article(path)))


def test_a_link_is_fetched_until_its_page_is_stored(engine: Engine, frontier: Frontier) -> None:
    assert frontier.offer([offer("a"), offer("b")]) == [True, True]
    store(engine, "a")
    assert frontier.offer([offer("a"), offer("b")]) == [False, True]


def test_what_was_not_finished_is_remembered_with_what_the_source_said(
    engine: Engine, frontier: Frontier
) -> None:
    links = [offer("a", title="A", published_at=NOON, changed_at=NOON + HOUR), offer("b")]
    frontier.offer(links)
    store(engine, "b")
    assert frontier.pending(FEED) == [(links[0].link, "gazette.example")]
    assert frontier.pending("https://post.example/feed") == []


def test_a_rejected_page_is_done(engine: Engine, frontier: Frontier) -> None:
    frontier.offer([offer("wall")])
    ArticleStore(engine).store([rejection("wall", "cookie_wall")])
    assert frontier.offer([offer("wall")]) == [False]


def test_a_failure_that_may_pass_is_tried_again_in_a_few_runs(
    engine: Engine, frontier: Frontier
) -> None:
    frontier.offer([offer("slow")])
    failure = rejection("slow", "http_503", stage="download", retry=True)
    for _ in range(MAX_ATTEMPTS - 1):
        ArticleStore(engine).store([failure])
        assert frontier.offer([offer("slow")]) == [True]
    ArticleStore(engine).store([failure])
    assert frontier.offer([offer("slow")]) == [False]


def test_a_done_link_is_fetched_again_when_its_source_says_that_it_changed(
    engine: Engine, frontier: Frontier
) -> None:
    frontier.offer([offer("a", changed_at=NOON)])
    store(engine, "a")
    assert frontier.offer([offer("a", changed_at=NOON)]) == [False]
    assert frontier.offer([offer("a", changed_at=NOON + HOUR)]) == [True]


def test_a_change_is_seen_only_once(engine: Engine, frontier: Frontier) -> None:
    frontier.offer([offer("a", changed_at=NOON)])
    store(engine, "a")
    frontier.offer([offer("a", changed_at=NOON + HOUR)])
    store(engine, "a")
    assert frontier.offer([offer("a", changed_at=NOON + HOUR)]) == [False]


def test_a_stamp_from_before_the_fetch_is_no_change(engine: Engine, frontier: Frontier) -> None:
    """The first source gave no stamp; the second's is older than what was fetched."""
    frontier.offer([offer("a")])
    store(engine, "a")
    assert frontier.offer([offer("a", changed_at=NOON - HOUR)]) == [False]


def test_one_link_offered_twice_at_once_is_one_address(frontier: Frontier) -> None:
    assert frontier.offer([offer("a"), offer("a#comments")]) == [True, True]
    assert len(frontier.pending(FEED)) == 1


def test_offering_nothing_asks_nothing(frontier: Frontier) -> None:
    assert frontier.offer([]) == []
