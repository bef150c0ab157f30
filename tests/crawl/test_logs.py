"""What a crawl writes into its log, for people and for programs."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.running import running
from tests.patience import wait_until
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

CONTACT = {"SCRAPY_PROJECT": "production", "NEWSBOT_CONTACT": "ops@outlet.example"}
LOOPBACK = {"NEWSBOT_ALLOW_NETS": "127.0.0.0/8"}

Line = dict[str, object]


@pytest.fixture
def feed(site: LocalSite) -> str:
    """The URL of a feed of an article, and of a page that is gone."""
    site.add("/2026/05/11/story", news_page("A story of the outlet"))
    site.add(
        "/feed",
        feed_of(site.url("/2026/05/11/story"), site.url("/2026/05/11/gone")),
        Content_Type="application/rss+xml",
    )
    return site.url("/feed")


def json_lines(text: str) -> list[Line]:
    """The objects of a log; each of its lines has to be one."""
    return [json.loads(line) for line in text.splitlines()]


def test_all_lines_for_programs_are_objects_that_name_the_run(run_scrapy: RunScrapy, feed: str):
    crawl = ("crawl", "feed", "-a", f"url={feed}", "-s", "DOWNLOAD_DELAY=0", "-L", "DEBUG")
    ended = run_scrapy(*crawl, **CONTACT, **LOOPBACK, NEWSBOT_LOG="json")
    assert ended.returncode == ExitCode.OK
    lines = json_lines(ended.stderr)
    outcomes = {
        (str(line["url"]).rpartition("/")[2], line["outcome"], line.get("reason"), line["run"])
        for line in lines
        if "url" in line
    }
    assert outcomes == {
        ("feed", "fetched", None, 1),
        ("story", "new", None, 1),
        ("gone", "failed", "http_404", 1),
    }


def test_scrapys_preamble_is_none_of_info(run_scrapy: RunScrapy, feed: str):
    crawl = ("crawl", "feed", "-a", f"url={feed}", "-s", "DOWNLOAD_DELAY=0")
    ended = run_scrapy(*crawl, **CONTACT, **LOOPBACK)
    loggers = [
        line.split("[")[1].split("]")[0] for line in ended.stderr.splitlines() if "[" in line
    ]
    assert sorted(loggers) == ["newsbot.pages", "newsbot.pages", "newsbot.sources"]


def test_an_error_that_ends_a_command_is_an_object_too(run_scrapy: RunScrapy):
    ended = run_scrapy("crawl", "nwes", NEWSBOT_LOG="json")
    assert ended.returncode == ExitCode.CONFIGURATION
    (line,) = json_lines(ended.stderr)
    assert (line["level"], line["logger"]) == ("ERROR", "newsbot")
    assert str(line["message"]).startswith("unknown spider 'nwes'")


@pytest.mark.parametrize(
    "command",
    [
        ("audit", "--site", "nowhere"),
        ("audit",),
        ("runs",),
        ("retry",),
        ("dedup", "--since", "7d"),
        ("db", "current"),
        ("sites", "list", "--sites-file", "missing.toml"),
    ],
)
def test_an_error_that_ends_a_command_without_a_crawl_is_an_object_too(
    run_scrapy: RunScrapy, command: tuple[str, ...]
):
    nowhere = "postgresql://127.0.0.1:1/none"
    ended = run_scrapy(*command, NEWSBOT_LOG="json", NEWSBOT_DATABASE_URL=nowhere)
    (line,) = json_lines(ended.stderr)
    assert (line["level"], line["logger"]) == ("ERROR", "newsbot")


def test_a_log_that_was_moved_away_goes_on_in_a_new_file(
    site: LocalSite, database_url: str, tmp_path: Path
):
    pages = {f"/2026/05/11/story-{n}": news_page(f"Story {n} of the outlet") for n in range(30)}
    for path, page in pages.items():
        site.add(path, page)
    site.add("/feed", feed_of(*map(site.url, pages)), Content_Type="application/rss+xml")
    log, moved = tmp_path / "newsbot.log", tmp_path / "newsbot.log.1"
    crawl = ("crawl", "feed", "-a", f"url={site.url('/feed')}", "-s", "DOWNLOAD_DELAY=0.2")
    options = ("-s", f"LOG_FILE={log}", "-L", "INFO")
    environment = {"NEWSBOT_DATABASE_URL": database_url, "NEWSBOT_HOME": str(tmp_path / "home")}
    with running(*crawl, *options, log=tmp_path / "stderr", **environment) as command:
        wait_until(lambda: log.exists() and "[newsbot.pages]" in log.read_text())
        log.rename(moved)
        assert command.wait() == ExitCode.OK
    told = [file.read_text().count("[newsbot.pages]") for file in (moved, log)]
    assert sum(told) == len(pages)
    assert min(told) > 0


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"NEWSBOT_WORKRES": "2"}, "unknown environment variable NEWSBOT_WORKRES: did you mean"),
        ({"NEWSBOT_WORKERS": "2"}, "NEWSBOT_WORKERS is no environment variable but a setting"),
        ({"NEWSBOT_LOG": "xml"}, "NEWSBOT_LOG is 'xml': it has to be text or json"),
        ({"NEWSBOT_CONTACT": "me"}, "NEWSBOT_CONTACT is 'me': it has to be a URL or a mail"),
        ({"SCRAPY_PROJECT": "production"}, "servers want to know who fetches from them: set"),
    ],
)
def test_what_is_wrong_in_the_environment_is_one_line_and_no_row(
    run_scrapy: RunScrapy, engine: Engine, environment: dict[str, str], says: str
):
    ended = run_scrapy("crawl", "pages", "-a", "urls=http://127.0.0.1:9/a", **environment)
    assert ended.returncode == ExitCode.CONFIGURATION
    assert ended.stderr.startswith(f"newsbot: {says}")
    assert ended.stderr.count("\n") == 1
    assert rows(engine, "SELECT count(*) FROM news.runs") == [(0,)]


def test_a_run_that_a_setting_keeps_from_starting_is_closed(run_scrapy: RunScrapy, engine: Engine):
    crawl = ("crawl", "pages", "-a", "urls=http://127.0.0.1:9/a")
    assert (
        run_scrapy(*crawl, "-s", "DOWNLOADER=newsbot.NoSuch").returncode == ExitCode.CONFIGURATION
    )
    asked = "SELECT state, finish_reason, exit_code FROM news.runs"
    assert rows(engine, asked) == [("ended", "not_started", ExitCode.CONFIGURATION)]


def test_a_contact_is_told_to_servers(run_scrapy: RunScrapy, site: LocalSite, feed: str):
    crawl = ("crawl", "feed", "-a", f"url={feed}", "-s", "DOWNLOAD_DELAY=0")
    assert run_scrapy(*crawl, **CONTACT, **LOOPBACK).returncode == ExitCode.OK
    assert {agent.rpartition(" ")[2] for agent in site.agents} == {"+ops@outlet.example"}
