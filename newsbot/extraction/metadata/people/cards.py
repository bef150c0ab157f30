"""Recognises an author's name that stands alone near the headline, with a picture or a role."""

import re

from lxml.html import HtmlElement

from newsbot.extraction.metadata.people.authors import read_bylines
from newsbot.extraction.metadata.people.naming.name_words import ROLE
from newsbot.extraction.page.text import joined, one_line, word_key, words_of

# A text with more words than this is not taken for an author's name, or for a role.
MOST_WORDS = 4
# The NEAR innermost elements around a name are searched for a picture of the author. Elements whose
# text has more than TEXT_LENGTH characters are not searched.
NEAR = 3
TEXT_LENGTH = 160
_PORTRAIT = re.compile(
    r"avatar|author|autor|auteur|profile|portrait|headshot|byline|contributor|gravatar|rounded-full",
    re.IGNORECASE,
)
# A picture whose `alt` text repeats the heading before it shows what the section is about. So it is
# not taken for the portrait of an author, even if the heading is a person's name.
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

    A text that looks like a person's full name may also name a place or a section. So there must be
    a portrait beside it, or the next text, `following`, must be a role, e.g. "Senior Editor".
    """
    name = one_line(text) or ""
    if not 1 < len(name.split()) <= MOST_WORDS or read_bylines([name]).persons != (name,):
        return False
    if next(element.iterancestors("a"), None) is not None or element.tag == "a":
        return False
    words = following.split()
    is_role = 0 < len(words) <= MOST_WORDS and any(map(ROLE.search, words))
    return is_role or has_portrait(element, name)


def has_portrait(
    element: HtmlElement, name: str | None = None, most_characters: int = TEXT_LENGTH
) -> bool:
    """Whether a picture near `element` is a portrait of an author.

    The picture is searched for in the parent of `element` and in a few elements further out. An
    element with more than `most_characters` of text ends the search. The picture's class or URL
    must have a word such as "avatar", or its `alt` text must have `name` if that is given.
    """
    around = element
    for _ in range(NEAR):
        parent = around.getparent()
        if parent is None or len(parent.text_content()) > most_characters:
            return False
        around = parent
        for image in around.iter("img"):
            marks = f"{image.get('class')} {image.get('src')} {image.getparent().get('class')}"
            is_named = name is not None and element.tag not in _HEADINGS
            if _PORTRAIT.search(marks) or (is_named and _is_called(image, name or "")):
                return True
    return False


def _is_called(image: HtmlElement, name: str) -> bool:
    """Whether the `alt` text of a picture has the name, and few other words."""
    called = words_of(image.get("alt") or "")
    return word_key(name) in joined(called) and len(called) <= MOST_WORDS
