"""Which pages of the past are read, which are due, and when those that failed are due again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from newsbot import clock
from newsbot.discovery.digest import parser_of
from newsbot.items import (
    BackfillPage,
    BackfillReport,
    KnownSitemap,
    Link,
    Period,
    Validators,
)
from newsbot.storage.frontier.offers import Offer, Offers
from newsbot.storage.leases import backfill_pages
from newsbot.storage.leases.backfill_pages import BackfillPages, Recorded
from newsbot.storage.leases.backfills import MOST_PENDING, Backfills
from newsbot.storage.leases.child_sitemaps import store_known
from newsbot.storage.leases.polls import Polled, Polls
from newsbot.storage.leases.scope import Scope
from newsbot.urls import MAX_URL_BYTES, host_of
from tests.patience import wait_until
from tests.storage.making import rows

SITE, HOST = "gazette", "gazette.example"
INDEX = f"https://{HOST}/index.xml"
SPRING = Period(since=datetime(2026, 3, 1, tzinfo=UTC), until=datetime(2026, 5, 31, tzinfo=UTC))
WAITING = (
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
TOP = BackfillPage(url=INDEX, source_url=INDEX)


def month(number: int) -> BackfillPage:
    return BackfillPage(
        url=f"https://{HOST}/{number}.xml",
        source_url=INDEX,
        depth=1,
        begins_at=datetime(2026, number, 1, tzinfo=UTC),
        ends_at=datetime(2026, number + 1, 1, tzinfo=UTC),
    )


@pytest.fixture
def source(engine: Engine) -> int:
    polled = Polled(url=INDEX, kind="sitemap", site=SITE)
    ids = Polls(engine, host_of).register([polled], is_regular=False)
    BackfillPages(engine, host_of).begin([TOP], ids)
    return ids[INDEX]


def record(engine: Engine, page: BackfillPage, **fields: Any) -> Recorded | None:
    values = {"kind": "sitemap", "site": SITE, "at": clock.now(), "period": SPRING} | fields
    return BackfillPages(engine, host_of).record(BackfillReport(page=page, **values))


def due(engine: Engine, source: int, period: Period = SPRING) -> list[str]:
    """The names of the pages that are due, in order."""
    backfills = Backfills(engine)
    found = backfills.open([source], Scope(period=period))
    scope = Scope(period=period, backfilled=found.source_ids)
    urls: list[str] = []
    while (page := backfills.page(HOST, scope, urls)) is not None:
        urls.append(page.url)
    return [url.rpartition("/")[2] for url in urls]


def test_the_latest_page_comes_first_and_none_twice(engine, source):
    assert due(engine, source) == ["index.xml"]
    record(engine, TOP, pages=tuple(map(month, (3, 4, 5, 7))))
    assert due(engine, source) == ["5.xml", "4.xml", "3.xml"]
    record(engine, month(4))
    assert due(engine, source) == ["5.xml", "3.xml"]
    longer = replace(SPRING, until=SPRING.until + timedelta(days=90))
    assert due(engine, source, longer) == ["index.xml", "7.xml", "5.xml", "3.xml"]


def test_failures_follow_the_ladder_of_their_reason_and_are_never_final(engine, source):
    pauses = []
    for _ in range(7):
        at = clock.now()
        record(engine, TOP, at=at, reason="http_500", failure="The site failed.")
        ((next_at,),) = rows(engine, "SELECT next_at FROM newsbot.backfill_pages")
        pauses.append(next_at - at)
    hour = timedelta(hours=1)
    assert pauses == [hour / 4, hour, 6 * hour, 24 * hour, 72 * hour, 720 * hour, 720 * hour]
    assert due(engine, source) == []
    (progress,) = Backfills(engine).progress([source], SPRING)
    assert (progress.pages, progress.read, progress.waiting) == (1, 0, 1)


def test_no_page_is_due_while_many_urls_of_the_source_are_pending(engine, source):
    offers = [
        Offer(
            link=Link(url=f"https://{HOST}/{number}"),
            site=SITE,
            source_url=INDEX,
            source_kind="sitemap",
            assumed_at=SPRING.since,
        )
        for number in range(MOST_PENDING)
    ]
    Offers(engine).offer(offers)
    assert due(engine, source) == []
    (times,) = rows(engine, "SELECT max(discovered_at), count(*) FROM newsbot.frontier")
    assert times == (SPRING.since, MOST_PENDING)


def test_a_next_page_with_the_same_articles_is_the_last(engine, source):
    second = replace(TOP, url=f"{INDEX}?page=2", number=2)
    third = replace(TOP, url=f"{INDEX}?page=3", number=3)
    record(engine, TOP, pages=(second,), digest=b"a")
    recorded = record(engine, second, pages=(third,), digest=b"a")
    assert recorded == Recorded(is_repetition=True)
    assert due(engine, source) == []


@pytest.mark.usefixtures("source")
def test_pages_beyond_the_limit_are_told(engine, monkeypatch):
    monkeypatch.setattr(backfill_pages, "MAX_PAGES", 3)
    recorded = record(engine, TOP, pages=tuple(map(month, (3, 4, 5))))
    assert recorded == Recorded(over_limit=1)


@pytest.mark.usefixtures("source")
def test_pages_whose_urls_are_too_long_are_told(engine):
    long = replace(month(4), url=f"https://{HOST}/{'4' * MAX_URL_BYTES}.xml")
    recorded = record(engine, TOP, pages=(month(3), long))
    assert recorded == Recorded(too_long=1)
    assert len(rows(engine, "SELECT FROM newsbot.backfill_pages")) == 2


def test_a_backfill_does_not_begin_with_urls_that_are_too_long(engine, source):
    url = f"{INDEX}?{'day' * MAX_URL_BYTES}"
    pages = [replace(TOP, url=url), replace(TOP, url=f"{INDEX}?new")]
    assert BackfillPages(engine, host_of).begin(pages, {INDEX: source}) == 1
    assert due(engine, source) == ["index.xml", "index.xml?new"]


@pytest.mark.parametrize(
    ("parser", "left"),
    [
        (parser_of("sitemap"), ["index.xml", "3.xml"]),
        ("sitemap 0", ["index.xml", "4.xml", "3.xml"]),
    ],
)
def test_a_sitemap_that_a_poll_has_read_counts_as_read_though_it_had_failed(
    engine, source, parser, left
):
    listed = tuple(map(month, (3, 4)))
    record(engine, TOP, pages=listed)
    record(engine, month(4), reason="http_500", failure="The site failed.")
    read = Validators(digest=f"{parser} 00")
    polled = KnownSitemap(url=month(4).url, read_at=clock.now(), validators=read)
    with engine.begin() as connection:
        store_known(connection, source, [polled])
    record(engine, TOP, pages=listed, reason="part_unreadable", failure="A part is broken.")
    with engine.begin() as connection:
        connection.execute(text("UPDATE newsbot.backfill_pages SET next_at = NULL"))
    assert due(engine, source) == left


def test_a_report_waits_for_the_removal_of_its_source_and_not_the_other_way_round(engine, source):
    with ThreadPoolExecutor() as pool:
        with engine.begin() as connection:
            lock = "SELECT FROM newsbot.sources WHERE id = :id FOR UPDATE"
            connection.execute(text(lock), {"id": source})
            recorded = pool.submit(record, engine, TOP, pages=(month(3),))
            wait_until(lambda: rows(engine, WAITING))
            connection.execute(text("DELETE FROM newsbot.sources WHERE id = :id"), {"id": source})
        assert recorded.result() is None


def test_a_backfill_of_a_source_that_was_removed_meanwhile_begins_with_the_others(engine, source):
    removed = replace(TOP, url=f"{INDEX}?gone", source_url=f"{INDEX}?gone")
    ids = {INDEX: source, removed.source_url: source + 1}
    BackfillPages(engine, host_of).begin([removed, replace(TOP, url=f"{INDEX}?new")], ids)
    assert due(engine, source) == ["index.xml", "index.xml?new"]
