"""What a person knows of a site's pages: XPath expressions for the parts of its articles."""

from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, fromstring

ALWAYS = ("title", "body")
"""Every article has these: a rule for them that matches nothing on one article is out of date.

An article may be without what the other rules find; of these only one that matches on no article at
all is out of date.
"""

XPATHS = (
    "title", "body", "author", "date", "strip",
    "single_page_link", "next_page_link", "if_page_contains",
)  # fmt: skip
"""The fields of SiteRules that hold XPath 1.0 expressions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """One site's rules; several of a kind are alternatives, of which the first that matches counts.

    Except for `strip` and `strip_id_or_class`, which all apply. The names are those of the
    ftr-site-config format.
    """

    origin: str
    """Where they are written, for messages, e.g. "gazette.example.txt"."""
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    """Everything that the first matching expression finds is the body, in page order."""
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    """What these find is no part of the body."""
    strip_id_or_class: tuple[str, ...] = ()
    """Nor is an element with this id, or this among its classes."""
    replace_string: tuple[tuple[str, str], ...] = ()
    """Text of the HTML source and what stands for it, before anything is read."""
    single_page_link: tuple[str, ...] = ()
    """The address of a page that has the whole article."""
    if_page_contains: tuple[str, ...] = ()
    """Only a page on which one of these finds something has a single_page_link."""
    next_page_link: tuple[str, ...] = ()
    """The address of the article's next page."""


def xpath_error(expression: str) -> str | None:
    """What is wrong with an XPath 1.0 expression; None where it can be evaluated."""
    try:
        etree.XPath(expression)(_EMPTY)  # a function that does not exist shows only in use
    except etree.XPathError as error:
        return str(error)
    return None


_EMPTY: HtmlElement = fromstring("<html/>")
