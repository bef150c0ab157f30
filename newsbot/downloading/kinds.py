"""The kinds of requests. A host may be paused for some kinds of requests, and not for others."""

from typing import Literal

from scrapy import Request

from newsbot.downloading.robots.file import ROBOTS
from newsbot.items import Link
from newsbot.sites.site import Source

Kind = Literal["article", "source", "listing", "other"]
"""What a request fetches. "article": the page of an article. "source": a feed, sitemap or section
page. "listing": a robots.txt, a sitemap that a sitemap index lists, or a page that follows a
section page. "other": a further page (page 2, …) of an article."""
SOURCES: tuple[Kind, ...] = ("source", "listing")
LISTING = "listing"
"""A key of Request.meta. It marks a request for a sitemap that a sitemap index lists, or for a page
that follows a section page (e.g. its page 2)."""


def kind_of(request: Request) -> Kind:
    """The kind of a request, by the keys in Request.meta (see newsbot.spiders.base)."""
    if ROBOTS in request.meta or LISTING in request.meta:
        return "listing"
    if link_of(request) is not None:
        return "article"
    return "other" if source_of(request) is None else "source"


def link_of(request: Request) -> Link | None:
    """The link of the article that a request fetches; None if the request is for something else.

    The link is a value in Request.meta. A user's own spider may store a value of another type at
    the same key. Then the result is None, too.
    """
    link = request.meta.get("link")
    return link if isinstance(link, Link) else None


def source_of(request: Request) -> Source | None:
    """The source that a request fetches; None if the request is for something else."""
    source = request.meta.get("source")
    return source if isinstance(source, Source) else None


def fetches_named(request: Request, spider: object) -> bool:
    """Whether a person named what a request of `spider` fetches, e.g. on the command line.

    This is so for an article that a person named, for a named source, and for the pages and
    sitemaps that are read as parts of this source. It stays so if the request is redirected.
    """
    if link_of(request) is not None:
        return bool(request.meta.get("always"))
    return bool(getattr(spider, "is_told", False)) and source_of(request) is not None
