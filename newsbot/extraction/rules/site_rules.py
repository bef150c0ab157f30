"""What a person wrote down of a site's pages: XPath expressions for the parts of articles."""

from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, fromstring

ALWAYS = ("title", "body")
"""The parts that every article has: a rule for one that fails on one article is out of date.

Other parts may be missing in an article: a rule for one is out of date if it fails on all articles.
"""

XPATHS = (
    "title", "body", "author", "date", "strip",
    "single_page_link", "next_page_link", "if_page_contains",
)  # fmt: skip
"""The fields of SiteRules that hold XPath 1.0 expressions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """The rules for one site, by the names of the ftr-site-config format.

    Several rules of a kind are alternatives: the first that matches counts. Those in `strip` and
    `strip_id_or_class` all apply.
    """

    origin: str
    """Where the rules are written, for messages: "gazette.example.txt"."""
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    """Everything that the first matching expression finds is the body, in page order."""
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    """XPath expressions for what is no part of the body."""
    strip_id_or_class: tuple[str, ...] = ()
    """Ids and classes of elements that are no part of the body."""
    replace_string: tuple[tuple[str, str], ...] = ()
    """Texts of the HTML source and their replacements, made before the page is parsed."""
    single_page_link: tuple[str, ...] = ()
    """XPath expressions for the URL of a page that has the whole article."""
    if_page_contains: tuple[str, ...] = ()
    """Conditions for `single_page_link`: one of these expressions has to find something."""
    next_page_link: tuple[str, ...] = ()
    """XPath expressions for the URL of the article's next page."""


def xpath_error(expression: str) -> str | None:
    """The error in an XPath 1.0 expression; None where it can be evaluated."""
    try:
        etree.XPath(expression)(_EMPTY)  # a function that does not exist shows only in use
    except etree.XPathError as error:
        return str(error)
    return None


_EMPTY: HtmlElement = fromstring("<html/>")
