"""Stops redirects to pages that the run asks for already.

The URL that redirects is done once the article of that page is stored; else it stays pending.
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
    """A downloader middleware that asks the claims of the run before it follows a redirect."""

    def __init__(self, claims: Claims, stats: StatsCollector) -> None:
        self._claims = claims
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens to what becomes of the crawler's pages."""
        middleware = cls(claims_of(crawler), crawler.stats)
        crawler.signals.connect(middleware.page_failed, signals.item_dropped)
        crawler.signals.connect(middleware.page_failed, signals.item_error)
        return middleware

    def process_request(self, request: Request) -> None:
        """Lets a request pass, unless an article was redirected to a page of another request.

        Raises:
            RepeatedPage: the run asks for the page already.
        """
        link = request.meta.get("link")
        if link is None or "redirect_urls" not in request.meta:
            return
        if not self._claims.follow(url_key(link.url), url_key(request.url)):
            self._stats.inc_value("newsbot/redirects_repeated")
            raise RepeatedPage(request.url)

    def page_failed(self, item: Any) -> None:
        """Gives up the claim of a page without an article: other URLs may redirect to it now."""
        if isinstance(item, FetchedPage | Rejection):
            self._claims.fail(url_key(item.requested_url))
