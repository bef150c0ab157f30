"""Makes the requests for the pages that follow a section page ("Older posts", page 2, page 3).

If more new articles have appeared since the last poll than fit on a section page, the others are on
the pages that follow.
"""

from typing import Any

from scrapy import Request
from scrapy.http import Response

from newsbot.discovery.listing import Listing

SECTION_PAGE = "section_page"
"""The key of `Request.meta` for the number of a page that follows a section page: 2 or more."""
PAGES_BEFORE = "pages_before"
"""The key of `Request.meta` for the URLs of the section page and of those after it that were read
already. None of them is requested again."""
MIN_NEW_SHARE = 0.5
"""The next page is requested only if at least this share of the links on a page are new. If fewer
are new, the next page would list articles that an earlier poll has found."""


def next_page_request(response: Response, page: Listing, most: int) -> Request | None:
    """The request for the page that follows a page; None if there is none, or it must not be read.

    The caller adds the callbacks to the request.

    Args:
        response: the response for the page: a section page, or one that follows a section page.
        page: the contents of this page.
        most: the maximum number of pages that one poll reads, the section page included.
    """
    number = response.meta.get(SECTION_PAGE, 1) + 1
    before = (*response.meta.get(PAGES_BEFORE, ()), response.url)
    if page.next_page is None or number > most or page.next_page in before:
        return None
    kept: dict[str, Any] = {
        key: response.meta[key] for key in ("source", "url_shapes") if key in response.meta
    }
    meta = {**kept, SECTION_PAGE: number, PAGES_BEFORE: before, "listing": True}
    return Request(page.next_page, meta=meta, dont_filter=True)


def is_worthwhile(new: int, links: int) -> bool:
    """Whether to request the next page, by the links on the present page.

    `links` is the number of links to articles, and `new` is the number of those that are new.
    """
    return new > 0 and new >= MIN_NEW_SHARE * links
