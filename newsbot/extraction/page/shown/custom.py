"""Turns custom elements that hold a paragraph, such as <story-text>, into <div> elements."""

from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.page.shown.lines import is_longer
from newsbot.extraction.page.tags import INLINE_TAGS, UNSEEN_TAGS

# A custom element is taken for a paragraph only if its text has more characters than this.
MIN_CHARACTERS = 40
# At most this many elements beside a custom element are examined to tell whether the custom element
# stands within a sentence.
MAX_BESIDE = 1_000


def part_custom_elements(tree: HtmlElement) -> None:
    """Makes a <div> of each custom element that has text of its own and stands in no sentence.

    Custom elements are those that a page defines itself; there is a hyphen in their names. They are
    inline elements unless a style sheet says otherwise. So without this change, a paragraph in a
    custom element would run into the next one. The elements of AMP, e.g. <amp-img>, stay as they
    are.
    """
    tags = {tag for tag in {each.tag for each in tree.iter("*")} if _is_custom(tag)}
    found = tree.iter(*tags) if tags else ()
    paragraphs = [each for each in found if _has_text(each) and _stands_alone(each)]
    for element in paragraphs:
        element.tag = "div"


def _is_custom(tag: str) -> bool:
    return "-" in tag and tag not in UNSEEN_TAGS and not tag.startswith("amp-")


def _has_text(element: HtmlElement) -> bool:
    """Whether the element has text outside its block elements, and enough text for a sentence."""
    inner = (each.tail for each in element if each.tag in INLINE_TAGS)
    is_own = any(text and not text.isspace() for text in (element.text, *inner))
    return is_own and is_longer(element, MIN_CHARACTERS)


def _stands_alone(element: HtmlElement) -> bool:
    """Whether a custom element stands outside of any sentence.

    This is so if its parent has no text outside of its child elements, and if none of these
    children is an inline element such as <b>.
    """
    parent = element.getparent()
    if parent is None or (parent.text or "").strip():
        return False
    beside = islice(parent, MAX_BESIDE)
    return not any((each.tail or "").strip() or each.tag in INLINE_TAGS for each in beside)
