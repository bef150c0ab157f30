"""Bytes → the one HTML tree that body and metadata are read from."""

import logging

from lxml.html import HtmlElement
from trafilatura import load_html

from newsbot.charsets.decoding import decode
from newsbot.items import FetchedPage

# A page that is no HTML is an answer here, not an error to log.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def parse_page(page: FetchedPage) -> HtmlElement | None:
    """The page's tree, without comments; None where its bytes are no HTML."""
    tree: HtmlElement | None = load_html(decode(page.body, page.content_type).text)
    return tree
