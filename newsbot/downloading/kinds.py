"""The kinds of request; some kinds are sent to a host even while it is paused for others."""

from typing import Literal

from scrapy import Request

from newsbot.downloading.robots.file import ROBOTS

Kind = Literal["article", "source", "listing", "other"]
"""What a request fetches. "source": a feed, sitemap or section page. "listing": a robots.txt, or a
sitemap that another sitemap lists; both are needed to read sources. "other": a further page of an
article whose first page was fetched."""
SOURCES: tuple[Kind, ...] = ("source", "listing")
LISTING = "listing"
"""Key in Request.meta of a request for a sitemap that another sitemap lists."""


def kind_of(request: Request) -> Kind:
    """The kind of a request, by the keys in Request.meta (see newsbot.spiders.base)."""
    if ROBOTS in request.meta or LISTING in request.meta:
        return "listing"
    if "link" in request.meta:
        return "article"
    return "source" if "source" in request.meta else "other"
