"""Makes the requests for the pages that follow a section page ("Older posts", page 2, page 3).

A section page may list fewer articles than appeared since the last poll. The next pages have the
others.
"""

from typing import Any

from scrapy import Request
from scrapy.http import Response

from newsbot.discovery.listing import Listing

SECTION_PAGE = "section_page"
"""The key of `Request.meta` for the number of a page that follows a section page: 2 or more."""
PAGES_BEFORE = "pages_before"
"""The key of `Request.meta` for the URLs of the pages before it, which are not requested again."""
MIN_NEW_SHARE = 0.5
"""The next page is requested only if at least this share of a page's links are new. With fewer, the
page has links that an earlier poll found, so that nothing is missing between the two polls."""


def next_page_request(response: Response, page: Listing, most: int) -> Request | None:
    """The request, without callbacks, for the page that follows a section page; None if none does.

    Args:
        response: the response for the section page, or for a page that follows it.
        page: the links of this page.
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
    """Whether to request the next page after one with so many links, of which `new` are new."""
    return new > 0 and new >= MIN_NEW_SHARE * links
