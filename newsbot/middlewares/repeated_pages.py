"""Stops redirects to pages that the run already fetches for another URL.

At the end of the run, a URL whose redirect was stopped is marked as done if the article of the page
is stored. Otherwise the URL stays pending.
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
    """A downloader middleware that refuses redirects to pages that another request has claimed."""

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
        """Lets a request pass, unless a redirect leads it to a page that another URL has claimed.

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
        """Records that a requested URL gave no article, so that it loses its claim on its page.

        So another URL that redirects to this page may have the page fetched. `item` is the item of
        the page that was dropped or failed.
        """
        if isinstance(item, FetchedPage | Rejection):
            self._claims.fail(url_key(item.requested_url))
