"""The file of metrics: what Prometheus reads of a crawl."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from newsbot import clock
from newsbot.errors import ExitCode
from newsbot.extensions.metrics_file import write_metrics
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

OPERATIONS = (Path(__file__).resolve().parents[2] / "docs/operations.md").read_text()
STATS = {
    "start_time": datetime(2026, 5, 11, tzinfo=UTC), "newsbot/fetched": 6, "newsbot/new": 3,
    "newsbot/copy": 1, "newsbot/rejected/too_short": 2, "newsbot/failed/http_404": 4,
    "newsbot/source_fetched": 5, "newsbot/source_unchanged": 1,
    "newsbot/source_failed": 1, "newsbot/source_failed/http_410": 1,
}  # fmt: skip


def values(file: Path) -> dict[str, float]:
    """The samples of a file of metrics, as Prometheus reads them."""
    families = text_string_to_metric_families(file.read_text(encoding="utf-8"))
    return {
        "_".join([sample.name.removeprefix("newsbot_"), *sample.labels.values()]): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_metrics_of_an_ended_run(database_url: str, tmp_path: Path):
    file = tmp_path / "newsbot.prom"
    write_metrics(file, database_url, "news", STATS, ExitCode.EXPECTATIONS)
    found = values(file)
    assert found["run_running"] == 0
    assert found["run_exit_code"] == 6
    assert found["run_start_time_seconds"] == STATS["start_time"].timestamp()
    assert abs(found["run_end_time_seconds"] - clock.now().timestamp()) < 600
    ran_s = found["run_end_time_seconds"] - found["run_start_time_seconds"]
    assert found["run_duration_seconds"] == pytest.approx(ran_s)
    assert {name: count for name, count in found.items() if "pages" in name and count} == {
        "run_fetched_pages": 6, "run_stored_pages_new": 3, "run_stored_pages_copy": 1,
        "run_unstored_pages_too_short_rejected": 2, "run_unstored_pages_http_404_failed": 4,
    }  # fmt: skip
    assert (found["run_read_sources"], found["run_failed_sources_http_410"]) == (6, 1)
    assert (found["pending_urls"], found["due_queues"], found["leased_queues"]) == (0, 0, 0)


def test_while_a_run_goes_on_the_end_is_that_of_the_run_before(database_url: str, tmp_path: Path):
    file = tmp_path / "newsbot.prom"
    write_metrics(file, database_url, "news", STATS, None)
    assert "run_end_time_seconds" not in values(file)
    write_metrics(file, database_url, "news", STATS, ExitCode.OK)
    ended = values(file)
    write_metrics(file, database_url, "news", {}, None)
    found = values(file)
    assert (found["run_running"], found["run_fetched_pages"]) == (1, 0)
    for name in ("run_end_time_seconds", "run_exit_code", "run_duration_seconds"):
        assert found[name] == ended[name]


def test_metrics_are_written_whole_and_nothing_is_left_beside_them(
    database_url: str, tmp_path: Path
):
    file = tmp_path / "newsbot.prom"
    for damaged in ("damaged{", "# TYPE newsbot_run_exit_code gauge\n"):
        file.write_text(damaged)
        write_metrics(file, database_url, "news", STATS, None)
    assert file.read_text().endswith("\n")
    assert list(tmp_path.glob("*")) == [file]


def test_names_are_as_prometheus_wants_them(database_url: str, tmp_path: Path):
    file = tmp_path / "newsbot.prom"
    write_metrics(file, database_url, "news", STATS, ExitCode.OK)
    families = list(text_string_to_metric_families(file.read_text()))
    assert [each.name for each in families if not re.fullmatch("newsbot_[a-z_]+", each.name)] == []
    # The ending "_total" is that of counters, and these begin at 0 with each run.
    assert [each.name for each in families if each.name.endswith("_total")] == []
    assert {each.type for each in families} == {"gauge"}
    assert all(each.documentation.endswith(".") for each in families)
    assert [each.name for each in families if f"`{each.name}" not in OPERATIONS] == []


def test_a_database_that_is_away_costs_only_the_lengths_of_queues(tmp_path: Path):
    file = tmp_path / "newsbot.prom"
    write_metrics(file, "postgresql://nobody@127.0.0.1:1/none", "news", STATS, ExitCode.DATABASE)
    found = values(file)
    assert found["run_exit_code"] == 3
    assert "pending_urls" not in found


def test_a_crawl_writes_metrics_while_it_runs_and_at_the_end(
    engine: Engine, database_url: str, site: LocalSite, tmp_path: Path
):
    file = tmp_path / "newsbot.prom"
    pages = [site.add(f"/{name}", news_page(name), Held="yes") for name in ("Anna", "Berta")]
    feed = site.add("/feed.xml", feed_of(*pages), Content_Type="application/rss+xml")
    command = ("crawl", "feed", "-a", f"url={feed}")
    settings = {"NEWSBOT_DATABASE_URL": database_url, "NEWSBOT_METRICS_FILE": str(file)}
    with running(*command, log=tmp_path / "log", **settings) as crawl:
        crawl.wait_until(lambda: file.exists() and values(file)["run_running"] == 1)
        site.held.set()
        assert crawl.wait() == 0, crawl.stderr()
    found = values(file)
    assert (found["run_running"], found["run_exit_code"], found["run_stored_pages_new"]) == (
        0,
        0,
        2,
    )
    [(fetched,)] = rows(engine, "SELECT fetched FROM news.runs")
    assert found["run_fetched_pages"] == fetched


def test_a_file_that_cannot_be_written_is_refused_before_the_crawl(
    run_scrapy: RunScrapy, site: LocalSite
):
    url = f"url={site.add('/feed.xml', feed_of())}"
    ended = run_scrapy("crawl", "feed", "-a", url, NEWSBOT_METRICS_FILE="/proc/newsbot.prom")
    assert ended.returncode == 1
    assert "cannot write /proc/newsbot.prom" in ended.stderr


def test_what_is_no_ordinary_file_is_neither_read_nor_replaced(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
):
    # Like /dev/null, a pipe would never be there again for others.
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    url = f"url={site.add('/feed.xml', feed_of())}"
    ended = run_scrapy("crawl", "feed", "-a", url, NEWSBOT_METRICS_FILE=str(pipe))
    assert (ended.returncode, pipe.is_fifo()) == (1, True)
    assert f"cannot write {pipe}: it is no ordinary file" in ended.stderr
