"""One story that an outlet lists in ten forms is one row, however many crawls store it."""

from sqlalchemy import Engine

from tests.conftest import RunScrapy
from tests.crawl.making import feed_of, news_page
from tests.spiders.local_site import LocalSite
from tests.storage.making import rows

FORMS = (
    "/amp/barge-sails",
    "/barge-sails",
    "/barge-sails?from=front-page",
    "/barge-sails?print=1",
    "/print/barge-sails",
    "/barge-sails.amp",
    "/barge-sails?view=print",
    "/m/barge-sails",
    "/99/barge",
    "/barge-sails?outputType=amp",
)


def test_ten_forms_of_a_story_are_one_row_and_none_is_rejected(
    run_scrapy: RunScrapy, site: LocalSite, engine: Engine
) -> None:
    canonical = f'<link rel="canonical" href="{site.url("/barge-sails")}">'
    html = news_page("Barge").replace("<head>", f"<head>{canonical}", 1)
    assert canonical in html
    for path in FORMS:
        site.add(path, html)
    for half in (FORMS[:5], FORMS[5:]):
        feed = site.add("/rss", feed_of(*map(site.url, half)))
        done = run_scrapy("crawl", "feed", "-a", f"url={feed}")
        assert done.returncode == 0, done.stderr
    found = rows(engine, "SELECT url, version, copy_count FROM news.articles")
    assert found == [(site.url("/barge-sails"), 1, 0)]
    assert rows(engine, "SELECT state, count(*) FROM newsbot.frontier GROUP BY 1") == [("done", 10)]
    assert rows(engine, "SELECT * FROM news.rejections") == []
    counted = "SELECT fetched, new_articles, aliases + unchanged + amended FROM news.runs"
    assert rows(engine, f"{counted} ORDER BY run_id") == [(5, 1, 4), (5, 0, 5)]
