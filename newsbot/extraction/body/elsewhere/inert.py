"""Brings text to light that browsers do not show, or show only without scripts.

It stands in <noscript>, in <template>, in scripts of type text/template or the like, from which a
script of the page would take it.
"""

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring

from newsbot.extraction.page.text import count_words

# An element with fewer words in running text is no article: it says that JavaScript is needed, or
# shows a picture.
MIN_WORDS = 50
# A paragraph that names JavaScript is a notice if it is no longer than this, in words.
MAX_NOTICE_WORDS = 60
MAX_CHARACTERS = 1_000_000
"""A script with more characters than this is not read."""

_NOTICE = re.compile(r"java\s?script|cookies?\b", re.IGNORECASE)
_TEMPLATE_TYPE = re.compile(r"^text/(?:html|template|plain|x-[\w.-]*(?:template|tmpl|handlebars))")
_TEXT_TAGS = ("p", "li", "h2", "h3", "h4", "blockquote", "br")


def with_inert_text(tree: HtmlElement) -> HtmlElement | None:
    """A copy of the tree in which inert text stands in plain elements; None if there is none."""
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
    """The elements of the page's body that may hold inert text."""
    body = tree.find("body")
    for element in () if body is None else body.iter("noscript", "template", "script"):
        if element.tag != "script" or _TEMPLATE_TYPE.match((element.get("type") or "").lower()):
            yield element


def _has_text(element: HtmlElement) -> bool:
    """Whether the element has running text that is no notice."""
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
    """Puts the markup that a script has as its text into the element."""
    text, script.text = script.text or "", None
    try:
        script.append(fragment_fromstring(text, create_parent="div"))
    except (etree.LxmlError, ValueError):
        return
