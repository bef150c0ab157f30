"""Parses a section page, and returns the links on it to articles of the same site."""

from newsbot.discovery.listing import Listing
from newsbot.discovery.sections.page import Page, read_page
from newsbot.discovery.sections.paging import next_page_of
from newsbot.discovery.sections.stories import stories_of
from newsbot.discovery.sections.traps import is_endless_path, is_of_calendar
from newsbot.discovery.sections.url_shapes import UrlShapes
from newsbot.items import Link
from newsbot.urls import host_of


def parse_section(
    body: bytes, url: str, content_type: str | None = None, shapes: UrlShapes | None = None
) -> Listing:
    """The links on the HTML page at `url` that lead to articles of the same site.

    Two URLs are of the same site if they have the same registrable domain, e.g. gazette.example. If
    `url` has no such domain, as http://127.0.0.1:8000/, host and port must be the same.

    Args:
        body: the HTML of the page.
        url: the URL of the page.
        content_type: the Content-Type header of the response for the page.
        shapes: what URLs of articles look like on this site, as earlier fetches have shown.

    Raises:
        SourceError: `body` is no HTML page.
    """
    page = read_page(body, url, content_type)
    stories = stories_of(page, shapes or UrlShapes())
    return Listing(
        links=tuple(Link(url=each) for each in stories.urls),
        trapped=stories.trapped,
        is_cut_off=page.is_cut_off,
        next_page=next_page_of(page),
        dated_pages=_dated_pages(page),
    )


def _dated_pages(page: Page) -> tuple[str, ...]:
    host = host_of(page.url)
    found = (url for url in page.links.values() if is_of_calendar(url) and host_of(url) == host)
    return tuple(dict.fromkeys(url for url in found if not is_endless_path(url)))
