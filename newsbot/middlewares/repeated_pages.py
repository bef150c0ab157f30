"""Stops redirects to pages that the run has already requested for another URL.

If the page was rejected, the URL that redirects to it is rejected for the same reason. If the
article on the page is stored, the URL is marked as done at the end of the run. In all other cases,
a later run requests the URL again.
"""

from hashlib import sha256
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from newsbot.downloading.claims import Claims, claims_of
from newsbot.downloading.kinds import link_of
from newsbot.downloading.refusals import RejectedPage, RepeatedPage
from newsbot.extraction.version import EXTRACTOR_VERSION
from newsbot.items import FetchedPage, Rejection
from newsbot.reasons import DEFERRED, REASONS, reason_of
from newsbot.urls import url_key


class RepeatedPages:
    """A downloader middleware that stops redirects to pages that the run has already requested."""

    def __init__(self, claims: Claims, stats: StatsCollector) -> None:
        self._claims = claims
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Makes the middleware, which Scrapy informs of sent requests and of items that fail."""
        middleware = cls(claims_of(crawler), crawler.stats)
        crawler.signals.connect(middleware.page_sent, signals.request_reached_downloader)
        crawler.signals.connect(middleware.page_failed, signals.item_dropped)
        crawler.signals.connect(middleware.page_failed, signals.item_error)
        return middleware

    def process_request(self, request: Request) -> None:
        """Stops a request that follows a redirect to a page that the run has already requested.

        Raises:
            RejectedPage: the page was requested for another URL, and it was rejected.
            RepeatedPage: the page was requested for another URL, and was not rejected until now.
        """
        link = link_of(request)
        if link is None or "redirect_urls" not in request.meta:
            return
        key = url_key(request.url)
        if self._claims.follow(url_key(link.url), key):
            return
        self._stats.inc_value("newsbot/redirects_repeated")
        rejection = self._claims.rejection(key)
        raise RepeatedPage(request.url) if rejection is None else RejectedPage(rejection)

    def page_sent(self, request: Request) -> None:
        """Records that the run requests a page. Scrapy calls this method before each request."""
        if link_of(request) is not None:
            self._claims.send(url_key(request.url))

    def page_failed(self, item: Any, exception: Exception | None = None) -> None:
        """Records that a page gave no article.

        Scrapy calls this if a pipeline drops `item`, which was made of the page, or raises another
        exception for it. `exception` tells why the item was dropped.
        """
        if isinstance(item, FetchedPage | Rejection):
            self._claims.fail(url_key(item.requested_url), _rejection(item, str(exception)))


def _rejection(item: FetchedPage | Rejection, reason: str) -> Rejection | None:
    """The rejection for a page whose item was dropped by an item pipeline.

    `reason` is the name of the reason why the pipeline dropped the item. The result is None if the
    reason says nothing about the page, as "host_paused".
    """
    if isinstance(item, Rejection):
        return item if reason == item.reason else None
    if reason not in REASONS or reason in DEFERRED:
        return None
    stage = reason_of(reason).stage
    return Rejection(
        url=item.url,
        requested_url=item.requested_url,
        site=item.site,
        at=item.fetched_at,
        stage=stage,
        reason=reason,
        body_sha256=sha256(item.body).digest(),
        extractor_version=None if stage == "download" else EXTRACTOR_VERSION,
        is_revisit=item.is_revisit,
    )
