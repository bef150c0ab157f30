"""`scrapy sites adopt`: shows what would move to a registered site, and moves it when told to."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.storage.rewriting.ownership.forgetting import set_forgotten
from tests.conftest import RunScrapy
from tests.storage.making import article_on, rows, store, story

REGISTRY = """
[sites.gazette]
name = "The Gazette"
domains = ["gazette.example", "gazette-sport.example"]
sources = [{ kind = "feed", url = "https://gazette.example/rss" }]
"""
BY_SITE = "SELECT site, count(*) FROM news.all_articles GROUP BY site ORDER BY site"


@pytest.fixture
def sites(tmp_path: Path) -> tuple[str, str]:
    """The options that name a registry with one site, the Gazette."""
    file = tmp_path / "sites.toml"
    file.write_text(REGISTRY)
    return ("--sites-file", str(file))


@pytest.fixture
def stored(engine: Engine) -> Engine:
    """Articles of the Gazette under two bare domains and under the Post, and one of the Post."""
    for site in ("gazette.example", "gazette-sport.example", "post.example"):
        store(engine, article_on(site, story(site, 60)))
    listed = "https://www.gazette.example/listed"
    store(engine, article_on("post.example", story("listed", 60), url=listed))
    return engine


def test_it_shows_what_would_move_and_moves_it_when_told_to(
    run_scrapy: RunScrapy, stored: Engine, sites: tuple[str, str]
) -> None:
    before = rows(stored, BY_SITE)
    shown = run_scrapy("sites", "adopt", "gazette", *sites)
    assert [line.split() for line in shown.stdout.splitlines()[2:]] == [
        ["gazette-sport.example", "gazette-sport.example", "1", "1", "0", "0"],
        ["gazette.example", "gazette.example", "1", "1", "0", "0"],
        ["post.example", "www.gazette.example", "1", "1", "0", "0"],
    ]
    assert shown.stderr == "Nothing was moved: --write moves it.\n"
    assert rows(stored, BY_SITE) == before
    written = run_scrapy("sites", "adopt", "gazette", *sites, "--write")
    assert (written.stdout, written.returncode) == (shown.stdout, ExitCode.OK)
    assert written.stderr == "6 rows moved to gazette.\n"
    assert rows(stored, BY_SITE) == [("gazette", 3), ("post.example", 1)]
    names = "SELECT name FROM news.sites WHERE site = 'gazette'"
    assert rows(stored, names) == [("The Gazette",)]
    again = run_scrapy("sites", "adopt", "gazette", *sites, "--write")
    assert (again.stdout, again.stderr) == ("Nothing of gazette is stored under other sites.\n", "")


@pytest.mark.usefixtures("stored")
def test_json_has_the_counts_of_each_site_and_host(
    run_scrapy: RunScrapy, sites: tuple[str, str]
) -> None:
    printed = json.loads(run_scrapy("sites", "adopt", "gazette", *sites, "--json").stdout)
    assert printed[0] == {
        "site": "gazette-sport.example", "host": "gazette-sport.example",
        "articles": 1, "urls": 1, "rejections": 0, "sources": 0,
    }  # fmt: skip
    assert len(printed) == 3


def test_a_site_that_is_not_registered_or_forgotten_is_an_error(
    run_scrapy: RunScrapy, engine: Engine, sites: tuple[str, str]
) -> None:
    ended = run_scrapy("sites", "adopt", "gazete", *sites)
    assert (ended.returncode, ended.stdout) == (ExitCode.CONFIGURATION, "")
    assert "did you mean gazette?" in ended.stderr
    set_forgotten(engine, "gazette", ["gazette.example"])
    ended = run_scrapy("sites", "adopt", "gazette", *sites)
    assert ended.returncode == ExitCode.CONFIGURATION
    assert "scrapy sites forget gazette --undo" in ended.stderr


def test_a_site_with_a_host_that_was_forgotten_under_another_key_is_an_error(
    run_scrapy: RunScrapy, engine: Engine, sites: tuple[str, str]
) -> None:
    store(engine, article_on("post.example", story("a", 60), url="https://gazette.example/a"))
    set_forgotten(engine, "old-gazette", ["gazette.example"])
    ended = run_scrapy("sites", "adopt", "gazette", *sites, "--write")
    assert ended.returncode == ExitCode.CONFIGURATION
    assert "`scrapy sites forget old-gazette --undo`" in ended.stderr
    assert rows(engine, BY_SITE) == [("post.example", 1)]


@pytest.mark.parametrize("arguments", [(), ("gazette", "post")])
def test_it_takes_one_site(run_scrapy: RunScrapy, arguments: tuple[str, ...]) -> None:
    ended = run_scrapy("sites", "adopt", *arguments)
    assert ended.returncode == ExitCode.USAGE
    assert "name one registered site" in ended.stderr
