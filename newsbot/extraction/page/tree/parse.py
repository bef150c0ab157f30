"""Parses a page into an HTML tree, from which the article's body and metadata are read."""

import re
from dataclasses import replace

from lxml import etree
from lxml.html import HtmlElement, fromstring

from newsbot.charsets.decoding import Decoded, decode, utf_8_of
from newsbot.extraction.page.shown.rewriting import tidy_texts
from newsbot.extraction.page.tree.escaped_markup import has_escaped_markup, read_escaped_markup
from newsbot.extraction.page.tree.markup_limits import (
    MAX_BYTES,
    MAX_DEPTH,
    over_limit,
    refuse_markup,
    refuse_rows,
)
from newsbot.extraction.page.tree.shadow_roots import compose_shadow_roots
from newsbot.extraction.page.tree.wrappers import unwrap
from newsbot.items import FetchedPage, NotAnArticle
from newsbot.plain_text import INVISIBLE

# Control characters, and references to them such as "&#1;", are removed from pages. Otherwise
# trafilatura would end the article at the first element with a control character. Soft hyphens and
# other invisible characters are removed too, because they part words: the texts of trafilatura and
# the blocks of the page must have the same words.
_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff{INVISIBLE}]")
# The bytes of the ASCII characters that are not removed from pages, i.e. of all but the control
# characters. Most bytes of a page are among them. To save time, only the other bytes of the page
# are searched.
_PLAIN_BYTES = bytes((*b"\t\n\r", *range(0x20, 0x80)))
# To find characters that _CONTROL matches, the UTF-8 bytes of a page are searched. A control
# character is a single byte, which _CONTROL_BYTES matches. Any other character that _CONTROL
# matches has several bytes, and its first bytes are in _BEGINNINGS. Surrogates need no search,
# because UTF-8 has no bytes for them.
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BEGINNINGS = (
    "\ufffe".encode(), "\uffff".encode(), "\u00ad".encode(), "\u200b".encode(), b"\xe2\x81",
    "\ufeff".encode(),
)  # fmt: skip
# Matches HTML references to invisible characters, e.g. "&shy;" (a soft hyphen). They are removed
# from the page by this pattern, and not after parsing, because libxml2 does not know most of these
# names.
_INVISIBLE_REFERENCE = re.compile(
    r"&(?: shy | ZeroWidthSpace | Negative(?:VeryThin|Thin|Medium|Thick)Space | NoBreak"
    r" | ApplyFunction | af | InvisibleTimes | InvisibleComma"
    r" | \#0*(?:173|8203|828[89]|829[0-2]|65279) | \#[xX]0*(?:[aA][dD]|200[bB]|206[0-4]"
    r"|[fF][eE][fF]{2}) );",
    re.VERBOSE,
)
_CONTROL_REFERENCE = re.compile(
    r"&\#(?: 0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|6553[45])(?![0-9])"
    r"| [xX]0*(?:[1-8b-cB-CeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]) );?",
    re.VERBOSE,
)
# Two kinds of markup that libxml2 misreads are replaced. Libxml2 takes <html/> for a whole page,
# and the text after some doctypes for a part of the doctype
# (https://bugs.launchpad.net/lxml/+bug/1955915).
_DOCTYPE = re.compile(r"<!doctype[^<>]{0,1000}>", re.IGNORECASE)
_CLOSED_HTML = re.compile(r"(<html[^<>]{0,1000}?)\s*/>", re.IGNORECASE)
# Matches the end tags </html> and </body>, and the beginnings of comments, scripts and styles.
_END_OR_HIDDEN = re.compile(
    r"<(?:(!--)|(script|style)(?=[\s/>])|/(?:html|body)(?=[\s/>])[^<>]*>)", re.ASCII | re.IGNORECASE
)
_HIDDEN_ENDS = {
    "!--": re.compile("-->"),
    "script": re.compile("</(?ai:script)"),
    "style": re.compile("</(?ai:style)"),
}
_DRAWINGS = ("svg", "math")
# Makes every element of a page's tree an object of the class HtmlElement. The parser of `lxml.html`
# calls a Python function to choose the class of each element that is accessed. These are 4 000
# calls for a page, and a twentieth of the time for the page. The function would only choose some
# special classes, e.g. one for forms, which are not needed here.
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
# A page without "html" among its first BEGINNING characters is only taken for HTML if its root
# element has at least this many children.
MIN_PARTS = 2
BEGINNING = 50
# How many characters from the beginning of a page are searched for the doctype and the <html> tag.
START = 4096


