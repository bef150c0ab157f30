"""The demo site, crawled three times: as it is, after its correction, and once more."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from newsbot.demo.site import DemoSite
from newsbot.extensions.counters import PER_SITE
from newsbot.storage.engine import connect
from tests.conftest import CHECKOUT
from tests.crawl.running import running
from tests.crawl.stored import copy_groups
from tests.demo.test_site import (
    COOKIE_WALL,
    EMPTY,
    GONE,
    INDEX,
    MOVED,
    SOFT_404,
    SUBSCRIBERS_ONLY,
    TRAM,
    WIRE_STORIES,
)
from tests.storage.making import rows

MOVED_TO = "/culture/museum-returns-carved-door-to-saltren-104230"


@dataclass
class Crawls:
    site: DemoSite
    engine: Engine
    exit_codes: list[int] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    totals: list[tuple[int, ...]] = field(default_factory=list)
    """How many changes, versions and frontier URLs there were after each crawl."""


@pytest.fixture(scope="module")
def crawls(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawls]:
    folder = tmp_path_factory.mktemp("demo")
    with DemoSite(0) as site:
        done = Crawls(site, connect(module_database_url))
        crawl(done, folder, module_database_url)
        site.publish_correction()
        crawl(done, folder, module_database_url)
        crawl(done, folder, module_database_url)
        yield done
    done.engine.dispose()


def crawl(done: Crawls, folder: Path, database_url: str) -> None:
    sites_file = done.site.sites_file(folder / "sites.toml")
    with running(
        *("crawl", "news", "-a", f"sites_file={sites_file}"),
        log=folder / "log",
        NEWSBOT_DATABASE_URL=database_url,
    ) as command:
        done.exit_codes.append(command.wait())
    done.summaries.append(command.stderr())
    done.totals += rows(
        done.engine,
        "SELECT (SELECT count(*) FROM newsbot.changes), (SELECT count(*) FROM newsbot.versions), "
        "(SELECT count(*) FROM newsbot.frontier)",
    )


def by_path(crawls: Crawls, columns: str, view: str) -> dict[str, tuple[object, ...]]:
    found = rows(crawls.engine, f"SELECT url, {columns} FROM {view}")  # noqa: S608 - ours
    return {urlsplit(url).path: tuple(values) for url, *values in found}


def test_all_three_end_well(crawls: Crawls) -> None:
    assert crawls.exit_codes == [0, 0, 0]


def test_each_seed_story_is_stored_once_with_its_own_paragraphs(crawls: Crawls) -> None:
    for url, body in crawls.site.expected_bodies().items():
        path = urlsplit(url).path
        assert by_path(crawls, "body, version, copy_count", "news.articles")[path] == (body, 1, 0)


def test_each_wire_story_is_one_article_with_two_copies(crawls: Crawls) -> None:
    found = by_path(crawls, "copy_count", "news.articles")
    for paths in WIRE_STORIES.values():
        assert [found[path] for path in paths if path in found] == [(2,)]
    groups = {
        frozenset(urlsplit(url).path for url in group) for group in copy_groups(crawls.engine)
    }
    assert groups == {frozenset(paths) for paths in WIRE_STORIES.values()}


def test_what_is_no_article_has_a_row_that_says_why(crawls: Crawls) -> None:
    assert by_path(crawls, "stage, reason, status", "news.rejections") == {
        COOKIE_WALL: ("extract", "cookie_wall", None),
        SOFT_404: ("extract", "soft_404", None),
        INDEX: ("extract", "index_page", None),
        EMPTY: ("extract", "too_short", None),
        GONE: ("download", "http_404", 404),
        SUBSCRIBERS_ONLY: ("download", "robots_txt", None),
    }


def test_no_page_is_both_stored_and_rejected(crawls: Crawls) -> None:
    articles = by_path(crawls, "id", "news.all_articles")
    assert len(articles) == 20
    assert not articles.keys() & by_path(crawls, "reason", "news.rejections").keys()


def test_a_moved_article_is_stored_under_the_url_that_answers(crawls: Crawls) -> None:
    articles = by_path(crawls, "version", "news.all_articles")
    assert articles[MOVED_TO] == (1,)
    assert MOVED not in articles


def test_the_corrected_article_is_in_its_second_version(crawls: Crawls) -> None:
    (article_id, version, body) = by_path(crawls, "id, version, body", "news.articles")[TRAM]
    versions = rows(
        crawls.engine,
        "SELECT version, body, is_current FROM news.article_versions "  # noqa: S608 - a number
        f"WHERE article_id = {article_id} ORDER BY version",
    )
    assert version == 2
    assert "48 million crowns, and" in versions[0][1]
    assert "38 million crowns, and" in versions[1][1]
    assert [(number, current) for number, _, current in versions] == [(1, False), (2, True)]
    assert versions[1][1] == body


def test_the_second_crawl_stores_the_correction_and_the_third_nothing(crawls: Crawls) -> None:
    first, second, third = crawls.totals
    assert second == (first[0] + 1, first[1] + 1, first[2])
    assert third == second


def test_every_fetched_page_is_counted_once(crawls: Crawls) -> None:
    runs = rows(
        crawls.engine,
        "SELECT fetched, new_articles, copies, revised, unchanged, rejected, failed, exit_code, "
        "finish_reason FROM news.runs ORDER BY run_id",
    )
    assert runs == [
        (24, 16, 4, 0, 0, 4, 2, 0, "finished"),
        (1, 0, 0, 1, 0, 0, 0, 0, "finished"),
        (0, 0, 0, 0, 0, 0, 0, 0, "finished"),
    ]


def test_without_a_terminal_there_is_a_table_and_nothing_else(crawls: Crawls) -> None:
    first, _, third = crawls.summaries
    assert first.startswith("site ")
    (post,) = [line.split() for line in first.splitlines() if line.startswith("vellan-post")]
    # Which of a story's three URLs is stored first is chance. A URL that redirects to a page that
    # the run asks for already is not followed.
    assert dict(zip(PER_SITE[2:], post[-8:], strict=True)) == {
        "revised": "0", "amended": "0", "held": "0", "unchanged": "0", "alias": "0",
        "rejected": "2", "failed": "0", "deferred": "0",
    }  # fmt: skip
    assert "WARNING" not in first
    assert "\r" not in first
    assert third.startswith("No page was fetched: ")


def test_the_readme_shows_the_copies_that_the_demo_finds(crawls: Crawls) -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    query = readme.partition("```sql\n")[2].partition("```")[0]
    table = readme.partition("| site            | title ")[2].partition("\n```")[0]
    shown = [tuple(each.strip() for each in line.split("|")[1:3]) for line in table.splitlines()]
    found = [tuple(map(str, row)) for row in rows(crawls.engine, query)]
    assert len(found) == 2
    assert shown[2:-1] == found
