"""Follows no redirect to a page that the run asks for already.

The listed URL is done as soon as that page's article is stored; else it stays pending.
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
    """Asks the run's claims before a redirect of an article's request is followed."""

    def __init__(self, claims: Claims, stats: StatsCollector) -> None:
        self._claims = claims
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Hears what became of the crawler's pages."""
        middleware = cls(claims_of(crawler), crawler.stats)
        crawler.signals.connect(middleware.page_failed, signals.item_dropped)
        crawler.signals.connect(middleware.page_failed, signals.item_error)
        return middleware

    def process_request(self, request: Request) -> None:
        """Lets pass what is no redirect of an article, or the first to its page.

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
        """A page gave no article: other URLs that redirect to it get their own answer."""
        if isinstance(item, FetchedPage | Rejection):
            self._claims.fail(url_key(item.requested_url))
