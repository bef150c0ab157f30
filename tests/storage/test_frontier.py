"""When a URL that gave no article is requested again, and when it is given up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from newsbot.items import Link
from newsbot.reasons import CONTENT, REASONS, RULES, SITE
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.frontier.rows import MOST_TRIES, Try, record_tries
from tests.storage.making import NOON, article, fingerprinted, rejection, rows

URL = "https://gazette.example/"
SETTLED = ("failed", None)


def remember(engine: Engine, *paths: str) -> None:
    links = [Link(url=URL + path) for path in paths]
    Offers(engine).offer([Offer(link=link, site="gazette.example") for link in links])


def refuse(
    engine: Engine, reason: str, at: datetime = NOON, path: str = "a", body: str = ""
) -> None:
    digest = body.encode() or None
    ArticleStore(engine).store([rejection(path, reason, at=at, body_sha256=digest)])


def state(engine: Engine, path: str = "a") -> tuple[str, datetime | None]:
    (found,) = rows(
        engine,
        f"SELECT state, next_at FROM newsbot.frontier WHERE url = '{URL}{path}'",  # noqa: S608 - ours
    )
    return found


def climb(engine: Engine, reasons: Sequence[str]) -> list[timedelta | None]:
    """The pause that follows each of the given answers, if every try is made exactly when due."""
    at, pauses = NOON, []
    for reason in reasons:
        refuse(engine, reason, at)
        _, next_at = state(engine)
        pauses.append(None if next_at is None else next_at - at)
        at = next_at or at
    return pauses


@pytest.mark.parametrize(
    ("reason", "ladder"),
    [("http_503", SITE), ("http_403", SITE), ("bot_challenge", SITE), ("empty", SITE),
     ("extraction_error", SITE), ("http_404", CONTENT), ("too_short", CONTENT),
     ("robots_txt", RULES), ("http_410", ()), ("address_refused", ())],
)  # fmt: skip
def test_a_url_is_asked_for_as_its_reasons_ladder_says_then_given_up(
    engine: Engine, reason: str, ladder: tuple[timedelta, ...]
) -> None:
    remember(engine, "a")
    assert climb(engine, [reason] * (len(ladder) + 1)) == [*ladder, None]
    assert state(engine) == SETTLED


@pytest.mark.parametrize("reason", [name for name, row in REASONS.items() if not row.is_try])
def test_what_fails_before_the_host_answers_is_no_try(engine: Engine, reason: str) -> None:
    remember(engine, "a")
    assert climb(engine, [reason] * 9) == [None] * 9
    assert state(engine) == ("pending", None)


def test_a_stored_article_ends_the_ladder(engine: Engine) -> None:
    remember(engine, "a")
    refuse(engine, "http_503")
    ArticleStore(engine).store(fingerprinted(engine, article("a")))
    assert rows(engine, "SELECT state, tries, next_at FROM newsbot.frontier") == [("done", 0, None)]


def test_a_known_article_that_fails_once_stays_done(engine: Engine) -> None:
    ArticleStore(engine).store(fingerprinted(engine, article("a")))
    refuse(engine, "http_410")
    assert state(engine) == ("done", None)


def test_what_an_archive_holds_is_not_asked_for(engine: Engine) -> None:
    refuse(engine, "too_short")
    assert rows(engine, "SELECT * FROM newsbot.frontier") == []


def test_the_first_verdict_after_an_outage_is_not_the_last(engine: Engine) -> None:
    remember(engine, "a")
    pauses = climb(engine, [*["http_503"] * 4, "too_short", "too_short"])
    assert pauses == [*SITE[:4], CONTENT[-1], None]


def test_failures_that_take_turns_end(engine: Engine) -> None:
    remember(engine, "a")
    pauses = climb(engine, ["http_503", "too_short"] * MOST_TRIES)
    assert pauses.index(None) <= MOST_TRIES


def test_the_same_bytes_twice_are_final(engine: Engine) -> None:
    remember(engine, "a", "b")
    for path, body in (("a", "list"), ("b", "another list")):
        refuse(engine, "index_page", path=path, body=body)
    assert state(engine)[0] == "pending"
    refuse(engine, "index_page", body="list")
    assert state(engine) == SETTLED


def test_other_bytes_are_another_answer(engine: Engine) -> None:
    remember(engine, "a")
    for body in ("list", "longer list"):
        refuse(engine, "index_page", body=body)
    assert state(engine)[0] == "pending"


@pytest.mark.parametrize("at_once", [True, False])
def test_one_page_at_many_urls_is_no_verdict_about_each(engine: Engine, *, at_once: bool) -> None:
    remember(engine, "a", "b")
    both = [rejection(path, "too_short", body_sha256=b"maintenance") for path in "ab"]
    for _ in range(2):
        for batch in [both] if at_once else [both[:1], both[1:]]:
            ArticleStore(engine).store(batch)
    assert [state(engine, path)[0] for path in "ab"] == ["pending", "pending"]


def test_a_part_of_an_article_is_followed_by_a_further_try(engine: Engine) -> None:
    """A URL gets another try whether it is done or not in the frontier yet."""
    ArticleStore(engine).store(fingerprinted(engine, article("a")))
    ((site_id,),) = rows(engine, "SELECT id FROM newsbot.sites")
    cut = [Try(url=URL + path, site_id=site_id, at=NOON, reason="cut_off") for path in "ab"]
    with engine.begin() as connection:
        record_tries(connection, cut)
    assert [state(engine, path) for path in "ab"] == [("pending", NOON + SITE[0])] * 2


def test_a_wall_with_the_same_bytes_may_still_go(engine: Engine) -> None:
    remember(engine, "a")
    for _ in range(2):
        refuse(engine, "cookie_wall", body="consent")
    assert state(engine)[0] == "pending"


@pytest.mark.parametrize("reason", ["dns", "timeout", "robots_unreachable", "host_paused"])
def test_a_url_whose_redirect_leads_to_a_silent_host_is_not_due_at_once(
    engine: Engine, reason: str
) -> None:
    remember(engine, "a")
    elsewhere = replace(rejection("a", reason), url="https://herald.example/a")
    ArticleStore(engine).store([elsewhere])
    assert state(engine) == ("pending", NOON + SITE[0])
