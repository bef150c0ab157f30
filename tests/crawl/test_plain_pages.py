"""The demo without telling markup: bodies from the words alone, and from what a site repeats."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from newsbot.demo.site import DemoSite
from tests.conftest import RunScrapy
from tests.demo.test_plain_pages import PLAIN, seed_of
from tests.storage.making import rows

# What a page says of itself; no reader takes it for another story, a comment, a menu, a bio or a
# caption.
OF_THE_PAGE = {"harbour-gazette": {"2 min read"}, "vellan-post": set()}


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoSite]:
    with DemoSite(0) as site:
        yield site


@pytest.fixture
def sites_file(demo: DemoSite, tmp_path: Path) -> str:
    return f"sites_file={demo.sites_file(tmp_path / 'sites.toml')}"


@pytest.mark.parametrize("outlet", PLAIN)
def test_of_one_page_alone_the_body_is_whole_and_next_to_nothing_else(
    outlet: str, demo: DemoSite, sites_file: str, run_scrapy: RunScrapy, engine: Engine
) -> None:
    seed = seed_of(demo, outlet)
    run_scrapy("crawl", "pages", "-a", f"urls={seed.plain_url}", "-a", sites_file)
    lines = body_at(engine, seed.plain_url)
    assert [line for line in lines if line in seed.paragraphs] == seed.paragraphs
    assert {*lines} - {*seed.paragraphs} <= OF_THE_PAGE[outlet]


@pytest.mark.parametrize("outlet", PLAIN)
def test_after_three_further_pages_there_is_the_body_and_nothing_else(
    outlet: str, demo: DemoSite, sites_file: str, run_scrapy: RunScrapy, engine: Engine
) -> None:
    seed = seed_of(demo, outlet)
    further = ",".join(demo.base_urls[outlet] + path for path in PLAIN[outlet])
    run_scrapy("crawl", "pages", "-a", f"urls={further}", "-a", sites_file)
    assert rows(engine, "SELECT count(*) FROM news.articles") == [(3,)]
    run_scrapy("crawl", "pages", "-a", f"urls={seed.plain_url}", "-a", sites_file)
    assert body_at(engine, seed.plain_url) == seed.paragraphs


def body_at(engine: Engine, url: str) -> list[str]:
    found = rows(engine, "SELECT url, body FROM news.articles")
    (body,) = [body for found_url, body in found if found_url == url]
    return str(body).split("\n")
