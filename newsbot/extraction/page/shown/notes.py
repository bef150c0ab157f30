"""Removes hidden notes for screen readers, e.g. "(opens in a new tab)" in a link."""

import re
from collections.abc import Iterator
from itertools import takewhile

from lxml.html import HtmlElement

from newsbot.extraction.page.shown.hidden import (
    classes_hide,
    is_for_screen_readers,
    is_hidden,
    style_hides,
)
from newsbot.extraction.page.shown.lines import is_longer
from newsbot.extraction.page.tags import INLINE_TAGS
from newsbot.extraction.page.text import word_key

# A hidden text with more characters than this is no note. It may be the rest of a paragraph, which
# a click on "Read more" shows.
MAX_CHARACTERS = 100
# A hidden note for screen readers, e.g. "(opens in a new tab)", is removed in two cases. A note
# inside a line of text is removed if the rest of the line has more than MIN_LINE characters. A note
# in a line of its own is removed if a paragraph of more than MIN_TEXT characters stands beside it.
# Other notes stay, e.g. in links for sharing, because the pages with which the model was trained
# had them too.
MIN_LINE = 12
MIN_TEXT = 60
_LINES = frozenset((
    "blockquote", "dd", "div", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p",
    "td", "th",
))  # fmt: skip
_MAY_BE_NOTES = (*sorted(INLINE_TAGS - {"label"}), "div", "h2", "h3", "h4", "h5", "h6", "li", "p")
# At most this many characters of a page's style sheets are read.
MAX_SHEET = 300_000
_CLASS = re.compile(r"\s*\.([\w-]+)\s*")


def drop_notes(tree: HtmlElement) -> None:
    """Removes hidden words from lines of text, and short lines that are only for screen readers.

    Hidden paragraphs stay: on some pages they are the rest of the article.
    """
    classes = _hiding_classes(tree)
    for element in [*_possible_notes(tree, classes)]:
        if element.getparent() is not None:
            if _is_hidden_note(element, classes):
                _drop(element)
            elif (
                element.tag == "span" and is_hidden(element) and is_longer(element, MAX_CHARACTERS)
            ):
                _show(element)


def _possible_notes(tree: HtmlElement, classes: frozenset[str]) -> Iterator[HtmlElement]:
    """The elements that the page hides, as it hides notes for screen readers.

    An example of such a note is "(opens in a new tab)" in a link. `classes` are the classes that
    the page's style sheets hide. If several elements have the same value of `class`, this value is
    examined only once, which saves a third of the time.
    """
    hides: dict[str, bool] = {}
    for element in tree.iter(*_MAY_BE_NOTES):
        own = element.get("class")
        if own is not None:
            if own not in hides:
                hides[own] = classes_hide(own) or not classes.isdisjoint(own.split())
            if hides[own]:
                yield element
                continue
        if (element.get("hidden") is not None or element.get("style") is not None) and is_hidden(
            element
        ):
            yield element


def _is_hidden_note(element: HtmlElement, classes: frozenset[str]) -> bool:
    """Whether the element is a hidden note for screen readers, e.g. "(opens in a new tab)".

    `classes` are the classes that the page's style sheets hide.
    """
    if element.tag in INLINE_TAGS:
        own = (element.get("class") or "").split()
        is_note = is_hidden(element) or not classes.isdisjoint(own)
        return is_note and _is_short(element) and _is_in_text(element)
    return is_for_screen_readers(element) and _is_short(element) and _is_beside_text(element)


def _is_short(element: HtmlElement) -> bool:
    return not is_longer(element, MAX_CHARACTERS) and bool(word_key(element.text_content()))


def _is_in_text(element: HtmlElement) -> bool:
    """Whether an inline element stands in a line with other words, and not in a button or menu."""
    around = [element, *takewhile(lambda each: each.tag in INLINE_TAGS, element.iterancestors())]
    line = around[-1].getparent()
    if line is None or line.tag not in _LINES:
        return False
    if line.tag == "div" and any(each.tag == "a" and _has_only(each, element) for each in around):
        return False  # a link with an icon, e.g. for sharing
    return is_longer(line, len(element.text_content()) + MIN_LINE)


def _has_only(link: HtmlElement, note: HtmlElement) -> bool:
    """Whether a link has no other text than the hidden note `note`."""
    if is_longer(link, 4 * MAX_CHARACTERS):
        return False
    return word_key(link.text_content()) == word_key(note.text_content())


def _is_beside_text(element: HtmlElement) -> bool:
    siblings = element.getparent().iterchildren("p")
    return any(each is not element and is_longer(each, MIN_TEXT) for each in siblings)


def _show(element: HtmlElement) -> None:
    """Makes the hidden rest of a sentence visible, and removes the "…" that stands in its place."""
    element.attrib.clear()
    before = element.getprevious()
    if before is not None and before.tag in INLINE_TAGS and not word_key(before.text_content()):
        before.drop_tree()


def _drop(element: HtmlElement) -> None:
    """Removes a hidden note from a line of text.

    If the note begins or ends with white space or punctuation, a space is put in its place, so that
    the words before and after it stay apart.
    """
    text, tail = element.text_content(), element.tail or ""
    if tail[:1].isalnum() and not (text[:1].isalnum() and text[-1:].isalnum()):
        element.tail = f" {tail}"
    element.drop_tree()


def _hiding_classes(tree: HtmlElement) -> frozenset[str]:
    """The classes that the page's own style sheets hide on every screen.

    Rules inside "@media" and the like are left out, because they hold only for some screens or for
    print. An example is "@media print { .note { display: none } }".
    """
    sheets = "\n".join(each.text or "" for each in tree.iter("style"))[:MAX_SHEET]
    found: list[re.Match[str]] = []
    depth = 0
    for rule in sheets.split("}"):
        count = rule.count("{")
        if count == 1 and not depth and ("none" in rule or "clip" in rule):
            selectors, _, style = rule.partition("{")
            if ("none" in style or "clip" in style) and style_hides(style):
                found += filter(None, map(_CLASS.fullmatch, selectors.split(",")))
        depth = max(0, depth + count - 1)
    return frozenset(each[1] for each in found)
