"""Parses pieces of HTML that are found as text within a page."""

from lxml.html import HtmlElement, HTMLParser, fragment_fromstring


def parse_fragment(html: str) -> HtmlElement:
    """A new <div> with the elements that `html` describes.

    Like the tree of a page, it has no comments and no processing instructions.

    Raises:
        lxml.etree.LxmlError: `html` cannot be parsed.
        ValueError: `html` has a control character that lxml refuses.
    """
    parser = HTMLParser(remove_comments=True, remove_pis=True)
    return fragment_fromstring(html, create_parent="div", parser=parser)
