"""What a request fetches, which decides how far it is held to a pause of its host."""

from typing import Literal

from scrapy import Request

from newsbot.downloading.robots.file import ROBOTS

Kind = Literal["article", "source", "listing", "other"]
"""A listing is what sources need: a robots.txt, or a sitemap below another. What is "other" belongs
to an article that was answered: a further page."""
SOURCES: tuple[Kind, ...] = ("source", "listing")
# The key of a request's meta that says: it fetches a sitemap below another.
LISTING = "listing"


def kind_of(request: Request) -> Kind:
    """What a request fetches, by its meta; newsbot.spiders.base describes the keys."""
    if ROBOTS in request.meta or LISTING in request.meta:
        return "listing"
    if "link" in request.meta:
        return "article"
    return "source" if "source" in request.meta else "other"
