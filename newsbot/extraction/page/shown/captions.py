"""Marks captions that a page sets in small print below a picture, without <figcaption>."""

import re
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.page.shown.lines import is_longer
from newsbot.extraction.page.tags import INLINE_TAGS

# Elements in which pages write captions. <em> and <i> are captions only in the same paragraph as
# the picture; <small> and <font> also in the paragraph after the picture.
_PRINTS = ("small", "font", "em", "i")
_SMALL = ("small", "font")
_SIZES = ("1", "2", "-1", "-2")
_PICTURES = ("img", "amp-img", "picture", "video")
_LINES = frozenset(("p", "div", "center", "td", "dd", "li"))
# Matches the attribute `class` of an element that holds the caption of a picture. The words are
# English, French, German, Spanish, Italian and Dutch.
_NAMED = re.compile(
    r"caption|cutline|l[eé]gende?(?![a-z])|bild-?(?:unterschrift|text|legende)|pie-?de-?foto"
    r"|(?:photo|image|img|picture)[-_]{0,2}(?:credit|copyright|description)|didascalia|onderschrift",
    re.IGNORECASE,
)
# A caption has at most this many characters.
MAX_CHARACTERS = 400
# At most this many captions of a page are turned into <figcaption>.
MAX_CAPTIONS = 500
# A paragraph with more characters than this, spaces included, is no caption.
MAX_LINE = 1000


def mark_captions(tree: HtmlElement) -> None:
    """Turns inline elements just below a picture into <figcaption> if they hold its caption.

    An element is a caption if its class says so, or if it is in small print or italics and is the
    only text of its paragraph.
    """
    lines = ((each, _line_of(each)) for each in [*tree.iter("span", *_PRINTS)])
    below_pictures = (
        (element, line)
        for element, line in lines
        if line is not None
        and not is_longer(element, MAX_CHARACTERS)
        and _follows_picture(element, line)
    )
    for element, line in islice(below_pictures, MAX_CAPTIONS):
        is_alone = _is_small_print(element) and _is_all_text(element, line)
        is_caption = is_alone or _NAMED.search(element.get("class") or "") is not None
        if is_caption:
            element.tag = "figcaption"
            element.set("class", "caption")
            if is_alone and line.tag == "p":
                line.tag = "figure"


def _line_of(element: HtmlElement) -> HtmlElement | None:
    """The paragraph, <div>, table cell or list item in which an inline element stands.

    None if it stands in any other element, e.g. in a heading or in <figcaption>.
    """
    for each in element.iterancestors():
        if each.tag not in INLINE_TAGS:
            return each if each.tag in _LINES else None
    return None


def _follows_picture(element: HtmlElement, line: HtmlElement) -> bool:
    """Whether a picture stands just before the inline element `element`.

    The picture may be in the same paragraph (`line`), or in the paragraph before.
    """
    each = element
    while each.getparent() is not None:
        before = each.getprevious()
        while before is not None and before.tag == "br" and _is_blank(before.tail):
            before = before.getprevious()
        if before is not None:
            return _is_picture(before) and _is_blank(before.tail)
        if each is line or not _is_blank(each.getparent().text):
            return False
        each = each.getparent()
    return False


def _is_picture(element: HtmlElement) -> bool:
    """Whether an element is or contains a picture, and contains no words."""
    has_picture = element.tag in _PICTURES or next(element.iter(*_PICTURES), None) is not None
    return has_picture and all(text.isspace() for text in element.itertext())


def _is_small_print(element: HtmlElement) -> bool:
    if element.tag == "font":
        return element.get("size") in _SIZES
    if element.tag == "span":
        return "font-size" in (element.get("style") or "")
    return element.tag in _PRINTS


def _is_all_text(element: HtmlElement, line: HtmlElement) -> bool:
    """Whether the inline element `element` may be a caption: the only text of the paragraph `line`.

    The caller has found a picture just before `element`, in this paragraph or in the paragraph
    before. The result is False if the paragraph is too long for a caption. If the picture is in the
    paragraph before, `element` must also be <small> or <font>.
    """
    if is_longer(line, MAX_LINE):
        return False
    is_in_line = element.tag in _SMALL or next(line.iter(*_PICTURES), None) is not None
    return is_in_line and line.text_content().strip() == element.text_content().strip()


def _is_blank(text: str | None) -> bool:
    return not text or text.isspace()
