"""Finds inert text: text that browsers do not show, or show only if scripts are switched off.

Inert text is in <noscript> or <template> elements, or in <script> elements of a type such as
text/template. A script of the page would take it from there and show it.
"""

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement

from newsbot.extraction.page.text import count_words
from newsbot.extraction.page.tree.fragments import parse_fragment

# A <noscript>, <template> or <script> element with fewer words than this is not taken for an
# article. Most such elements say that JavaScript is needed, or show a picture.
MIN_WORDS = 50
# A paragraph that mentions JavaScript or cookies is a notice to the reader, and does not count as
# text, if it has at most this many words.
MAX_NOTICE_WORDS = 60
MAX_CHARACTERS = 1_000_000
"""A script with more characters than this is not read."""

_NOTICE = re.compile(r"java\s?script|cookies?\b", re.IGNORECASE)
_TEMPLATE_TYPE = re.compile(r"^text/(?:html|template|plain|x-[\w.-]*(?:template|tmpl|handlebars))")
_TEXT_TAGS = ("p", "li", "h2", "h3", "h4", "blockquote", "br")


def with_inert_text(tree: HtmlElement) -> HtmlElement | None:
    """A copy of the tree in which <div> elements replace those that hold inert text.

    Inert text is text in <noscript>, <template> or script elements. None if the page has none.
    """
    if not any(map(_has_text, _inert(tree))):
        return None
    copy: HtmlElement = deepcopy(tree)
    for element in [each for each in _inert(copy) if _has_text(each)]:
        if element.tag == "script":
            _unpack(element)
        element.tag = "div"
        element.attrib.clear()
    return copy


def _inert(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements whose content browsers do not show: <noscript>, <template>, <script> with HTML."""
    body = tree.find("body")
    for element in () if body is None else body.iter("noscript", "template", "script"):
        if element.tag != "script" or _TEMPLATE_TYPE.match((element.get("type") or "").lower()):
            yield element


def _has_text(element: HtmlElement) -> bool:
    """Whether an element has enough words for an article, not counting JavaScript notices."""
    if element.tag == "script":
        text = element.text or ""
        return "<p" in text and len(text) <= MAX_CHARACTERS and count_words(text) >= MIN_WORDS
    if next(element.iter(*_TEXT_TAGS), None) is None:
        return False
    pieces = (piece.strip() for piece in element.itertext("div", *_TEXT_TAGS))
    words = (
        0
        if _NOTICE.search(piece) and count_words(piece) <= MAX_NOTICE_WORDS
        else count_words(piece)
        for piece in pieces
    )
    return sum(words) >= MIN_WORDS


def _unpack(script: HtmlElement) -> None:
    """Replaces the text of a script, if this is HTML, by the elements that the HTML describes."""
    text, script.text = script.text or "", None
    try:
        script.append(parse_fragment(text))
    except (etree.LxmlError, ValueError):
        return
