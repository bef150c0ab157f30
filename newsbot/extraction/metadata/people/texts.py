"""Reads the texts after the headline of a page, among which its authors are looked for."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from lxml.html import HtmlElement

# At most this many texts (strings between two tags) after the headline are searched for the names
# of authors.
MOST_TEXTS = 5000
# How many of the texts after the headline are searched for a byline above the article's text. The
# search ends earlier at the first paragraph, a text of more than PARAGRAPH_LENGTH characters.
NEAR = 40
PARAGRAPH_LENGTH = 200
_TEXTS_AFTER = "(following::text()[normalize-space()])[position() <= $most]"


def texts_after(headline: HtmlElement | None, most: int = MOST_TEXTS) -> list[Any]:
    """The first texts after the headline that are not blank, at most `most` of them.

    Each text is a string of lxml that knows its parent element. The list is empty if there is no
    headline.
    """
    return [] if headline is None else list(headline.xpath(_TEXTS_AFTER, most=most))


def above_text(texts: Sequence[Any]) -> list[Any]:
    """Those of the texts after the headline (`texts`) that stand before the first paragraph."""
    return list(takewhile(lambda text: len(text) <= PARAGRAPH_LENGTH, texts[:NEAR]))


def page_language(element: HtmlElement) -> str:
    """The first two letters of the language that the page of an element states, or ""."""
    return (element.getroottree().getroot().get("lang") or "")[:2].lower()
