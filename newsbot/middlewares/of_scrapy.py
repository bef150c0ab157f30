"""Middlewares of Scrapy that only spiders of users need, such as CrawlSpider.

newsbot's own spiders have neither `allowed_domains` nor a password for HTTP, and need no limit of
depth. Each middleware would take time for each of their requests or responses.
"""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpauth import HttpAuthMiddleware
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.spidermiddlewares.depth import DepthMiddleware


class _ForOtherSpiders:
    """The base class of middlewares that are switched off for newsbot's spiders."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The middleware of a crawler.

        Raises:
            NotConfigured: the spider is one of newsbot's, or derived from one.
        """
        if hasattr(crawler.spidercls, "downloads"):  # NewsSpider has it; it is not to be imported
            raise NotConfigured
        middleware: Self = super().from_crawler(crawler, *args, **kwargs)  # type: ignore[misc] # of the class beside
        return middleware


class Offsite(_ForOtherSpiders, OffsiteMiddleware):
    """Drops requests to hosts that are not among the `allowed_domains` of the spider."""


class HttpAuth(_ForOtherSpiders, HttpAuthMiddleware):
    """Adds the user name and password that the spider has as `http_user` and `http_pass`."""


class Depth(_ForOtherSpiders, DepthMiddleware):
    """Limits how many links lead to a page, by the setting DEPTH_LIMIT."""
