"""No command brings back the text of an article that was taken down."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.errors import ExitCode
from newsbot.storage.schema.roles import WRITER, make_roles
from tests.commands.dumping import contents
from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.crawling.archive.making import all_bytes
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows
from tests.storage.roles.connecting import url_as

WORD = "barge1"
REGISTRY = """
[sites.docks]
name = "The Docks"
domains = ["127.0.0.1"]
sources = [{{ kind = "feed", url = "{}" }}]
"""


def holds_it(engine: Engine) -> list[str]:
    """The tables, the search and the views that show the text; the search tells by its index."""
    tables = [name for name, found in contents(engine).items() if WORD in str(found).lower()]
    shown = {
        "version_changes": rows(engine, "TABLE news.version_changes"),
        "search": rows(engine, f"SELECT * FROM news.search('{WORD}')"),  # noqa: S608 - a word
    }
    return tables + [name for name, found in shown.items() if WORD in str(found).lower()]


@pytest.fixture
def taken_down(run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path) -> str:
    """The URL of an article with two texts, one of them held, and a copy; all was dumped before."""
    environment = {"NEWSBOT_ARCHIVE": str(tmp_path / "archive")}
    barge, mill, copy = (site.add(f"/{name}", news_page(name.rstrip("2"))) for name in
        ("Barge", "Mill", "Mill2"))  # fmt: skip
    (tmp_path / "urls").write_text(f"{barge}\n{mill}\n{copy}\n")
    crawl = ("crawl", "pages", "-a")
    for page in (news_page("Barge"), news_page("Barge").replace("Barge7", "Bargeman")):
        site.add("/Barge", page)
        assert run_scrapy(*crawl, f"urls={tmp_path / 'urls'}", **environment).returncode == 0
    short = news_page("Barge").split("<p>The ferry Barge3")[0]
    site.add("/Barge", short)
    run_scrapy(*crawl, f"urls={barge}", **environment)
    assert rows(engine, "SELECT count(*) FROM newsbot.versions WHERE held") == [(1,)]
    make_roles(engine)
    run_scrapy("dedup", "--since", "7d")
    run_scrapy("db", "dump", str(tmp_path / "dump"))
    shutil.copytree(tmp_path / "archive", tmp_path / "copy")
    done = run_scrapy("articles", "forget", barge, "--write", **environment)
    assert done.returncode == ExitCode.OK, done.stderr
    site.add("/Barge", news_page("Barge"))
    return barge


def test_nothing_brings_it_back(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, taken_down: str, tmp_path: Path
) -> None:
    (tmp_path / "sites.toml").write_text(REGISTRY.format(site.url("/rss")))
    environment = {
        "NEWSBOT_ARCHIVE": str(tmp_path / "archive"),
        "NEWSBOT_DATABASE_URL": url_as(WRITER, engine.url.render_as_string(hide_password=False)),
    }
    assert holds_it(engine) == []
    for command in (
        ("crawl", "warc", "-a", f"path={tmp_path / 'copy'}/*"),
        ("crawl", "pages", "-a", f"urls={taken_down}"),
        ("dedup", "--write"),
        ("reextract",),
        ("retry", "--accept", "--write"),
        ("retry", "--write"),
        ("sites", "adopt", "docks", "--write", "--sites-file", str(tmp_path / "sites.toml")),
    ):
        done = run_scrapy(*command, **environment)
        assert done.returncode == ExitCode.OK, done.stderr
        assert holds_it(engine) == [], command
    assert WORD.encode() not in all_bytes(tmp_path / "archive").lower()
    assert WORD not in run_scrapy("export", "--copies").stdout.lower()


def test_a_dump_and_an_archive_of_before_do_not_bring_it_back(
    run_scrapy: RunScrapy, engine: Engine, taken_down: str, tmp_path: Path
) -> None:
    archive = {"NEWSBOT_ARCHIVE": str(tmp_path / "copy")}
    done = run_scrapy("db", "restore", str(tmp_path / "dump"), "--yes")
    engine.dispose()
    assert "1 forgotten articles were in the dump, and are deleted again" in done.stderr
    assert holds_it(engine) == []
    done = run_scrapy("reextract", **archive)
    assert done.returncode == ExitCode.OK, done.stderr
    assert holds_it(engine) == []
    run_scrapy("articles", "forget", taken_down, "--write", **archive)
    assert WORD.encode() not in all_bytes(tmp_path / "copy").lower()
