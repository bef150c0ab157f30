"""What was cut off on the way is used, and known as a part; a source without links has failed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_site import LocalSite
from tests.spiders.raw_site import RawSite, answer, length, raw_site
from tests.storage.making import rows

SHELL = (
    '<!doctype html><html><body><div id="root"></div><script src="/app.js"></script></body></html>'
)


@pytest.fixture
def raw() -> Iterator[RawSite]:
    with raw_site() as site:
        yield site


def test_a_page_that_is_cut_off_gives_what_came_or_a_reason(
    run_scrapy: RunScrapy, raw: RawSite, engine: Engine
) -> None:
    page = news_page("Anna").encode()
    long = raw.add("/long", answer(page[:1_500], length(page)))
    short = raw.add("/short", answer(page[:150], length(page)))
    result = run_scrapy("crawl", "pages", "-a", f"urls={long},{short}")
    assert result.returncode == 0, result.stderr
    assert rows(engine, "SELECT url FROM news.articles") == [(long,)]
    assert rows(engine, "SELECT url, stage, reason FROM news.rejections") == [
        (short, "extract", "cut_off")
    ]
    assert "2 pages came in part" in result.stderr


def rel_next(path: str) -> str:
    return f'<a rel="next" href="{path}">Next page</a></body>'


BERTA = news_page("Berta").encode()
MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"


SECOND = {
    "whole": answer(BERTA, length(BERTA)),
    "cut": answer(BERTA[:-400], length(BERTA)),
    "nothing": answer(b"", length(BERTA)),
    "busy": BUSY,
    "missing": MISSING,
}


def test_an_article_is_partial_if_one_of_its_pages_is_or_may_come_later(
    run_scrapy: RunScrapy, raw: RawSite, tmp_path: Path
) -> None:
    urls = []
    for number, (name, second) in enumerate(SECOND.items()):
        page = news_page(f"Anna{number}").replace("</body>", rel_next(f"/{name}/2")).encode()
        urls.append(raw.add(f"/{name}", answer(page, length(page))))
        raw.add(f"/{name}/2", second)
    target = tmp_path / "articles.jsonl"
    result = run_scrapy("crawl", "pages", "-a", f"urls={','.join(urls)}", "-O", str(target))
    assert "3 pages came in part" in result.stderr
    articles = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    found = {each["url"].rpartition("/")[2]: each["is_partial"] for each in articles}
    assert found == {"whole": False, "cut": True, "nothing": True, "busy": True, "missing": False}


def test_a_feed_that_is_cut_off_gives_its_first_links_and_has_failed(
    run_scrapy: RunScrapy, raw: RawSite, engine: Engine
) -> None:
    page = news_page("Anna").encode()
    urls = [raw.add(f"/{number}", answer(page, length(page))) for number in range(3)]
    feed = feed_of(*urls).encode()
    part = feed[: feed.index(urls[2].encode())]
    url = raw.add("/feed.xml", answer(part, length(feed)))
    result = run_scrapy("crawl", "feed", "-a", f"url={url}")
    assert result.returncode == 0, result.stderr
    assert rows(engine, "SELECT url FROM news.all_articles ORDER BY url") == [
        (u,) for u in urls[:2]
    ]
    ((links, failure),) = rows(engine, "SELECT links, failure FROM newsbot.sources")
    assert links == 2
    assert (
        failure == f"The transfer was cut off after {len(part)} bytes; its first 2 links were used."
    )


def test_sources_without_a_link_are_exit_code_7_and_say_why(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    shell, empty = site.add("/world", SHELL), site.add("/empty", "<html><a href='/about'>About")
    result = run_scrapy("crawl", "section", "-a", f"url={shell},{empty}")
    assert result.returncode == 7
    assert rows(engine, "SELECT url, failure FROM newsbot.sources ORDER BY url") == [
        (empty, "No link on the page looks like an article's."),
        (shell, "The page is empty until JavaScript fills it, which newsbot does not run."),
    ]
    assert "no_article_links" in result.stderr
