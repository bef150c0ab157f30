"""Middlewares of Scrapy that are switched off for newsbot's own spiders, to save time.

newsbot's spiders have no `allowed_domains`, no `http_user`, and no limit on the depth of a crawl.
Only spiders that a user has written, e.g. a CrawlSpider, may need these middlewares.
"""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpauth import HttpAuthMiddleware
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.spidermiddlewares.depth import DepthMiddleware


class _ForOtherSpiders:
    """The base class of middlewares that work only for spiders that are not newsbot's."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Makes this middleware for the crawler of a spider that is not one of newsbot's.

        Raises:
            NotConfigured: the spider is one of newsbot's, or of a class derived from them. These
                spiders do not need the middleware, so Scrapy is told to leave it out.
        """
        if hasattr(crawler.spidercls, "downloads"):  # then it derives from NewsSpider
            raise NotConfigured
        middleware: Self = super().from_crawler(crawler, *args, **kwargs)  # type: ignore[misc] # of the class beside
        return middleware


class Offsite(_ForOtherSpiders, OffsiteMiddleware):
    """Drops requests to hosts that are not among the `allowed_domains` of the spider."""


class HttpAuth(_ForOtherSpiders, HttpAuthMiddleware):
    """Adds a spider's user name and password (`http_user`, `http_pass`) to its requests."""


class Depth(_ForOtherSpiders, DepthMiddleware):
    """Drops requests for pages that are more than DEPTH_LIMIT (a setting) links from the start."""
