"""Puts spaces between words that only the page's style sheet keeps apart.

An example is <b>Port Hallow</b><span>8.10</span>, where the style sheet puts a margin between the
two elements. No space is put where an element is only a part of a word, e.g. its first letter.
"""

import re
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.page.tags import BLOCK_TAGS, HEADING_TAGS

# Missing spaces are inserted only before and after these elements. Links, <sub> and <sup> are not
# among them, because they may be parts of the word that they touch.
_TAGS = ("b", "em", "i", "label", "small", "span", "strong", "time")
_BOLD = frozenset(("b", "strong"))
# In these elements, a text may run through several inner elements, e.g. a sentence with a word in
# bold. In others, e.g. in a list item, each inner element may be a field of its own, such as a
# time.
_RUNNING = frozenset(("p", "blockquote", "a", *_TAGS))
# If a page has no space between two words, a space is inserted. But none is inserted in these
# elements, because every character counts there, e.g. in a program.
_EXACT = ("code", "kbd", "pre", "samp", "svg")
_BLOCK_STYLE = re.compile(r"display:(?:block|flex|grid|table|list-item)")
_BLOCK_CLASSES = frozenset(("block", "d-block", "u-block"))
# Matches a class with a telling name, e.g. "date". A class such as "c1" was named by a program.
_NAMED = re.compile(r"[a-zA-Z]{3}")
# Matches a letter of Thai, Japanese or Chinese. These scripts put no spaces between words, so no
# space is put before such a letter in a running text.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# Style sheets can keep words apart where HTML has no space, e.g. in <b>Update</b>The ferry sails.
# newsbot puts a space after such an element if its text seems to end with a whole word. But no
# space is put after a text with fewer characters than MIN_CHARACTERS: it may be only the beginning
# of a word, e.g. "Mac" in <b>Mac</b>Donald.
MIN_CHARACTERS = 4
# A list item or a similar element may consist of fields, e.g. <b>Port Hallow</b><i>8.10</i>. An
# element with more children than this is not searched for fields.
MAX_FIELDS = 20


def open_gaps(tree: HtmlElement) -> None:
    """Puts spaces around inline elements where only the style sheet keeps their words apart."""
    for element in [*tree.iterdescendants(*_TAGS)]:
        if _is_shown_as_block(element):
            _part(element)
        elif element.tail:
            if _is_lead_in(element) and _are_apart(_end(element), element.tail):
                _put_space(element)
        elif _begins_new_field(element, element.getnext()):
            _put_space(element)


def _is_shown_as_block(element: HtmlElement) -> bool:
    """Whether the style or classes of an inline element put it on a line of its own."""
    style, classes = element.get("style"), element.get("class")
    if style is not None and _BLOCK_STYLE.search("".join(style.lower().split())):
        return True
    return classes is not None and not _BLOCK_CLASSES.isdisjoint(classes.split())


def _part(element: HtmlElement) -> None:
    """Separates an inline element that the page shows as a block from the text beside it.

    If the parent of the element is a heading, a paragraph or an inline element, spaces are put
    before and after the text of the element. If the parent is e.g. a <div> or a list item, the
    element itself becomes a <div>.
    """
    parent = element.getparent()
    if parent.tag in BLOCK_TAGS and parent.tag not in {*HEADING_TAGS, "p"}:
        element.tag = "div"
    else:
        element.text = f" {element.text or ''}"
        element.tail = f" {element.tail or ''}"


def _is_lead_in(element: HtmlElement) -> bool:
    """Whether a bold element stands at the beginning of a text, as its first words."""
    parent = element.getparent()
    is_first = element.getprevious() is None and not (parent.text or "").strip()
    return is_first and element.tag in _BOLD


def _begins_new_field(element: HtmlElement, following: HtmlElement | None) -> bool:
    """Whether `following` shows another piece of data than `element`, e.g. a time after a place.

    `following` comes right after `element`, as in <b>Port Hallow</b><i>8.10</i>. If the result is
    True, a space is put between the two.
    """
    if following is None or following.tag not in _TAGS:
        return False
    end, start = _end(element), _beginning(following)
    if _are_apart(end, start):
        return True
    parent = element.getparent()
    if parent.tag in _RUNNING and _UNSPACED.match(start):
        return False
    are_words = end[-1:].isalnum() and start[:1].isalnum() and min(len(end), len(start)) > 1
    return are_words and _are_different(element, following) and _has_only_elements(parent)


def _are_different(element: HtmlElement, following: HtmlElement) -> bool:
    """Whether two elements have different tags, or different classes that a person has named.

    A class such as "date" was named by a person. A class such as "c1" was named by a program, and
    so does not count here.
    """
    if element.tag != following.tag and element.getparent().tag not in _RUNNING:
        return True
    classes, others = element.get("class") or "", following.get("class") or ""
    return classes != others and all(_NAMED.search(each) for each in (classes, others))


def _has_only_elements(parent: HtmlElement) -> bool:
    """Whether `parent` has at most MAX_FIELDS child elements, and no text outside of them."""
    fields = [*islice(parent.iterchildren(), MAX_FIELDS + 1)]
    if len(fields) > MAX_FIELDS:
        return False
    return not any((text or "").strip() for text in (parent.text, *(each.tail for each in fields)))


def _are_apart(end: str, start: str) -> bool:
    """Whether a space is missing between two texts, because a new word begins with `start`.

    `start` follows `end` on the page without a space. A new word begins in two cases. In the first,
    `end` ends with a letter or with the end of a sentence, and `start` begins with a capital letter
    that is followed by no other capital: "Costs." and "The", "money" and "A lawyer", "LONDON" and
    "The". In the second, `end` ends with three letters, and `start` begins with a digit: "Hallow"
    and "8.10". In other cases, e.g. "LONDON" and "ERS", or "foot" and "ball", the result is False.
    It is also False if `end` is very short, because such a text may be the beginning of a word:
    "Mac" and "Donald".
    """
    if len(end) < MIN_CHARACTERS or not start or not start[0].isalnum():
        return False
    begins_word = start[0].isupper() and not start[1:2].isupper()
    if end[-1].isalpha():
        return (begins_word and end[-1] != "-") or (start[0].isdigit() and end[-3:].isalpha())
    return begins_word and end[-1] in ".:!?\u2026"


def _beginning(element: HtmlElement) -> str:
    """The first text node in an element: "Port" for "<b><i>Port</i> Hallow</b>"."""
    first: str | None = element.text
    while not first and len(element):
        element = element[0]
        first = element.text
    return first or ""


def _end(element: HtmlElement) -> str:
    """The last text node in an element: " Hallow" for "<b><i>Port</i> Hallow</b>"."""
    last: str | None = None
    while not last and len(element):
        element = element[-1]
        last = element.tail
    return last or element.text or ""


def _put_space(element: HtmlElement) -> None:
    if next(element.iterancestors(*_EXACT), None) is None:
        element.tail = f" {element.tail or ''}"
