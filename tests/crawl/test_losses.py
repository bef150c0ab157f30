"""What a page's faults cost: a field, never the article; and the crawl says so."""

from sqlalchemy import Engine

from newsbot.extraction.limits import LIMITS
from tests.charsets.stories import STORIES
from tests.conftest import RunScrapy
from tests.crawl.making import news_page
from tests.extraction.test_charsets import report
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows


def test_hostile_pages_are_stored_without_what_is_wrong_with_them(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    long = news_page("Anna").replace("Anna sails<", f"Anna sails{' and sails' * 400}<")
    wordless = news_page("Berta").replace("<h1>Berta sails", "<h1>»")
    undefined = news_page("Clara").replace("<title>", "<meta charset=undefined><title>")
    pages = [
        site.add(f"/{number}", page, Content_Type="text/html; charset=undefined")
        for number, page in enumerate((long, wordless, undefined))
    ]
    result = run_scrapy("crawl", "pages", "-a", f"urls={','.join(pages)}", "-s", "LOG_LEVEL=DEBUG")
    assert result.returncode == 0, result.stderr
    titles = [
        str(title) for (title,) in rows(engine, "SELECT title FROM news.articles ORDER BY url")
    ]
    assert titles[1:] == ["Berta sails", "Clara sails"]
    assert len(titles[0]) <= LIMITS["title"].characters
    assert "'newsbot/field_cut/title': 1" in result.stderr
    assert "Traceback" not in result.stderr


def test_pages_and_sources_are_read_in_the_charset_of_their_headers(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    page = site.add("/a", report("ru").encode("koi8-r"), Content_Type="text/html; charset=koi8-r")
    title = STORIES["uk"][0]
    feed = f"<rss version='2.0'><channel><item><title>{title}</title><link>{page}</link></item>"
    source = site.add(
        "/feed.xml",
        f"{feed}</channel></rss>".encode("cp1251"),
        Content_Type="text/xml; charset=windows-1251",
    )
    result = run_scrapy("crawl", "feed", "-a", f"url={source}")
    assert result.returncode == 0, result.stderr
    assert rows(engine, "SELECT title FROM news.articles") == [(STORIES["ru"][0],)]
    assert rows(engine, "SELECT title FROM newsbot.frontier") == [(title,)]
