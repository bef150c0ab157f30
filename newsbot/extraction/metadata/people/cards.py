"""Recognises an author's name that stands alone near the headline, with a picture or a role."""

import re
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.authors import read_bylines
from newsbot.extraction.metadata.people.name_words import ROLE
from newsbot.extraction.page.text import one_line, word_key

# An author's name has at most this many words where only a picture or a role tells what it is.
MOST_WORDS = 4
# The picture of an author is in one of this many elements around the name, with no other text in
# them than TEXT_LENGTH characters.
NEAR = 3
TEXT_LENGTH = 160
# A text about an author has at least this many characters. It is looked for after at most MOST_BIOS
# elements with the author's name alone, among the first MOST_ELEMENTS elements of some kinds.
BIO_LENGTH = 40
MOST_BIOS = 5
MOST_ELEMENTS = 5000
_OF_NAMES = ("a", "b", "strong", "span", "p", "div", "h2", "h3", "h4", "h5", "h6")
_PORTRAIT = re.compile(
    r"avatar|author|autor|auteur|profile|portrait|headshot|byline|contributor|gravatar|rounded-full",
    re.IGNORECASE,
)
# The heading of a section of the text is often repeated by the text for its picture.
_HEADINGS = {"h2", "h3"}
# Parts of the URLs of pages about a site's authors.
_PAGES_OF_AUTHORS = re.compile(
    r"/(?:unsere-)?(?:authors?|autor\w*|auteurs?|people|person|profile?s?|staff|journalists?|reporters?"
    r"|writers?|contributors?|correspondents?|columnists?|redaktion|redakteur\w*|by|u|members?)/",
    re.IGNORECASE,
)


def is_authors_link(element: HtmlElement) -> bool:
    """Whether an element is a link, or in a link, to the page of an author."""
    link = next(element.iterancestors("a"), None) if element.tag != "a" else element
    return link is not None and bool(_PAGES_OF_AUTHORS.search(link.get("href") or ""))


def is_card(element: HtmlElement, text: str, following: str) -> bool:
    """Whether `text`, the text of an element, is the name of an author.

    It is a person's full name, and there is a portrait beside it, or the text `following` states
    the person's role, e.g. "Senior Editor", or the page tells of the person below. Without these,
    the name of a place or a section looks like a person's.
    """
    name = one_line(text) or ""
    if not 1 < len(name.split()) <= MOST_WORDS or read_bylines([name]).persons != (name,):
        return False
    if next(element.iterancestors("a"), None) is not None or element.tag == "a":
        return False
    words = following.split()
    is_role = 0 < len(words) <= MOST_WORDS and any(map(ROLE.search, words))
    is_pictured = is_role or _has_portrait(element, name)
    return is_pictured or _has_bio(element.getroottree().getroot(), name)


def _has_portrait(element: HtmlElement, name: str) -> bool:
    """Whether a picture beside the name is called after it, or is an author's by its class."""
    around = element
    for _ in range(NEAR):
        parent = around.getparent()
        if parent is None or len(parent.text_content()) > TEXT_LENGTH:
            return False
        around = parent
        for image in around.iter("img"):
            marks = f"{image.get('class')} {image.get('src')} {image.getparent().get('class')}"
            is_called = word_key(name) in word_key(image.get("alt") or "")
            if (is_called and element.tag not in _HEADINGS) or _PORTRAIT.search(marks):
                return True
    return False


def _has_bio(tree: HtmlElement, name: str) -> bool:
    """Whether the name stands alone a second time, before a text about the person.

    The text begins with the name or its first word: "Ann Carter", "Ann reports on harbours …".
    """
    alone = [each for each in islice(tree.iter(*_OF_NAMES), MOST_ELEMENTS) if _is_alone(each, name)]
    first = name.split(maxsplit=1)[0]
    for element in alone[1 : 1 + MOST_BIOS]:
        texts = element.xpath("following::text()[normalize-space()][position() <= 2]")
        if any(len(text) >= BIO_LENGTH and text.split(maxsplit=1)[0] == first for text in texts):
            return True
    return False


def _is_alone(element: HtmlElement, name: str) -> bool:
    return (element.text or "").strip() == name and len(element) == 0