def in_utf_8(page: FetchedPage, decoded: Decoded) -> FetchedPage:
    """The page with its body in UTF-8, and with a Content-Type that says so.

    `decoded` is the result of decoding the body of `page`.
    """
    body = utf_8_of(page.body, decoded)
    return replace(page, body=body, content_type="text/html; charset=utf-8")


def parse_page(page: FetchedPage) -> HtmlElement | NotAnArticle:
    """The tree of the page, without comments; or a rejection that says why there is none.

    The reason of the rejection is "empty", "unreadable" (no HTML) or "parser_limit" (the tree would
    not be whole, or would take too long).
    """
    if len(page.body) > MAX_BYTES:
        return over_limit("bytes", MAX_BYTES, len(page.body))
    text = _cleaned(decode(page.body, page.content_type).text)
    refused = refuse_markup(text)
    return _parsed(text) if refused is None else refused


def _cleaned(text: str) -> str:
    """The markup of a page without anything that makes libxml2 or trafilatura stop too early.

    These are control characters, <html/>, certain doctypes, and the end tags </html> and </body>.
    Invisible characters such as soft hyphens are removed too.
    """
    if _has_control(text):
        text = _CONTROL.sub("", text)
    if "&#" in text:
        text = _CONTROL_REFERENCE.sub("", text)
    text = _INVISIBLE_REFERENCE.sub("", text)
    start = _DOCTYPE.sub("<!doctype html>", text[:START], count=1)
    text = _CLOSED_HTML.sub(r"\1>", start, count=1) + text[START:]
    return _without_end_tags(text)


def _has_control(text: str) -> bool:
    """A quick test whether `text` may have a character that _CONTROL matches.

    Most pages have no such character. The test removes all printable ASCII characters, tabs and
    line ends from the text, and searches only the few bytes that remain. This takes a tenth as long
    as searching the whole text with _CONTROL. In rare cases the result is True although the text
    has no such character.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:  # `text` has a surrogate
        return True
    rest = data.translate(None, _PLAIN_BYTES)
    return _CONTROL_BYTES.search(rest) is not None or any(each in rest for each in _BEGINNINGS)


def _without_end_tags(text: str) -> str:
    """The markup of a page without the end tags </html> and </body>.

    Some pages have text after these tags, which browsers show. Libxml2 would lose or misplace it.
    End tags inside comments, scripts and styles are kept.
    """
    pieces, start, position = [], 0, 0
    while found := _END_OR_HIDDEN.search(text, position):
        hidden = found[1] or found[2]
        if hidden is None:
            pieces.append(text[start : found.start()])
            start = position = found.end()
            continue
        end = _HIDDEN_ENDS[hidden.lower()].search(text, found.end())
        if end is None:
            break
        position = end.end()
    return "".join((*pieces, text[start:]))


def _drop_open_drawings(tree: HtmlElement) -> None:
    """Removes the tags of drawings, formulas and maps that contain paragraphs.

    The end tag of such an element is missing in the page, and browsers show the paragraphs. So the
    content of the element stays in the tree.
    """
    # An XPath expression that finds the same elements would take three times as long.
    found = [each for each in tree.iter("map", *_DRAWINGS) if each.find(".//p") is not None]
    for element in [each for each in found if _is_open(each)]:
        element.drop_tag()


def _is_open(element: HtmlElement) -> bool:
    """Whether an <svg>, <math> or <map> that has a <p> in it probably lacks its end tag.

    Paragraphs do not belong in these elements, so the <p> probably stands after the element. The
    result is False if the element has a <foreignobject>, in which paragraphs may stand, and if it
    is inside another <svg> or <math>.
    """
    is_foreign = element.tag != "map" and element.find(".//foreignobject") is not None
    return not is_foreign and next(element.iterancestors(*_DRAWINGS), None) is None


def _parsed(text: str) -> HtmlElement | NotAnArticle:
    """The tree of a page's markup; if it has none, a NotAnArticle that says why.

    `text` is the markup in the form in which `_cleaned` returns it.
    """
    parser = etree.HTMLParser(
        collect_ids=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        tree = fromstring(text.encode(), parser=parser)
    except etree.LxmlError:
        return NotAnArticle(reason="unreadable" if text.strip() else "empty", detail="no HTML")
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        return over_limit("elements inside each other", MAX_DEPTH)
    if len(tree) < MIN_PARTS and "html" not in text[:BEGINNING].lower():
        return NotAnArticle(reason="unreadable", detail="no HTML")
    _drop_open_drawings(tree)
    compose_shadow_roots(tree)
    if has_escaped_markup(text):
        read_escaped_markup(tree)
    tidy_texts(tree)
    unwrap(tree)
    return refuse_rows(tree) or tree
