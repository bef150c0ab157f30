"""URLs that robots.txt forbade are due as soon as another robots.txt allows them."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot import clock
from newsbot.downloading.hosts.allowed_again import Change, make_allowed_due
from newsbot.downloading.robots.rules import Rules, read_rules
from newsbot.items import Link
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.engine import connect
from newsbot.storage.frontier.hosts import HostRows
from newsbot.storage.frontier.offers import Offer, Offers
from tests.storage.making import rejection, rows
from tests.storage.pooler import pgbouncer

HOST = "gazette.example"
DAY = timedelta(days=1)
CHANGE = "UPDATE newsbot.frontier SET {}"
STATES = "SELECT state, tries, next_at FROM newsbot.frontier"
DUE = "SELECT url FROM newsbot.frontier WHERE state = 'pending' AND next_at IS NULL ORDER BY url"
FORBID, ALLOW = b"User-agent: *\nDisallow: /", b"User-agent: *\nDisallow:"


def offer(engine: Engine, *paths: str, host: str = HOST) -> None:
    links = [Link(url=f"https://{host}/{path}") for path in paths]
    Offers(engine).offer([Offer(link=link, site=HOST) for link in links])


def refuse(
    engine: Engine, *paths: str, reason: str = "robots_txt", ago: timedelta = timedelta(0)
) -> None:
    """Each of the URLs gave no article for this reason."""
    at = clock.now() - ago
    ArticleStore(engine).store([rejection(p, reason, stage="download", at=at) for p in paths])


def change(before: bytes, after: bytes, **limit: int) -> Change:
    return Change(host=HOST, before=rules(before), after=rules(after), **limit)


def rules(body: bytes) -> Rules:
    return read_rules(body, "newsbot")


def allow(engine: Engine, before: bytes = FORBID, after: bytes = ALLOW, **limit: int) -> int:
    """How many URLs are due because the robots.txt of the host has changed."""
    return asyncio.run(make_allowed_due(HostRows(engine), change(before, after, **limit)))


def change_rows(engine: Engine, sql: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(sql))


def paths_due(engine: Engine) -> list[str]:
    return [url.removeprefix(f"https://{HOST}/") for (url,) in rows(engine, DUE)]


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_what_is_allowed_now_is_due_also_if_it_was_given_up(engine, caplog, state):
    offer(engine, "a", "b")
    refuse(engine, "a", "b")
    change_rows(engine, CHANGE.format(f"state = '{state}'"))
    with caplog.at_level(logging.INFO):
        assert allow(engine) == 2
    assert rows(engine, STATES) == [("pending", 0, None)] * 2
    said = "robots.txt of gazette.example has changed: 2 of 2 URLs that it forbade are due now"
    assert [record.getMessage() for record in caplog.records] == [said]
    assert allow(engine) == 0


def test_what_is_forbidden_still_waits(engine):
    offer(engine, "a", "b/1", "b/2", "c/1")
    refuse(engine, "a", "b/1", "b/2", "c/1")
    assert allow(engine, after=b"User-agent: *\nDisallow: /b/\nDisallow: /*1$") == 1
    assert paths_due(engine) == ["a"]


@pytest.mark.parametrize("reason", ["http_404", "http_403", "http_503", "too_short"])
def test_a_url_that_had_an_answer_keeps_its_ladder(engine, reason):
    offer(engine, "a")
    refuse(engine, "a", reason=reason)
    before = rows(engine, STATES)
    assert allow(engine) == 0
    assert rows(engine, STATES) == before


def test_answers_before_robots_txt_forbade_the_url_still_count(engine):
    offer(engine, "a")
    refuse(engine, "a", reason="http_404", ago=2 * DAY)
    refuse(engine, "a")
    assert allow(engine) == 1
    assert rows(engine, STATES) == [("pending", 1, None)]


def test_a_url_that_was_allowed_and_redirects_to_a_forbidden_one_keeps_its_ladder(engine):
    offer(engine, "moved", "late")
    refuse(engine, "moved", "late")
    assert allow(engine, before=b"User-agent: *\nDisallow: /late") == 1
    assert paths_due(engine) == ["late"]


@pytest.mark.parametrize(
    "set_",
    ["state = 'done'", "host = 'herald.example'", "next_at = newsbot.now() - interval '1 minute'"],
)
def test_what_is_stored_of_another_host_or_due_stays_as_it_is(engine, set_):
    offer(engine, "a")
    refuse(engine, "a")
    change_rows(engine, CHANGE.format(set_))
    before = rows(engine, STATES)
    assert allow(engine) == 0
    assert rows(engine, STATES) == before


def test_what_was_forbidden_long_ago_is_no_news(engine):
    offer(engine, "a")
    refuse(engine, "a", ago=31 * DAY)
    change_rows(engine, CHANGE.format("state = 'failed', next_at = NULL"))
    assert allow(engine) == 0


MANY = """
    WITH made AS (
        INSERT INTO newsbot.frontier (url_key, url, site_id, state, tries, host, next_at)
        SELECT decode(md5(n::text), 'hex'), 'https://gazette.example/story-' || n, s.id,
            'pending', 1, 'gazette.example', newsbot.now() + interval '1 day'
        FROM generate_series(1, {count}) AS n, newsbot.sites AS s
        RETURNING url_key, url, site_id
    )
    INSERT INTO newsbot.rejections
        (url_key, url, site_id, stage, reason, first_at, last_at)
    SELECT url_key, url, site_id, 'download', 'robots_txt', newsbot.now(), newsbot.now() FROM made
