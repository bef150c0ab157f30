"""`scrapy articles forget`: an article goes from tables and archive, and is not crawled again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from tests.conftest import RunScrapy
from tests.crawl.archived import kinds
from tests.crawl.making import feed_of, news_page
from tests.crawling.archive.making import all_bytes
from tests.spiders.local_hosts import LocalHosts, local_hosts
from tests.storage.making import rows

IDS = "SELECT id FROM news.all_articles ORDER BY id"
REASONS = "SELECT url, reason FROM news.rejections"


@pytest.fixture
def hosts() -> Iterator[LocalHosts]:
    with local_hosts(1) as served:
        for name in ("Barge", "Mill"):
            served.add(served.url(served.ips[0], f"/{name}"), news_page(name))
        yield served


@pytest.fixture
def crawled(run_scrapy: RunScrapy, hosts: LocalHosts, tmp_path: Path) -> tuple[str, str]:
    """The URLs of two articles that were crawled into the database and the archive."""
    barge, mill = (hosts.url(hosts.ips[0], f"/{name}") for name in ("Barge", "Mill"))
    (tmp_path / "urls").write_text(f"{barge}\n{mill}\n")
    urls = f"urls={tmp_path / 'urls'}"
    done = run_scrapy("crawl", "pages", "-a", urls, NEWSBOT_ARCHIVE=str(tmp_path / "archive"))
    assert done.returncode == ExitCode.OK, done.stderr
    return barge, mill


def test_a_dry_run_shows_the_article_and_deletes_nothing(
    run_scrapy: RunScrapy, crawled: tuple[str, str], engine: Engine
) -> None:
    barge, _ = crawled
    shown = run_scrapy("articles", "forget", barge)
    assert shown.returncode == ExitCode.OK, shown.stderr
    assert barge in shown.stdout
    assert "1 versions, 1 known URLs, 1 pages in the archive" in shown.stdout
    assert "Nothing was deleted: --write deletes it" in shown.stderr
    assert len(rows(engine, IDS)) == 2
    [told] = json.loads(run_scrapy("articles", "forget", barge, "--json").stdout)
    assert told["urls"] == [barge]
    assert (told["versions"], told["archived"], told["copies_led"]) == (1, 1, 0)


def test_it_goes_from_the_archive_too_and_a_person_who_names_it_is_told(
    run_scrapy: RunScrapy, crawled: tuple[str, str], engine: Engine, hosts: LocalHosts, tmp_path
) -> None:
    barge, mill = crawled
    archive = {"NEWSBOT_ARCHIVE": str(tmp_path / "archive")}
    assert b"Barge sails" in all_bytes(tmp_path / "archive")
    refused = run_scrapy("articles", "forget", barge, "--write")
    assert refused.returncode == ExitCode.CONFIGURATION
    assert len(rows(engine, IDS)) == 2
    done = run_scrapy("articles", "forget", barge, "--write", **archive)
    assert done.returncode == ExitCode.OK, done.stderr
    assert "1 pages were deleted from the archive." in done.stderr
    assert "1 URLs are forgotten; 1 articles deleted." in done.stderr
    assert b"Barge sails" not in all_bytes(tmp_path / "archive")
    assert [url for _, url in kinds(engine)] == [mill]
    asked = len(hosts.pages_asked())
    again = run_scrapy("crawl", "pages", "-a", f"urls={barge}", **archive)
    assert again.returncode == ExitCode.OK, again.stderr
    assert f"{barge} is not fetched: its article was forgotten on 20" in again.stderr
    assert len(hosts.pages_asked()) == asked
    assert rows(engine, REASONS) == [(barge, "article_forgotten")], again.stderr
    assert len(rows(engine, IDS)) == 1


def test_pages_of_it_to_which_another_url_leads_a_later_crawl_do_not_stay_in_the_archive(
    run_scrapy: RunScrapy, crawled: tuple[str, str], engine: Engine, hosts: LocalHosts, tmp_path
) -> None:
    barge, mill = crawled
    archive = {"NEWSBOT_ARCHIVE": str(tmp_path / "archive")}
    run_scrapy("articles", "forget", barge, "--write", **archive)
    moved = hosts.add(hosts.url(hosts.ips[0], "/moved"), status=301, Location=barge)
    canonical = f'<link rel="canonical" href="{barge}"></head>'
    page = news_page("Barge").replace("</head>", canonical)
    other_form = hosts.add(hosts.url(hosts.ips[0], "/other-form"), page)
    (tmp_path / "more").write_text(f"{moved}\n{other_form}\n{mill}\n")
    done = run_scrapy("crawl", "pages", "-a", f"urls={tmp_path / 'more'}", **archive)
    assert done.returncode == ExitCode.OK, done.stderr
    refused = [(moved, "article_forgotten"), (other_form, "article_forgotten")]
    assert sorted(rows(engine, REASONS)) == refused
    assert {url for _, url in kinds(engine)} == {mill}
    assert b"Barge sails" not in all_bytes(tmp_path / "archive")
    assert b"Mill sails" in all_bytes(tmp_path / "archive")


def test_a_copy_that_becomes_an_original_is_found_by_a_search_at_once(
    run_scrapy: RunScrapy, crawled: tuple[str, str], engine: Engine, hosts: LocalHosts, tmp_path
) -> None:
    barge, _ = crawled
    copy = hosts.add(hosts.url(hosts.ips[0], "/reprint"), news_page("Barge"))
    run_scrapy("crawl", "pages", "-a", f"urls={copy}")
    search = "SELECT url FROM news.search('Barge1')"
    assert rows(engine, search) == [(barge,)]
    archive = {"NEWSBOT_ARCHIVE": str(tmp_path / "archive")}
    run_scrapy("articles", "forget", barge, "--write", **archive)
    assert rows(engine, search) == [(copy,)]


def test_a_file_with_pages_of_several_articles_is_copied_once(
    run_scrapy: RunScrapy, crawled: tuple[str, str], engine: Engine, hosts: LocalHosts, tmp_path
) -> None:
    archive = {"NEWSBOT_ARCHIVE": str(tmp_path / "archive")}
    more = [hosts.add(hosts.url(hosts.ips[0], f"/{name}"), news_page(name)) for name in ("A", "B")]
    (tmp_path / "more").write_text("\n".join(more))
    run_scrapy("crawl", "pages", "-a", f"urls={tmp_path / 'more'}", **archive)
    done = run_scrapy("articles", "forget", crawled[0], crawled[1], more[0], "--write", **archive)
    assert "3 pages were deleted from the archive." in done.stderr
    assert [url for _, url in kinds(engine)] == [more[1]]
    files = "SELECT count(*) FROM newsbot.archive_files"
    assert rows(engine, files) == [(3,)]


def test_a_feed_that_lists_it_does_not_bring_it_back(
    run_scrapy: RunScrapy, crawled: tuple[str, str], engine: Engine, hosts: LocalHosts, tmp_path
) -> None:
    barge, mill = crawled
    archive = {"NEWSBOT_ARCHIVE": str(tmp_path / "archive")}
    run_scrapy("articles", "forget", barge, "--write", **archive)
    feed = hosts.add(hosts.url(hosts.ips[0], "/rss"), feed_of(barge, mill))
    done = run_scrapy("crawl", "feed", "-a", f"url={feed}", "-s", "STATS_DUMP=True", "-L", "DEBUG")
    assert done.returncode == ExitCode.OK, done.stderr
    assert "'newsbot/links_forgotten': 1" in done.stderr
    assert rows(engine, REASONS) == []
    undone = run_scrapy("articles", "forget", barge, "--undo")
    assert f"{barge} may be stored again." in undone.stderr
    again = run_scrapy("crawl", "pages", "-a", f"urls={barge}")
    assert again.returncode == ExitCode.OK, again.stderr
    assert rows(engine, f"{IDS} DESC LIMIT 1") == [(3,)]


def test_after_an_undo_it_is_read_again_though_its_feed_is_unchanged(
    run_scrapy: RunScrapy, hosts: LocalHosts, engine: Engine
) -> None:
    barge, mill = (hosts.url(hosts.ips[0], f"/{name}") for name in ("Barge", "Mill"))
    feed = f"url={hosts.add(hosts.url(hosts.ips[0], '/rss'), feed_of(barge, mill))}"
    run_scrapy("crawl", "feed", "-a", feed)
    ids = dict(rows(engine, "SELECT url, id FROM news.articles"))
    run_scrapy("articles", "forget", barge, "--write")
    run_scrapy("articles", "forget", mill, "--write")
    run_scrapy("crawl", "feed", "-a", feed)
    listed = json.loads(run_scrapy("articles", "forgotten", "--json").stdout)
    found = [(each["url"], each["article_id"]) for each in listed]
    assert found == [(mill, ids[mill]), (barge, ids[barge])]
    told = run_scrapy("retry", "--reason", "article_forgotten")
    assert "`scrapy articles forgotten` lists" in told.stderr
    run_scrapy("articles", "forget", barge, "--undo")
    done = run_scrapy("crawl", "feed", "-a", feed)
    assert done.returncode == ExitCode.OK, done.stderr
    assert rows(engine, "SELECT url FROM news.articles") == [(barge,)]


@pytest.mark.parametrize("name", ["https://gazette.example/typo", "4711", "no URL"])
def test_what_is_not_stored_is_refused_in_one_line_and_nothing_is_deleted(
    run_scrapy: RunScrapy, crawled: tuple[str, str], engine: Engine, name: str
) -> None:
    done = run_scrapy("articles", "forget", crawled[0], name, "--write")
    assert done.returncode == ExitCode.CONFIGURATION
    assert name in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(rows(engine, IDS)) == 2


def test_a_url_is_forgotten_ahead_only_if_the_user_says_so(
    run_scrapy: RunScrapy, hosts: LocalHosts, engine: Engine
) -> None:
    barge = hosts.url(hosts.ips[0], "/Barge")
    done = run_scrapy("articles", "forget", barge, "--ahead", "--write")
    assert done.returncode == ExitCode.OK, done.stderr
    again = run_scrapy("crawl", "pages", "-a", f"urls={barge}")
    assert again.returncode == ExitCode.OK, again.stderr
    assert rows(engine, IDS) == []
    assert rows(engine, REASONS) == [(barge, "article_forgotten")], again.stderr


@pytest.mark.parametrize("arguments", [
    (), ("list",), ("forget",), ("forgotten", "1"), ("forgotten", "--undo"),
    ("forget", "1", "--undo", "--write"), ("forget", "1", "--nonsense"),
])  # fmt: skip
def test_wrong_arguments_are_usage_errors(
    run_scrapy: RunScrapy, arguments: tuple[str, ...]
) -> None:
    assert run_scrapy("articles", *arguments).returncode == ExitCode.USAGE
