"""`scrapy reextract` after crawls that keep pages: what a mended fault changes, and that it ends.

The fault is a rule for the site that strips what it should not. Without the rule it is mended.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.crawl.stored import stored
from tests.crawl.test_rules import add_three_pages
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

CHANGES = "SELECT op FROM newsbot.changes ORDER BY change_id"
VERSIONS = "SELECT version, cause, is_current FROM news.article_versions ORDER BY version"


@dataclass
class Kept:
    """A site whose pages a crawl keeps, with or without the faulty rule."""

    run_scrapy: RunScrapy
    site: LocalSite
    engine: Engine
    folder: Path

    def look(self, path: str, fault: str) -> None:
        rules = self.rules(fault)
        self.run("crawl", "pages", "-a", f"urls={self.site.url(path)}", NEWSBOT_SITE_RULES=rules)
        self.site.requested.clear()

    def rules(self, fault: str) -> str:
        rules = self.folder / "rules"
        rules.mkdir(exist_ok=True)
        (rules / "127.0.0.1.txt").write_text(f"strip: {fault}\n" if fault else "")
        return str(rules)

    def crawl(self, *paths: str, fault: str = "") -> None:
        rules = self.rules(fault)
        urls = feed_of(*map(self.site.url, paths))
        feed = self.site.add("/rss", urls, Content_Type="application/rss+xml")
        done = self.run("crawl", "feed", "-a", f"url={feed}", NEWSBOT_SITE_RULES=rules)
        assert done.returncode == 0, done.stderr
        self.site.requested.clear()

    def run(self, *args: str, **environment: str):
        archive = {"NEWSBOT_ARCHIVE": str(self.folder / "archive")}
        return self.run_scrapy(*args, **archive | environment)

    def reextract(self, *args: str) -> dict[str, int]:
        done = self.run("reextract", "--json", *args)
        assert done.returncode == 0, done.stderr
        assert self.site.requested == []
        return json.loads(done.stdout)


@pytest.fixture
def kept(run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path) -> Kept:
    return Kept(run_scrapy, site, engine, tmp_path)


def test_a_rejected_page_whose_fault_is_mended_gives_its_article_without_a_request(
    kept: Kept,
) -> None:
    kept.site.add("/a", news_page("Anna"))
    kept.crawl("/a", fault="//article")
    assert rows(kept.engine, "SELECT FROM news.articles") == []
    assert kept.reextract("--reason", "empty") == {"new": 1}
    assert rows(kept.engine, "SELECT url FROM news.articles") == [(kept.site.url("/a"),)]
    assert rows(kept.engine, "SELECT FROM newsbot.rejections") == []
    fetched = "SELECT a.fetched_at = p.fetched_at, f.state, f.revisit_at > a.fetched_at "
    fetched += "FROM newsbot.articles AS a, newsbot.archived_pages AS p, newsbot.frontier AS f"
    assert rows(kept.engine, fetched) == [(True, "done", True)]


def test_a_text_that_differs_is_a_version_of_cause_extractor(kept: Kept) -> None:
    kept.site.add("/a", news_page("Anna"))
    kept.crawl("/a", fault="//p[last()]")
    ((short,),) = rows(kept.engine, "SELECT body FROM news.articles")
    assert kept.reextract() == {"revised": 1}
    ((whole,),) = rows(kept.engine, "SELECT body FROM news.articles")
    assert whole.startswith(short)
    assert len(whole) > len(short)
    assert rows(kept.engine, VERSIONS) == [(1, "publisher", False), (2, "extractor", True)]
    assert rows(kept.engine, CHANGES) == [("insert",), ("update",)]


def test_each_text_of_an_article_is_mended_at_its_own_time(kept: Kept) -> None:
    fault = "//p[last()]"
    kept.site.add("/a", news_page("Anna"))
    kept.crawl("/a", fault=fault)
    kept.look("/a", fault=fault)  # the same bytes
    kept.site.add("/a", news_page("Berta"))
    kept.look("/a", fault=fault)
    kinds = "SELECT kind FROM newsbot.archived_pages ORDER BY fetched_at"
    assert rows(kept.engine, kinds) == [("page",), ("revisit",), ("page",)]
    assert kept.reextract() == {"revised": 2}
    in_time = "SELECT version, cause, is_current, body LIKE '%Anna7%', body LIKE '%Berta7%' "
    in_time += "FROM news.article_versions ORDER BY valid_from, version"
    assert rows(kept.engine, in_time) == [
        (1, "publisher", False, False, False),
        (3, "extractor", False, True, False),
        (2, "publisher", False, False, False),
        (4, "extractor", True, False, True),
    ]
    changes = rows(kept.engine, CHANGES)
    assert kept.reextract() == {"unchanged": 2}
    assert rows(kept.engine, CHANGES) == changes == [("insert",), *[("update",)] * 3]


def test_where_nothing_differs_nothing_is_written(kept: Kept) -> None:
    add_three_pages(kept.site)
    kept.site.add("/a", news_page("Anna"))
    kept.site.add("/wall", "<html><title>No</title><p>Nothing.</p></html>")
    kept.crawl("/a", "/story", "/wall")
    before, changes = stored(kept.engine), rows(kept.engine, CHANGES)
    rejections = rows(kept.engine, "SELECT * FROM newsbot.rejections")
    frontier = rows(kept.engine, "SELECT * FROM newsbot.frontier ORDER BY url")
    for _ in range(2):
        assert kept.reextract() == {"unchanged": 2, "rejected": 1}
    assert stored(kept.engine) == before
    assert rows(kept.engine, CHANGES) == changes
    assert rows(kept.engine, "SELECT * FROM newsbot.rejections") == rejections
    assert rows(kept.engine, "SELECT * FROM newsbot.frontier ORDER BY url") == frontier


def test_a_dry_run_shows_what_would_change_and_changes_nothing(kept: Kept) -> None:
    for name in ("Anna", "Berta", "Clara"):
        kept.site.add(f"/{name}", news_page(name))
    kept.crawl("/Anna", "/Berta", "/Clara", fault="//p[last()]")
    before = stored(kept.engine)
    found = kept.reextract("--dry-run")
    assert found["different"] == 3
    for sample in (found["worst"][0], found["median"][0]):
        assert sample["words_added"] > 30
        assert sample["words_removed"] == 0
        assert sample["added"].startswith("The ferry")
    shown = kept.run("reextract", "--dry-run").stdout
    assert "3 pages were read: 3 different." in shown
    assert "The worst of 3 that differ:" in shown
    assert stored(kept.engine) == before


def test_a_retry_reads_the_archive_before_it_has_anything_requested(kept: Kept) -> None:
    kept.site.add("/a", news_page("Anna"))
    kept.site.add("/wall", "<html><title>No</title><p>Nothing.</p></html>")
    kept.crawl("/a", "/wall", fault="//article")
    done = kept.run("retry", "--write")
    assert done.returncode == ExitCode.OK, done.stderr
    assert "2 pages were in the archive; 1 of them gave an article." in done.stderr
    assert "1 URLs are due now." in done.stderr
    states = "SELECT url, state FROM newsbot.frontier ORDER BY url"
    assert rows(kept.engine, states) == [
        (kept.site.url("/a"), "done"),
        (kept.site.url("/wall"), "pending"),
    ]
    assert kept.site.requested == []


def test_pages_are_chosen_by_site_time_version_and_reason(kept: Kept) -> None:
    kept.site.add("/a", news_page("Anna"))
    kept.crawl("/a")
    for nothing in (
        ("--since", "2100-01-01"), ("--until", "2001-01-01"),
        ("--reason", "too_short"), ("--older",), ("--extractor-version", "none+1"),
    ):  # fmt: skip
        assert kept.reextract(*nothing) == {}
    all_of_it = ("--since", "2001-01-01", "--until", "2100-01-01", "--site", "127.0.0.1")
    assert kept.reextract(*all_of_it) == {"unchanged": 1}


def test_what_does_not_exist_is_no_empty_result(kept: Kept) -> None:
    for wrong, said in (
        (("--site", "gazete.example"), "nothing is stored of the site 'gazete.example'"),
        (("--reason", "to_short"), "did you mean 'too_short'?"),
        (("--since", "soon"), "argument --since: 'soon' is neither"),
        (("--since", "1d", "--until", "2d"), "--until 2d is before --since 1d"),
    ):
        done = kept.run("reextract", *wrong)
        assert done.returncode in {ExitCode.CONFIGURATION, ExitCode.USAGE}
        assert said in done.stderr
    none = kept.run("reextract", "--extractor-version", "mistyped")
    assert none.stdout.endswith("or none that the options take.\n")


def test_pages_that_are_lost_are_told(kept: Kept) -> None:
    kept.site.add("/a", news_page("Anna"))
    kept.crawl("/a")
    for file in (kept.folder / "archive").iterdir():
        file.write_bytes(file.read_bytes()[:500])
    done = kept.run("reextract")
    assert done.returncode == ExitCode.CONFIGURATION
    assert "1 pages could not be read" in done.stderr
    assert "1 unreadable" in done.stdout
    compared = json.loads(kept.run("reextract", "--dry-run", "--json").stdout)
    assert compared == {"unreadable": 1, "worst": [], "median": []}


def test_without_an_archive_it_says_so(run_scrapy: RunScrapy) -> None:
    done = run_scrapy("reextract")
    assert done.returncode == ExitCode.CONFIGURATION
    assert "NEWSBOT_ARCHIVE names no folder" in done.stderr
