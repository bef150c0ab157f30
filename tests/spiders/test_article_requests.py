import asyncio
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from newsbot import clock
from newsbot.items import FetchedPage, Link, Rejection
from newsbot.spiders.pages import PagesSpider
from newsbot.urls import is_web_url

LINK = Link(url="https://gazette.example/a", title="Bridge")
FETCHED_AT = datetime(2026, 5, 4, 6, tzinfo=UTC)


@pytest.fixture
def spider():
    return PagesSpider(urls="https://gazette.example/a")


def response(request, kind=HtmlResponse, url=LINK.url, **headers):
    request.meta["fetched_at"] = FETCHED_AT
    return kind(url, body=b"<html>Bridge", headers=headers, request=request)


def test_a_request_carries_what_the_frontier_asks_for(spider):
    request = spider.article_request(LINK, "gazette", "https://gazette.example/rss")
    assert request.meta == {
        "link": LINK,
        "site": "gazette",
        "source_url": "https://gazette.example/rss",
    }


def test_an_html_response_becomes_a_page_of_the_url_that_was_asked_for(spider):
    request = spider.article_request(LINK, "gazette", "https://gazette.example/rss")
    answer = response(request, url="https://gazette.example/new", **{"Content-Type": "text/html"})
    (page,) = spider.parse_article(answer)
    assert isinstance(page, FetchedPage)
    assert (page.url, page.requested_url) == ("https://gazette.example/new", LINK.url)
    assert (page.site, page.body, page.content_type) == ("gazette", b"<html>Bridge", "text/html")
    assert (page.link, page.fetched_at, page.is_partial) == (LINK, FETCHED_AT, False)


def test_a_page_that_no_source_listed_has_no_link(spider):
    request = spider.article_request(LINK, "gazette", None)
    (page,) = spider.parse_article(response(request))
    assert page.link is None


def test_other_media_are_rejected(spider):
    request = spider.article_request(LINK, "gazette", None)
    answer = response(request, Response, **{"Content-Type": "application/pdf"})
    (rejection,) = spider.parse_article(answer)
    assert isinstance(rejection, Rejection)
    assert (rejection.stage, rejection.reason) == ("download", "not_html")
    assert rejection.detail == "application/pdf"
    assert rejection.body_sha256 == sha256(answer.body).digest()
    assert rejection.at <= clock.now()


def test_pages_are_fetched_whatever_the_frontier_says(spider):
    request = spider.article_request(LINK, "gazette", None)
    assert "always" not in request.meta
    (started,) = _all(spider.start())
    assert started.meta["always"] is True
    assert "source_url" not in started.meta


def _all(start):
    async def collect():
        return [request async for request in start]

    return asyncio.run(collect())


@given(
    st.sampled_from(["http://", "https://g.example", "http://[", "https://g.example:"]),
    st.text(max_size=20) | st.text("/[]:@.%?#&=01ab\\ ä", max_size=20),
)
def test_every_web_url_can_be_requested(start, rest):
    if is_web_url(start + rest):
        assert Request(start + rest).url.startswith("http")
