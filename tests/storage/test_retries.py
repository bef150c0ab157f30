"""Rejected URLs become due again for a newer extractor, or because a person asks for it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot import clock
from newsbot.items import Link
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.frontier.retries import (
    GROUP_SIZE,
    Asked,
    ask_newer_extractor,
    make_due,
    refused,
)
from tests.storage.making import article, fingerprinted, rejection, rows

DAY = timedelta(days=1)
OLD, NEW = "2.1.0+6", "2.1.0+7"
STATES = "SELECT state, next_at FROM newsbot.frontier ORDER BY url_key"
GIVE_UP = "UPDATE newsbot.frontier SET state = 'failed', next_at = NULL"


def refuse(engine: Engine, *paths: str, ago: timedelta = DAY, version: str | None = OLD) -> None:
    """Stores the URLs in the frontier, each rejected `ago` and given up."""
    links = [Link(url=f"https://gazette.example/{path}") for path in paths]
    Offers(engine).offer([Offer(link=link, site="gazette.example") for link in links])
    at = clock.now() - ago
    ArticleStore(engine).store(
        [rejection(path, "cookie_wall", at=at, extractor_version=version) for path in paths]
    )
    with engine.begin() as connection:
        connection.execute(text(GIVE_UP))


def test_what_an_older_extractor_refused_is_due_within_a_day_once(engine: Engine) -> None:
    refuse(engine, *(str(n) for n in range(200)))
    assert ask_newer_extractor(engine, NEW) == 200
    due = rows(engine, STATES)
    in_days = sorted((next_at - clock.now()) / DAY for _, next_at in due)
    assert in_days[-1] < 1
    assert sum(0.25 < moment < 0.75 for moment in in_days) == pytest.approx(100, abs=40)
    assert ask_newer_extractor(engine, NEW) == 0
    assert rows(engine, STATES) == due


@pytest.mark.parametrize(
    ("ago", "version"),
    [(DAY, NEW), (DAY, "2.0.9+7"), (DAY, "2.2.0+8"), (31 * DAY, OLD), (DAY, None)],
)
def test_what_no_older_extractor_refused_lately_stays(
    engine: Engine, ago: timedelta, version: str | None
) -> None:
    """Rejections by a newer extractor, which another machine may run, stay as well."""
    refuse(engine, "a", ago=ago, version=version)
    assert ask_newer_extractor(engine, NEW) == 0
    assert rows(engine, STATES) == [("failed", None)]


def test_an_article_that_was_stored_meanwhile_is_not_asked_for(engine: Engine) -> None:
    refuse(engine, "a")
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.frontier SET state = 'done'"))
    assert ask_newer_extractor(engine, NEW) == 0


def test_refusals_are_counted_by_reason_and_site(engine: Engine) -> None:
    refuse(engine, "a", "b")
    ArticleStore(engine).store(fingerprinted(engine, article("b")))
    (found,) = refused(engine, Asked())
    assert (found.reason, found.site, found.urls, found.given_up) == (
        "cookie_wall", "gazette.example", 1, 1
    )  # fmt: skip
    assert found.next_at is None
    assert found.first_at == found.last_at


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (Asked(), 1),
        (Asked(site="gazette.example", reason="cookie_wall"), 1),
        (Asked(since=datetime(2020, 1, 1, tzinfo=UTC)), 1),
        (Asked(site="post.example"), 0),
        (Asked(reason="http_403"), 0),
        (Asked(since=datetime(2100, 1, 1, tzinfo=UTC)), 0),
    ],
)
def test_what_is_meant_is_due_at_once(engine: Engine, asked: Asked, count: int) -> None:
    refuse(engine, "a")
    assert sum(each.urls for each in refused(engine, asked)) == count
    assert make_due(engine, asked) == count
    assert rows(engine, STATES) == [("pending", None) if count else ("failed", None)]


def test_many_are_made_due_in_groups(engine: Engine) -> None:
    refuse(engine, *(str(n) for n in range(GROUP_SIZE + 1)))
    assert make_due(engine, Asked()) == GROUP_SIZE + 1
