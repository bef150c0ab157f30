"""Bytes → the one HTML tree that body and metadata are read from."""

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, fromstring

from newsbot.charsets.decoding import decode
from newsbot.extraction.page.markup_limits import (
    MAX_BYTES,
    MAX_DEPTH,
    over_limit,
    refuse_markup,
    refuse_rows,
)
from newsbot.extraction.page.wrappers import unwrap
from newsbot.items import FetchedPage, NotAnArticle

# What no tree may hold. Libxml2 takes a reference such as "&#1;" for the character; trafilatura
# stops at the element that has one, and the article would end there.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL_REFERENCE = re.compile(
    r"&\#(?: 0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])"
    r"| [xX]0*(?:[1-8b-cB-CeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]) );?",
    re.VERBOSE,
)
# Libxml2 believes <html/> and ends the page there, and takes what follows some doctypes for a part
# of them (https://bugs.launchpad.net/lxml/+bug/1955915).
_DOCTYPE = re.compile(r"<!doctype[^<>]{0,1000}>", re.IGNORECASE)
_CLOSED_HTML = re.compile(r"(<html[^<>]{0,1000}?)\s*/>", re.IGNORECASE)
# It ends the page at </html> too, and all that is open at </body>. Browsers close neither before
# the last character: a page put together from several documents has more behind them.
_END = re.compile(
    r"<(?:!--.*?(?:-->|\Z)|(script|style)\b.*?(?:</\1|\Z)|(/(?:html|body)(?=[\s/>])[^<>]*>))",
    re.IGNORECASE | re.DOTALL,
)
_OPEN_DRAWINGS = (
    "//*[self::map or (self::svg or self::math) and not(.//foreignobject)]"
    "[not(ancestor::svg or ancestor::math)][.//p]"
)
# A page does not always begin with its tag, but says soon that it is HTML.
BEGINNING = 50
MIN_PARTS = 2
START = 4096


def parse_page(page: FetchedPage) -> HtmlElement | NotAnArticle:
    """The page's tree, without comments; or why there is none.

    Reasons: "empty", "unreadable" (no HTML), "parser_limit" (it would not be whole, or take long).
    """
    if len(page.body) > MAX_BYTES:
        return over_limit("bytes", MAX_BYTES, len(page.body))
    text = _cleaned(decode(page.body, page.content_type).text)
    refused = refuse_markup(text)
    return _parsed(text) if refused is None else refused


def _cleaned(text: str) -> str:
    """`text` without what would end its tree, or a part of it, too early."""
    text = _CONTROL.sub("", text)
    if "&#" in text:
        text = _CONTROL_REFERENCE.sub("", text)
    start = _DOCTYPE.sub("<!doctype html>", text[:START], count=1)
    text = _CLOSED_HTML.sub(r"\1>", start, count=1) + text[START:]
    return _END.sub(lambda found: "" if found[2] else found[0], text)


def _close_drawings(tree: HtmlElement) -> None:
    """Ends what was left open before a paragraph, where browsers show this one nevertheless."""
    for element in tree.xpath(_OPEN_DRAWINGS):
        element.drop_tag()


def _parsed(text: str) -> HtmlElement | NotAnArticle:
    parser = HTMLParser(
        collect_ids=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        tree = fromstring(text.encode(), parser=parser)
    except etree.LxmlError:
        return NotAnArticle(reason="unreadable" if text.strip() else "empty", detail="no HTML")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        return over_limit("elements inside each other", MAX_DEPTH)
    if len(tree) < MIN_PARTS and "html" not in text[:BEGINNING].lower():
        return NotAnArticle(reason="unreadable", detail="no HTML")
    _close_drawings(tree)
    unwrap(tree)
    return refuse_rows(tree) or tree
