"""What an XPath expression of a site's rules finds on a page."""

from typing import Any

from lxml import etree
from lxml.html import HtmlElement


def find(tree: HtmlElement, expression: str) -> list[Any]:
    """The elements and strings that an XPath expression finds; a single value counts as one.

    An expression that cannot be evaluated on the page finds nothing.
    """
    try:
        found = tree.xpath(expression)
    except etree.XPathError:
        return []
    if isinstance(found, list):
        return found
    return [str(found)] if found else []
