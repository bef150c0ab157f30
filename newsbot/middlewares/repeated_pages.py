"""Stops redirects to pages that the run already fetches for another URL.

At the end of the run, a URL whose redirect was stopped is marked as done if the article of the page
is stored. Otherwise a later run requests the URL again.
"""

from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from newsbot.downloading.claims import Claims, claims_of
from newsbot.downloading.refusals import RepeatedPage
from newsbot.items import FetchedPage, Rejection
from newsbot.urls import url_key


class RepeatedPages:
    """A downloader middleware that stops redirects to pages already fetched for another URL."""

    def __init__(self, claims: Claims, stats: StatsCollector) -> None:
        self._claims = claims
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware, connected to the crawler's signals for items that failed."""
        middleware = cls(claims_of(crawler), crawler.stats)
        crawler.signals.connect(middleware.page_failed, signals.item_dropped)
        crawler.signals.connect(middleware.page_failed, signals.item_error)
        return middleware

    def process_request(self, request: Request) -> None:
        """Lets a request pass, unless it follows a redirect to a page that is fetched already.

        Raises:
            RepeatedPage: the run already fetches the page for another URL.
        """
        link = request.meta.get("link")
        if link is None or "redirect_urls" not in request.meta:
            return
        if not self._claims.follow(url_key(link.url), url_key(request.url)):
            self._stats.inc_value("newsbot/redirects_repeated")
            raise RepeatedPage(request.url)

    def page_failed(self, item: Any) -> None:
        """Records that the page of `item` gave no article.

        Afterwards, another URL that redirects to the page may fetch it once more. Scrapy calls this
        for each item that was dropped, or for which a pipeline raised an exception.
        """
        if isinstance(item, FetchedPage | Rejection):
            self._claims.fail(url_key(item.requested_url))
