"""While a host is left alone its pages and sources wait: they have not failed."""

from tests.spiders.small_crawl import crawl

PAUSED = {"DOWNLOADER_MIDDLEWARES": {"tests.spiders.paused.AllHostsPaused": 1}}
HOST = "http://127.0.0.1:9"


def test_a_page_of_a_host_that_is_left_alone_is_counted_and_nothing_else():
    crawled = crawl("pages", PAUSED, urls=f"{HOST}/a,{HOST}/b")
    assert crawled.items == []
    assert crawled.stats["newsbot/deferred/host_paused"] == 2
    assert crawled.stats["newsbot/site/127.0.0.1/deferred"] == 2


def test_a_source_of_a_host_that_is_left_alone_keeps_its_last_report():
    crawled = crawl("feed", PAUSED, url=f"{HOST}/rss")
    assert crawled.items == []
    assert crawled.stats["newsbot/source_deferred"] == 1
