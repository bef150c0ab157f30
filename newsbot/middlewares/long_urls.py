"""Rejects links to articles whose URLs are too long to be stored."""

from collections.abc import Sequence

from scrapy import Request

from newsbot import clock
from newsbot.items import Rejection
from newsbot.urls import is_too_long


def by_length(group: Sequence[Request]) -> tuple[list[Request], list[Rejection]]:
    """Splits requests for articles by whether their URLs are short enough to be stored.

    Returns the requests with short URLs, and a Rejection for each of the others.
    """
    short = [each for each in group if not is_too_long(each.meta["link"].url)]
    return short, [_too_long(each) for each in group if is_too_long(each.meta["link"].url)]


def _too_long(request: Request) -> Rejection:
    url: str = request.meta["link"].url
    return Rejection(
        url=url,
        requested_url=url,
        site=request.meta["site"],
        at=clock.now(),
        stage="download",
        reason="url_too_long",
        detail=f"{len(url.encode(errors='replace'))} bytes",
    )
