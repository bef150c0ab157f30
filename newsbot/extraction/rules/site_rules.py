"""The rules that a person wrote for a site: XPath expressions for the parts of its articles."""

from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, fromstring

ALWAYS = ("title", "body")
"""The parts that every article has. A rule for one of them must find something on every article.

If a site's rule for the title or the body finds nothing on one article, the rule counts as out of
date. A rule for another part, e.g. for the author, counts as out of date only if it finds nothing
on all articles.
"""

XPATHS = (
    "title", "body", "author", "date", "strip",
    "single_page_link", "next_page_link", "if_page_contains",
)  # fmt: skip
"""The fields of SiteRules that hold XPath 1.0 expressions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The rules for one site; the names of the fields are those of ftr-site-config.

    ftr-site-config is a public collection of such rules:
    https://github.com/fivefilters/ftr-site-config. In most fields, only the first rule that finds
    something is applied. In `strip`, `strip_id_or_class` and `replace_string`, all rules are
    applied.
    """

    origin: str
    """The name of the place where the rules are written, e.g. "gazette.example.txt". The name is
    shown in messages."""
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    """XPath expressions for the body. The body is made of all elements that the first matching
    expression finds, in page order."""
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    """XPath expressions for elements that are removed from the page, e.g. ads."""
    strip_id_or_class: tuple[str, ...] = ()
    """Ids and classes of elements that are no part of the body."""
    replace_string: tuple[tuple[str, str], ...] = ()
    """Pairs of texts: one in the HTML source, and one that replaces it before the parsing."""
    single_page_link: tuple[str, ...] = ()
    """XPath expressions for the URL of a page that has the whole article."""
    if_page_contains: tuple[str, ...] = ()
    """XPath expressions that say when `single_page_link` is used.

    The link is used if at least one of these expressions finds something on the first page of the
    article, or if there are no expressions.
    """
    next_page_link: tuple[str, ...] = ()
    """XPath expressions for the URL of the article's next page."""


def xpath_error(expression: str) -> str | None:
    """The error in an XPath 1.0 expression; None if the expression can be evaluated."""
    try:
        etree.XPath(expression)(_EMPTY)  # only this call finds unknown functions
    except etree.XPathError as error:
        return str(error)
    return None


_EMPTY: HtmlElement = fromstring("<html/>")
