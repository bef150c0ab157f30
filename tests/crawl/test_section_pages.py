"""Crawls of section pages: their next pages, their traps, and what stored articles teach."""

import pytest
from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows


def add_story(site: LocalSite, name: str) -> str:
    path = f"/world/bridge-{name}-closes"
    site.add(path, news_page(name))
    return f'<h3><a href="{path}">The bridge of {name} closes today</a></h3>'


def add_pages(site: LocalSite, count: int) -> None:
    """A section of so many pages, each with two stories of its own."""
    for page in range(1, count + 1):
        stories = add_story(site, f"anna{page}") + add_story(site, f"berta{page}")
        following = f"<a rel='next' href='/world?page={page + 1}'>Next</a>"
        site.add("/world" if page == 1 else f"/world?page={page}", stories + following)


def pages_asked(site: LocalSite) -> list[str]:
    asked = [path for path in site.requested if path.startswith("/world?") or path == "/world"]
    site.requested.clear()
    return asked


@pytest.fixture
def crawl(run_scrapy: RunScrapy, site: LocalSite):
    """A crawl of the section page; what it wrote on stderr."""

    def run(*settings: str) -> str:
        options = [
            part
            for each in ("STATS_DUMP=True", "LOG_LEVEL=DEBUG", *settings)
            for part in ("-s", each)
        ]
        done = run_scrapy("crawl", "section", "-a", f"url={site.url('/world')}", *options)
        assert done.returncode == 0, done.stderr
        return done.stderr

    return run


def test_next_pages_are_read_up_to_the_setting(crawl, site: LocalSite, engine: Engine) -> None:
    add_pages(site, 5)
    log = crawl()
    assert pages_asked(site) == ["/world", "/world?page=2", "/world?page=3"]
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(6,)]
    assert "'newsbot/section_pages_followed': 2" in log
    crawl("NEWSBOT_SECTION_PAGES=1")
    assert pages_asked(site) == ["/world"]


def test_no_next_page_is_read_when_most_links_are_known(
    crawl, site: LocalSite, engine: Engine
) -> None:
    add_pages(site, 2)
    crawl("NEWSBOT_SECTION_PAGES=1")
    site.requested.clear()
    _, headers, body = site.answers["/world"]
    site.answers["/world"] = (200, headers, add_story(site, "carla").encode() + body)
    assert "'newsbot/section_pages_known': 1" in crawl()
    assert pages_asked(site) == ["/world"]
    assert rows(engine, "SELECT links, failure FROM newsbot.sources") == [(3, None)]


def test_a_next_page_that_fails_is_counted_and_the_source_is_well(
    crawl, site: LocalSite, engine: Engine
) -> None:
    add_pages(site, 1)
    log = crawl()
    assert "Cannot read the next page" in log
    assert "'newsbot/section_pages_failed': 1" in log
    assert rows(engine, "SELECT links, failure FROM newsbot.sources") == [(2, None)]


def test_pages_that_lead_to_each_other_end(crawl, site: LocalSite) -> None:
    site.add("/world", add_story(site, "anna") + "<a rel=next href='/world?page=2'>Next</a>")
    site.add("/world?page=2", add_story(site, "berta") + "<a rel=next href='/world'>Next</a>")
    crawl("NEWSBOT_SECTION_PAGES=9")
    assert pages_asked(site) == ["/world", "/world?page=2"]


def test_a_calendar_is_told_once_and_not_fetched(crawl, site: LocalSite) -> None:
    days = "".join(f"<td><a href='/2026/05/{day:02}/'>{day}</a></td>" for day in range(1, 31))
    site.add("/world", add_story(site, "anna") + f"<table><tr>{days}</tr></table>")
    log = crawl()
    assert log.count("30 links of") == 1
    assert "'newsbot/links_trapped': 30" in log
    assert not [path for path in site.requested if path.startswith("/2026")]


def test_the_shapes_of_stored_articles_are_used_at_the_next_poll(
    crawl, site: LocalSite, engine: Engine
) -> None:
    for name in ("anna", "berta", "carla", "dora"):
        site.add(f"/texts/{name}", news_page(name))
    headed = "".join(
        f'<h3><a href="/texts/{name}">The bridge of {name} closes today</a></h3>'
        for name in ("anna", "berta", "carla")
    )
    site.add("/world", headed + '<p><a href="/texts/dora">Dora</a></p>')
    crawl()
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(3,)]
    site.add("/world", headed + '<p><a href="/texts/dora">Dora</a> again</p>')
    crawl()
    assert rows(engine, "SELECT count(*) FROM news.all_articles") == [(4,)]