"""


def test_ten_thousand_urls_of_a_host_are_all_due(engine):
    offer(engine, "first")
    change_rows(engine, MANY.format(count=10_000))
    assert allow(engine, after=b"User-agent: *\nDisallow: /story-7777$") == 9_999
    assert len(rows(engine, DUE)) == 9_999 + 1


def test_beyond_a_bound_urls_wait_and_the_log_says_so(engine, caplog):
    lines = b"".join(b"\nDisallow: /section-%d" % number for number in range(99))
    offer(engine, "first")
    change_rows(engine, MANY.format(count=100))
    assert allow(engine, after=b"User-agent: *" + lines, most_comparisons=5_000) == 50
    (warning,) = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert "only 50 of the URLs that it forbade are looked at" in warning.getMessage()


def test_two_machines_at_once_make_each_url_due_once(engine):
    offer(engine, "first")
    change_rows(engine, MANY.format(count=2_000))
    with ThreadPoolExecutor(2) as threads:
        due = list(threads.map(lambda _: allow(engine), range(2)))
    assert sum(due) == 2_000
    assert {tries for _, tries, _ in rows(engine, STATES)} == {0}


def test_a_row_that_is_being_stored_is_not_waited_for(engine):
    offer(engine, "a", "b")
    refuse(engine, "a", "b")
    with engine.begin() as storing:
        storing.execute(text("SELECT FROM newsbot.frontier WHERE url LIKE '%/a' FOR UPDATE"))
        assert allow(engine) == 1
    assert paths_due(engine) == ["b"]


def test_the_queue_of_the_host_is_due_too(engine):
    offer(engine, "a")
    refuse(engine, "a")
    change_rows(engine, "UPDATE newsbot.queues SET next_at = newsbot.now() + interval '1 day'")
    allow(engine)
    assert rows(engine, "SELECT next_at <= newsbot.now() FROM newsbot.queues") == [(True,)]


def test_urls_become_due_through_a_pool_too(database_url, engine, tmp_path):
    offer(engine, "a", "b")
    refuse(engine, "a", "b")
    with pgbouncer(database_url, tmp_path / "pool") as url:
        pooled = connect(url)
        with ThreadPoolExecutor(4) as threads:
            due = list(threads.map(lambda _: allow(pooled), range(4)))
        pooled.dispose()
    assert sum(due) == 2
    assert paths_due(engine) == ["a", "b"]
