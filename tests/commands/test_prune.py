"""`scrapy db prune` deletes what is older than it may be, and nothing that is still needed."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from newsbot.errors import ExitCode
from newsbot.storage.articles.storing import ArticleStore
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_site import LocalSite
from tests.storage.making import (
    article,
    move_clock,
    rejection,
    rows,
    store,
    story,
)  # fmt: skip

OLD = "newsbot.now() - interval '400 days'"
RUN = "INSERT INTO newsbot.runs (spider, arguments, newsbot_version, started_at, finished_at)"
A_YEAR = "NEWSBOT_RETENTION=runs=1y,rejections=1y,coverage=1y,findings=1y,changes=1y,versions=1y"


def run_sql(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for sql in statements:
            connection.execute(text(sql))


def pruned(run_scrapy: RunScrapy, retention: str = A_YEAR, *options: str) -> dict[str, int]:
    """By kind, the number of rows that were deleted."""
    done = run_scrapy("db", "prune", "--json", "--write", *options, "-s", retention)
    assert done.returncode == ExitCode.OK, done.stderr
    return json.loads(done.stdout)["rows"]


def test_without_a_setting_everything_is_kept(run_scrapy: RunScrapy, engine: Engine) -> None:
    run_sql(engine, f"{RUN} VALUES ('news', '{{}}', '0', {OLD}, {OLD})")
    done = run_scrapy("db", "prune", "--write")
    assert "NEWSBOT_RETENTION is empty" in done.stderr
    assert rows(engine, "SELECT count(*) FROM news.runs") == [(1,)]


def test_without_write_rows_are_only_counted(run_scrapy: RunScrapy, engine: Engine) -> None:
    run_sql(engine, f"{RUN} VALUES ('news', '{{}}', '0', {OLD}, {OLD})")
    done = run_scrapy("db", "prune", "-s", "NEWSBOT_RETENTION=runs=1y")
    assert ["runs", "365", "d", "1"] in [line.split() for line in done.stdout.splitlines()]
    assert done.stderr == "Nothing was deleted: --write deletes them.\n"
    assert rows(engine, "SELECT count(*) FROM news.runs") == [(1,)]


def test_old_runs_go_and_those_that_a_lease_or_an_open_file_names_stay(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    ended = f"('news', '{{}}', '0', {OLD}, {OLD})"
    run_sql(
        engine,
        f"{RUN} VALUES {ended}, {ended}, {ended}, ('news', '{{}}', '0', newsbot.now(), NULL)",
        "INSERT INTO newsbot.queues (queue, leased_by) VALUES ('gazette.example', 2)",
        "INSERT INTO newsbot.archive_files (name, state, run_id) VALUES ('a', 'open', 3)",
    )
    assert pruned(run_scrapy)["runs"] == 1
    assert rows(engine, "SELECT run_id FROM news.runs ORDER BY run_id") == [(2,), (3,), (4,)]


def test_a_rejection_outlives_its_run(run_scrapy: RunScrapy, engine: Engine) -> None:
    run_sql(engine, f"{RUN} VALUES ('news', '{{}}', '0', {OLD}, {OLD})")
    ArticleStore(engine, run_id=1).store([rejection("a")])
    assert pruned(run_scrapy)["runs"] == 1
    assert rows(engine, "SELECT run_id FROM news.rejections") == [(1,)]


def test_rejections_that_are_tried_again_stay(run_scrapy: RunScrapy, engine: Engine) -> None:
    ArticleStore(engine).store([rejection("a"), rejection("b")])
    run_sql(
        engine,
        f"UPDATE newsbot.rejections SET last_at = {OLD}",  # noqa: S608 - ours
        "INSERT INTO newsbot.frontier (url_key, url, site_id, host, state)"
        " SELECT url_key, url, site_id, '', CASE WHEN url LIKE '%/a' THEN 'pending' ELSE 'failed'"
        " END FROM newsbot.rejections",
    )
    before = rows(engine, "SELECT url, state FROM newsbot.frontier ORDER BY url")
    assert pruned(run_scrapy)["rejections"] == 1
    assert rows(engine, "SELECT url FROM news.rejections") == [("https://gazette.example/a",)]
    assert rows(engine, "SELECT url, state FROM newsbot.frontier ORDER BY url") == before


def test_of_each_article_the_last_change_stays(run_scrapy: RunScrapy, engine: Engine) -> None:
    told = (("insert", 1), ("insert", 2), ("update", 1), ("delete", 2), ("insert", 3))
    values = ", ".join(f"('{op}', {number}, {OLD})" for op, number in told)
    run_sql(
        engine,
        f"INSERT INTO newsbot.changes (op, article_id, changed_at) VALUES {values}",  # noqa: S608 - ours
        "INSERT INTO newsbot.changes (op, article_id) VALUES ('update', 3)",
    )
    assert pruned(run_scrapy)["changes"] == 3
    kept = "SELECT change_id, op, article_id FROM news.changes ORDER BY change_id"
    assert rows(engine, kept) == [(3, "update", 1), (4, "delete", 2), (6, "update", 3)]


def test_texts_that_others_followed_long_ago_go_and_no_gap_is_left(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    ((now,),) = rows(engine, "SELECT newsbot.now()")
    first, second, third, last = (now - timedelta(days=days) for days in (900, 800, 400, 10))
    for at in (first, second, third, last):
        store(engine, article("a", story(f"{at}"), fetched_at=at))
    before = rows(engine, "SELECT * FROM news.articles")
    assert pruned(run_scrapy)["versions"] == 2
    versions = "SELECT version, valid_from, valid_to, is_current FROM news.article_versions"
    assert rows(engine, f"{versions} ORDER BY 1") == [
        (3, third, last, False),
        (4, last, None, True),
    ]
    assert rows(engine, "SELECT * FROM news.articles") == before
    stored = "SELECT count(DISTINCT version_id) FROM newsbot.sketches WHERE version_id < 3"
    assert rows(engine, stored) == [(0,)]


def test_days_go_but_not_those_that_the_audit_compares_with(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    run_sql(
        engine,
        "INSERT INTO newsbot.sites (key) VALUES ('gazette.example'), ('herald.example')",
        "INSERT INTO newsbot.sources (site_id, kind, url)"
        " VALUES (1, 'feed', 'a'), (2, 'feed', 'b')",
        # The first source has news every day; the second was silent for 410 days.
        "INSERT INTO newsbot.source_days (source_id, day, with_news, good_at, newest_at)"
        " SELECT s.id, newsbot.now()::date - d, (s.id = 1 OR d > 410)::int, newsbot.now(),"
        " newsbot.now() FROM newsbot.sources AS s, generate_series(0, 449) AS d",
        "INSERT INTO newsbot.site_days (site_id, day) SELECT 1, newsbot.now()::date - d"
        " FROM generate_series(0, 449) AS d",
    )
    assert pruned(run_scrapy)["coverage"] == (449 - 365) + (449 - 365) + (449 - 411 - 28)
    run_sql(
        engine,
        "INSERT INTO newsbot.findings (site, kind, since, message)"
        " VALUES ('gazette.example', 'silent', newsbot.now() - interval '360 days', '')",
    )
    assert pruned(run_scrapy, "NEWSBOT_RETENTION=coverage=100d")["coverage"] > 0
    oldest = "SELECT newsbot.now()::date - min(day) FROM newsbot.site_days"
    assert rows(engine, oldest) == [(365,)]


def test_what_was_pruned_is_noted_and_a_second_time_nothing_is_left_to_do(
    run_scrapy: RunScrapy, engine: Engine
) -> None:
    ended = f"SELECT 'news', '{{}}', '0', {OLD}, {OLD}"
    run_sql(engine, f"{RUN} {ended} FROM generate_series(1, 12000)")
    assert pruned(run_scrapy)["runs"] == 12_000
    assert pruned(run_scrapy)["runs"] == 0
    noted = "SELECT table_name FROM news.storage WHERE pruned_before IS NOT NULL"
    assert rows(engine, noted) == [("runs",)]


def test_nothing_is_fetched_again_after_pruning(
    run_scrapy: RunScrapy, engine: Engine, site: LocalSite
) -> None:
    pages = [site.add("/a", news_page("Barge")), site.url("/missing")]
    feed = site.add("/feed", feed_of(*pages), Content_Type="application/rss+xml")
    run_scrapy("crawl", "feed", "-a", f"url={feed}")
    run_sql(engine, "UPDATE newsbot.frontier SET state = 'failed' WHERE state = 'pending'")
    move_clock(engine, timedelta(days=5000))
    assert sum(pruned(run_scrapy).values()) > 0
    site.requested.clear()
    run_scrapy("crawl", "feed", "-a", f"url={feed}", "-s", "NEWSBOT_REVISITS=")
    assert set(site.requested) <= {"/feed", "/robots.txt"}


@pytest.mark.parametrize(
    ("retention", "said"),
    [
        ("articles=1y", "NEWSBOT_RETENTION names 'articles': it has to be one of runs, "),
        ("runs", "keeps runs for '': it has to be days or years"),
        ("runs=soon", "keeps runs for 'soon': it has to be days or years"),
        ("runs=30d, runs=keep", "names runs twice"),
        ("runs=1000y", "keeps runs for '1000y': it has to be days or years"),
        ("runs=1d", "keeps runs for 1d: it has to be at least 30d"),
    ],
)
def test_a_retention_that_cannot_be_used_is_refused_in_one_line(
    run_scrapy: RunScrapy, retention: str, said: str
) -> None:
    refused = run_scrapy("db", "prune", NEWSBOT_RETENTION=retention)
    assert refused.returncode == ExitCode.CONFIGURATION
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_kind_may_be_kept_by_name(run_scrapy: RunScrapy) -> None:
    assert pruned(run_scrapy, "NEWSBOT_RETENTION=changes=keep, runs = 2y") == {"runs": 0}
