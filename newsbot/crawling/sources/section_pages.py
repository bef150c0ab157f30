"""Makes the requests for the pages that follow a section page ("Older posts", page 2, page 3).

A section page shows only a limited number of links. If more articles have appeared since the last
poll, the older ones of them are on the pages that follow.
"""

from typing import Any

from scrapy import Request
from scrapy.http import Response

from newsbot.discovery.listing import Listing

SECTION_PAGE = "section_page"
"""The key of `Request.meta` for the number of a page that follows a section page. The section page
itself is number 1, the next page is number 2, and so on."""
PAGES_BEFORE = "pages_before"
"""The key of `Request.meta` for the URLs of the pages that were read before: the section page, and
the pages that follow it. They are kept so that no page is requested twice."""
MIN_NEW_SHARE = 0.5
"""The next page ("Older posts") is requested if at least this share of the links on a page are new.
If fewer are new, the links on the next page are probably known from earlier polls."""


def next_page_request(response: Response, page: Listing, most: int) -> Request | None:
    """The request for the page that follows a page, e.g. its "Older posts".

    The caller adds the callbacks. The result is None if no page follows, if the page that follows
    was read before, or if `most` pages were read.

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
    """Whether to request the page after a section page, because enough links on this one are new.

    `links` is the number of links to articles on the section page. `new` is how many of them were
    not known before.
    """
    return new > 0 and new >= MIN_NEW_SHARE * links
