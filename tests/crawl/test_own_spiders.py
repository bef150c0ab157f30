"""Spiders of a user's own, beside newsbot's in the same project."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.spiders.local_site import LocalSite

MODULES = "SPIDER_MODULES=newsbot.spiders,tests.own_spiders"


def front(site: LocalSite, *urls: str) -> str:
    links = "".join(f"<a href='{url}'>read</a>" for url in urls)
    return site.add("/front", f"<title>Front</title>{links}")


def lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_items_of_any_kind_pass_the_pipelines_and_are_exported(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    url = front(site, site.add("/a", "<title>One</title>"))
    target = tmp_path / "items.jsonl"
    result = run_scrapy("crawl", "plain", "-a", f"url={url}", "-O", str(target), "-s", MODULES)
    assert (result.returncode, "Traceback" in result.stderr) == (0, False), result.stderr
    assert sorted(lines(target), key=str) == sorted(
        [
            {"title": "Front", "kind": "dict"},
            {"title": "Front"},
            {"title": "Front", "at": "2026-05-11T06:30:00+00:00"},
            {"title": "One", "kind": site.url("/a")},
        ],
        key=str,
    )


def test_a_crawl_spider_keeps_to_its_domains_and_depth(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    for number in range(5):
        site.add(
            f"/{number}", f"<a href='/{number + 1}'>on</a><a href='http://127.0.0.9:9/'>out</a>"
        )
    target = tmp_path / "items.jsonl"
    start = site.url("/0")
    result = run_scrapy("crawl", "walk", "-a", f"url={start}", "-O", str(target), "-s", MODULES)
    assert result.returncode == 0, result.stderr
    assert [each["url"] for each in lines(target)] == [site.url("/1"), site.url("/2")]


def test_articles_that_a_spider_finds_in_its_own_way_are_stored_once(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    good = [site.add(f"/{name}", news_page(name)) for name in ("Anna", "Berta", "Clara")]
    url = front(site, *good, good[0], site.url("/missing"))
    for _ in range(2):
        result = run_scrapy("crawl", "archive", "-a", f"url={url}", "-s", MODULES)
        assert result.returncode == 0, result.stderr
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT url FROM news.all_articles ORDER BY url"))
        assert [row.url for row in stored] == sorted(good)
        (rejected,) = connection.execute(text("SELECT reason FROM news.rejections"))
    assert rejected.reason == "http_404"
    assert [site.requested.count(f"/{name}") for name in ("Anna", "Berta", "Clara")] == [1, 1, 1]
    assert site.requested.count("/missing") == 1


@pytest.mark.parametrize("suffix", ["jsonl", "json", "csv"])
def test_an_export_has_the_columns_of_readers(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine, tmp_path: Path, suffix: str
) -> None:
    urls = [site.add(f"/{name}", news_page("Anna")) for name in ("first", "second")]
    target = tmp_path / f"articles.{suffix}"
    command = ("crawl", "pages", "-a", f"urls={','.join(urls)}", "-O", str(target))
    assert run_scrapy(*command).returncode == 0
    content = target.read_text(encoding="utf-8")
    if suffix == "csv":
        rows = list(csv.DictReader(content.splitlines()))
    else:
        rows = lines(target) if suffix == "jsonl" else json.loads(content)
    with engine.connect() as connection:
        view = connection.execute(text("SELECT * FROM news.all_articles LIMIT 0")).keys()
        originals = connection.execute(text("SELECT id FROM news.articles")).scalars().all()
    assert set(rows[0]) - set(view) == {"outcome"}
    assert [row["outcome"] for row in rows] == ["new", "copy"]
    assert [str(row["copy_of"]) for row in rows[1:]] == [str(each) for each in originals]
    assert str(rows[0]["id"]) == str(originals[0])
