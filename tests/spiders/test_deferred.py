"""While a host is left alone its pages and sources wait: they have not failed."""

import pytest
from scrapy import Request
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newsbot.downloading.refusals import HostPaused, LeaseLost
from newsbot.items import BackfillPage, Link
from newsbot.reasons import DEFERRED
from newsbot.spiders.by_kind import SPIDERS
from newsbot.spiders.pages import PagesSpider
from newsbot.urls import url_key
from tests.spiders.small_crawl import crawl

PAUSED = {"DOWNLOADER_MIDDLEWARES": {"tests.spiders.paused.AllHostsPaused": 1}}
HOST = "http://127.0.0.1:9"
NAMED, TARGET = "https://gazette.example/a", "https://www.gazette.example/a"


def test_a_page_of_a_host_that_is_left_alone_is_counted_and_nothing_else():
    crawled = crawl("pages", PAUSED, urls=f"{HOST}/a,{HOST}/b")
    assert crawled.items == []
    assert crawled.stats["newsbot/deferred/host_paused"] == 2
    assert crawled.stats["newsbot/site/127.0.0.1/deferred"] == 2


def test_a_source_of_a_host_that_is_left_alone_keeps_its_last_report():
    crawled = crawl("feed", PAUSED, url=f"{HOST}/rss")
    assert crawled.items == []
    assert crawled.stats["newsbot/source_deferred"] == 1


def failed(request: Request, url: str, error: Exception) -> Failure:
    """The failure of a request that was redirected to `url`."""
    failure = Failure(error)
    failure.request = request.replace(url=url)
    return failure


def test_a_pause_of_the_host_that_a_url_redirects_to_rejects_the_url():
    crawler = get_crawler(PagesSpider)
    spider = PagesSpider.from_crawler(crawler, urls=NAMED)
    request = spider.article_request(Link(url=NAMED), "gazette", None)
    (rejection,) = spider.article_failed(failed(request, TARGET, HostPaused()))
    assert (rejection.reason, rejection.requested_url) == ("host_paused", NAMED)
    assert list(spider.article_failed(failed(request, NAMED, HostPaused()))) == []


def test_a_url_that_redirects_to_a_host_of_another_run_is_remembered():
    crawler = get_crawler(PagesSpider)
    spider = PagesSpider.from_crawler(crawler, urls=NAMED)
    request = spider.article_request(Link(url=NAMED), "gazette", None)
    assert list(spider.article_failed(failed(request, NAMED, LeaseLost()))) == []
    assert spider.elsewhere == set()
    assert list(spider.article_failed(failed(request, TARGET, LeaseLost()))) == []
    assert spider.elsewhere == {url_key(NAMED)}


@pytest.mark.parametrize("error", [HostPaused(), LeaseLost()])
def test_a_source_that_redirects_to_a_host_that_is_not_asked_has_failed(error):
    spider = SPIDERS["feed"].from_crawler(get_crawler(SPIDERS["feed"]), url=NAMED)
    request = spider.source_request(spider.sources[0])
    (report,) = spider.source_failed(failed(request, TARGET, error))
    assert report.url == NAMED
    assert report.reason in {"host_paused", "lease_lost"}
    assert list(spider.source_failed(failed(request, NAMED, error))) == []


@pytest.mark.parametrize("error", [HostPaused(), LeaseLost()])
def test_an_archive_page_of_a_host_that_is_not_asked_stays_due(error):
    kind = SPIDERS["sitemap"]
    spider = kind.from_crawler(get_crawler(kind), url=NAMED, since="2026-01-01")
    request = spider.backfill_request(BackfillPage(url=NAMED, source_url=NAMED))
    assert list(spider.backfill_failed(failed(request, NAMED, error))) == []
    assert spider.crawler.stats.get_value("newsbot/backfill_deferred") == 1
    (report,) = spider.backfill_failed(failed(request, TARGET, error))
    assert report.reason in DEFERRED


def lost_for_robots() -> LeaseLost:
    """As raised where robots.txt redirects to a host of another run."""
    error = LeaseLost()
    error.is_elsewhere = True
    return error


def test_a_host_of_another_run_to_which_a_robots_txt_redirects_is_elsewhere_too():
    spider = PagesSpider.from_crawler(get_crawler(PagesSpider), urls=NAMED)
    request = spider.article_request(Link(url=NAMED), "gazette", None)
    assert list(spider.article_failed(failed(request, NAMED, lost_for_robots()))) == []
    assert spider.elsewhere == {url_key(NAMED)}
    spider = SPIDERS["feed"].from_crawler(get_crawler(SPIDERS["feed"]), url=NAMED)
    request = spider.source_request(spider.sources[0])
    (report,) = spider.source_failed(failed(request, NAMED, lost_for_robots()))
    assert report.reason == "lease_lost"


def test_http_and_https_of_one_host_have_one_lease():
    spider = PagesSpider.from_crawler(get_crawler(PagesSpider), urls=NAMED)
    named = NAMED.replace("https", "http")
    request = spider.article_request(Link(url=named), "gazette", None)
    assert list(spider.article_failed(failed(request, NAMED, LeaseLost()))) == []
    assert spider.elsewhere == set()
    (rejection,) = spider.article_failed(failed(request, NAMED, HostPaused()))
    assert rejection.reason == "host_paused"
