"""Bytes → the one HTML tree that body and metadata are read from."""

import logging

from lxml.html import HtmlElement
from trafilatura import load_html
from w3lib.encoding import html_to_unicode

from newsbot.items import FetchedPage

# A page that is no HTML is an answer here, not an error to log.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def parse_page(page: FetchedPage) -> HtmlElement | None:
    """The page's tree, without comments; None where its bytes are no HTML."""
    tree: HtmlElement | None = load_html(_decode(page))
    return tree


def _decode(page: FetchedPage) -> str:
    """The page's text: UTF-8 where it is that, else by byte order mark, header and meta tag.

    Trafilatura guesses, without knowing the header: a page whose "windows-1251" is named there
    and nowhere else comes out as replacement characters.
    """
    try:
        return page.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return html_to_unicode(page.content_type, page.body)[1]
    except LookupError:  # "charset=hex" names a codec of Python's, but none of text
        return page.body.decode(errors="replace")
