"""`-O file.jsonl`: articles with the columns of readers, and nothing else."""

import csv
import json
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from newsbot.items import ExportedArticle
from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_site import LocalSite

STAMP = '<meta property="article:published_time" content="2026-05-11T08:30:00+02:00">'


def test_an_export_holds_the_articles_alone(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    good = site.add("/good", news_page("Anna").replace("</head>", f"{STAMP}</head>"))
    short, missing = site.add("/short", "<p>Soon more."), site.url("/missing")
    feed = site.add("/feed.xml", feed_of(good, short, missing), Content_Type="application/rss+xml")
    target = tmp_path / "articles.jsonl"
    result = run_scrapy("crawl", "feed", "-a", f"url={feed}", "-O", str(target))
    assert result.returncode == 0, result.stderr
    (article,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert article.keys() == {field.name for field in fields(ExportedArticle)}
    assert (article["url"], article["title"]) == (good, "Anna sails")
    assert article["published_at"] == "2026-05-11T06:30:00+00:00"
    assert datetime.fromisoformat(article["fetched_at"]).utcoffset() is not None
    assert article["authors"] == []
    assert article["modified_at"] is None


def test_a_csv_export_has_no_cell_that_a_spreadsheet_takes_for_a_formula(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    pages = [site.add(f"/{n}", news_page(name)) for n, name in enumerate(('=A1&"', "@Anna", "+1"))]
    (tmp_path / "urls").write_text("\n".join(pages))
    csv_file, json_file = tmp_path / "a.csv", tmp_path / "a.jsonl"
    urls = f"urls={tmp_path / 'urls'}"
    done = run_scrapy("crawl", "pages", "-a", urls, "-o", str(csv_file), "-o", str(json_file))
    assert done.returncode == 0, done.stderr
    with csv_file.open(newline="") as lines:
        titles = {row["title"] for row in csv.DictReader(lines)}
    assert titles == {"'=A1&\" sails", "'@Anna sails", "'+1 sails"}
    shown = {json.loads(line)["title"] for line in json_file.read_text().splitlines()}
    assert shown == {each.removeprefix("'") for each in titles}


def test_an_export_that_cannot_be_written_is_exit_code_1(
    run_scrapy: RunScrapy, site: LocalSite, tmp_path: Path
) -> None:
    url = site.add("/good", news_page("Anna"))
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "articles.jsonl"
    result = run_scrapy("crawl", "pages", "-a", f"urls={url}", "-O", str(target))
    assert result.stderr == f"newsbot: cannot write {target}: Not a directory\n"
    assert "/good" not in site.requested
    assert result.returncode == 1
