"""Evaluates the XPath expressions in the extraction rules for a site."""

from typing import Any

from lxml import etree
from lxml.html import HtmlElement


def find(tree: HtmlElement, expression: str) -> list[Any]:
    """The elements and strings that the XPath expression `expression` finds in the page `tree`.

    If the value of the expression is a single string, number or boolean, the result is a list of
    this value as a string. The result is an empty list if the value is empty or false, or if the
    expression cannot be evaluated on the page.
    """
    try:
        found = tree.xpath(expression)
    except etree.XPathError:
        return []
    if isinstance(found, list):
        return found
    return [str(found)] if found else []
