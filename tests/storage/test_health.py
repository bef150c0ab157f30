"""What is counted by day of sources and sites, and what the audit reads of it."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from newsbot.health.records import Ended, Watched
from newsbot.storage.articles.storing import ArticleStore
from newsbot.storage.connection.database_clock import read_clock
from newsbot.storage.frontier.site_looks import SiteLook, count_looks
from newsbot.storage.health.findings import Fault, Ledger
from newsbot.storage.health.reading import read_sites
from tests.storage.making import (
    NOON,
    article,
    fingerprinted,
    move_clock,
    rejection,
    rows,
    store,
    story,
)
from tests.storage.polling import FEED, SITE, poll

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = datetime(2026, 5, 11, tzinfo=UTC)
WATCHED = [Watched(key=SITE, sources={FEED: "feed"})]


def test_a_poll_with_news_or_a_fault_has_a_row_and_each_is_counted(engine: Engine) -> None:
    poll(engine, NOON, newest_at=NOON, new_links=20)
    poll(engine, NOON + HOUR, newest_at=NOON, is_unchanged=True, links=0)
    poll(engine, NOON + 2 * HOUR, links=0, failure="It is away.", reason="http_404")
    polls = "SELECT at, new_links, reason FROM newsbot.source_polls ORDER BY at"
    assert rows(engine, polls) == [(NOON, 20, None), (NOON + 2 * HOUR, 0, "http_404")]
    days = "SELECT day, polls, with_news, faults, links, new_links FROM newsbot.source_days"
    assert rows(engine, days) == [(NOON.date(), 3, 1, 1, 20, 20)]


def test_an_article_that_another_source_listed_first_is_news_too(engine: Engine) -> None:
    poll(engine, NOON, newest_at=NOON)
    poll(engine, NOON + HOUR, newest_at=NOON + HOUR, new_links=0)
    poll(engine, NOON + 2 * HOUR, newest_at=NOON + HOUR, new_links=0)
    news = "SELECT with_news, last_news_at FROM newsbot.source_days"
    assert rows(engine, news) == [(2, NOON + HOUR)]


def test_the_longest_pause_of_a_day_is_between_polls_with_news(engine: Engine) -> None:
    for hour in (0, 1, 5, 6):
        poll(engine, MIDNIGHT + hour * HOUR, newest_at=MIDNIGHT + hour * HOUR)
    assert rows(engine, "SELECT longest_pause FROM newsbot.source_days") == [(4 * HOUR,)]


def test_rows_of_polls_are_kept_for_thirty_days(engine: Engine) -> None:
    for day in (0, 1, 31, 32):
        at = NOON + day * DAY
        poll(engine, at, newest_at=at)
    kept = rows(engine, "SELECT at FROM newsbot.source_polls ORDER BY at")
    assert [at - NOON for (at,) in kept] == [31 * DAY, 32 * DAY]
    assert rows(engine, "SELECT count(*) FROM newsbot.source_days") == [(4,)]


def test_polls_that_open_a_day_at_once_all_have_their_rows(engine: Engine) -> None:
    poll(engine, NOON, newest_at=NOON)
    later = [NOON + DAY + n * HOUR for n in range(4)]
    threads = [
        threading.Thread(target=poll, args=(engine, at), kwargs={"reason": "dns", "failure": "."})
        for at in later
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = rows(engine, "SELECT at FROM newsbot.source_polls WHERE reason = 'dns' ORDER BY at")
    assert [at for (at,) in found] == later


def test_what_batches_store_adds_up_to_a_row_a_site_and_day(engine: Engine) -> None:
    fields = {
        "authors": ("Ada Berg",),
        "published_at": NOON - HOUR,
        "published_precision": "minute",
    }
    store(engine, article("a", story("a", 100), **fields), article("b", story("b", 300)))
    store(engine, article("c", story("c", 500)), article("d", story("a", 100)))
    store(engine, article("a", story("another", 100)))
    ArticleStore(engine).store([rejection("x"), rejection("y", "http_404", stage="download")])
    ArticleStore(engine).store([rejection("x")])
    query = """
        SELECT fetched, stored, copies, revised, rejected,
            median_words, median_latency_minutes, authors_rate, title_rate
        FROM news.coverage_daily
    """
    ((*counts, words, latency, authors, titles),) = rows(engine, query)
    assert counts == [7, 3, 1, 1, {"too_short": 2, "http_404": 1}]
    assert abs(words / 100 - 1) < 0.02
    assert abs(latency / 60 - 1) < 0.02
    assert (float(authors), titles) == (0.25, 1)


def test_failed_looks_are_no_new_pages_that_gave_no_article(engine: Engine) -> None:
    store(engine, article("a"))
    looks = [
        rejection("a", "http_404", stage="download", is_revisit=True),
        rejection("a", is_revisit=True),
    ]
    ArticleStore(engine).store(looks)
    assert rows(engine, "SELECT fetched, rejected FROM news.coverage_daily") == [(2, {})]


def test_coverage_of_the_last_days_is_not_added_up_from_all_days(engine: Engine) -> None:
    query = "EXPLAIN SELECT * FROM news.coverage_daily WHERE day >= '2026-05-11'"
    plan = "".join(line for (line,) in rows(engine, query))
    scans = re.findall(r"on (site_days|source_days)[^>]*?\(day >= '2026-05-11'::date\)", plan)
    assert set(scans) == {"site_days", "source_days"}


def test_a_batch_that_fails_counts_nothing(engine: Engine) -> None:
    items = fingerprinted(engine, article("a"))
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE newsbot.changes ADD CHECK (op <> 'insert')"))
    with pytest.raises(IntegrityError):
        ArticleStore(engine).store(items)
    assert rows(engine, "SELECT count(*) FROM newsbot.site_days") == [(0,)]


def test_a_view_shows_since_when_a_source_fails(engine: Engine) -> None:
    poll(engine, NOON, newest_at=NOON)
    for hour in (1, 2):
        poll(engine, NOON + hour * HOUR, links=0, failure="It is away.", reason="http_404")
    query = """
        SELECT site, good_at, news_at, links, faults, failing_since, reason
        FROM news.source_health
    """
    assert rows(engine, query) == [(SITE, NOON, NOON, 20, 2, NOON + HOUR, "http_404")]


def test_the_audit_reads_the_days_and_faults_of_its_sites(engine: Engine) -> None:
    at = read_clock(engine) - HOUR
    poll(engine, at, newest_at=at, new_links=20)
    poll(engine, at, links=0, failure="It is away.", reason="http_404")
    poll(engine, at + HOUR, links=0, failure="It is away.", reason="http_404")
    store(engine, article("a", site=SITE, fetched_at=at))
    store(engine, article("b", site="other", fetched_at=at))
    (site,) = read_sites(engine, WATCHED)
    (source,) = site.sources
    assert source.days[0].first_news_at == at
    assert source.faults is not None
    faults = source.faults
    assert (faults.times, faults.since, faults.until) == (1, at + HOUR, at + HOUR)
    # Just after midnight, the second poll without links begins a further day.
    days = [(day.day, day.found, day.articles) for day in site.days if day.found]
    assert days == [(at.date(), 20, 1)]


def test_the_audit_tells_polls_without_links_from_polls_that_failed(engine: Engine) -> None:
    at = read_clock(engine) - 9 * HOUR
    reasons = ["timeout", "no_entries", "no_entries", "timeout", "no_entries", "http_500"]
    poll(engine, at, newest_at=at, new_links=20)
    for number, reason in enumerate(reasons, 1):
        poll(engine, at + number * HOUR, links=0, failure="It failed.", reason=reason)
    ((source,),) = [site.sources for site in read_sites(engine, WATCHED)]
    assert source.faults is not None
    assert source.empty is not None
    faults, empty = source.faults, source.empty
    assert (faults.times, faults.reason, faults.since) == (1, "http_500", at + 6 * HOUR)
    assert (empty.times, empty.since, empty.until) == (3, at + 2 * HOUR, at + 5 * HOUR)


def test_the_audit_reads_which_looks_found_a_text_that_shrank(engine: Engine) -> None:
    at = read_clock(engine)
    store(engine, article("a", site=SITE, fetched_at=at))
    with engine.begin() as connection:
        ((site_id,),) = connection.execute(text("SELECT id FROM newsbot.sites"))
        looks = [
            SiteLook(site_id=site_id, day=(at - age * DAY).date(), is_shrunk=age == 1)
            for age in (1, 1, 2, 9)
        ]
        count_looks(connection, looks)
    (site,) = read_sites(engine, WATCHED)
    assert [(each.looks, each.shrunk) for each in site.looks] == [(1, 0), (2, 2)]


@pytest.mark.parametrize(("urls", "hosts"), [(1, []), (10, ["books.example"])])
def test_a_host_is_one_of_the_site_if_the_site_has_many_urls_there(
    engine: Engine, urls: int, hosts: list[str]
) -> None:
    poll(engine, NOON)
    with engine.begin() as connection:
        connection.execute(
            text("""
                INSERT INTO newsbot.hosts (host, queue, reason, failures)
                VALUES ('books.example', 'books.example', 'dns', 9)
            """)
        )
        connection.execute(
            text("""
                INSERT INTO newsbot.frontier (url_key, url, site_id, state, host)
                SELECT sha256(CAST(CAST(n AS text) AS bytea)), 'https://books.example/' || n,
                    id, 'pending', 'books.example'
                FROM newsbot.sites, generate_series(1, :urls) AS n
            """),
            {"urls": urls},
        )
    (site,) = read_sites(engine, WATCHED)
    assert [each.host for each in site.hosts] == hosts


def test_a_fault_does_not_become_usual_by_lasting(engine: Engine) -> None:
    now = read_clock(engine)
    for age in (70, 40, 1):
        store(engine, article(f"{age}", story(f"{age}"), site=SITE, fetched_at=now - age * DAY))
    Ledger(engine).write({(SITE, "layout"): Fault(since=now - 20 * DAY, message=".")}, [SITE])
    (site,) = read_sites(engine, WATCHED)
    assert [day.day for day in site.days] == [(now - age * DAY).date() for age in (40, 1)]
    assert site.open_since == {"layout": now - 20 * DAY}


def test_the_audit_reads_which_faults_of_pages_are_over(engine: Engine) -> None:
    now = read_clock(engine)
    fault = Fault(since=now - 3 * DAY, message=".")
    for faults in ({(SITE, "layout"): fault, (SITE, "quiet"): fault}, {}):
        Ledger(engine).write(faults, [SITE])
    (site,) = read_sites(engine, WATCHED)
    assert site.ended == (Ended(first=fault.since.date(), last=now.date()),)
    move_clock(engine, 36 * DAY)
    (site,) = read_sites(engine, WATCHED)
    assert site.ended == ()
