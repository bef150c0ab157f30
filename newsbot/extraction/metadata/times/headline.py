"""Finds the element in which a page shows the headline of its article."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.metadata.times.lines import short_text
from newsbot.extraction.page.text import word_key

_HEADINGS = ("h1", "h2", "h3", "h4")
# Elements that may show the headline if no heading repeats the page's title.
_OTHERS = ("b", "strong", "font", "td", "div", "p", "span")
MOST_HEADINGS = 150
MOST_OTHERS = 2000
# The element that shows the headline is found by comparing the texts of elements with the titles
# that the page states, e.g. in og:title. An element that is no heading is compared only if it
# begins with a text of at least SHORTEST characters, and has at most MOST_PARTS child elements.
# Texts of more than LONGEST characters are never compared.
SHORTEST = 10
LONGEST = 1000
MOST_PARTS = 2
# A headline has at least this share of the characters of a stated title. The title may be longer,
# because it often has the site's name too.
LEAST_SHARE = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The headline of an article: its text in the page's metadata, and the element showing it."""

    titles: tuple[str, ...]
    """The titles that the page states, e.g. in og:title."""
    element: HtmlElement | None
    """The element that shows the headline; None if the page shows none."""


def find_headline(tree: HtmlElement, titles: Iterable[str]) -> HtmlElement | None:
    """The element that shows the headline: the one whose text is most like one of `titles`.

    `titles` are the titles that the page states, e.g. in og:title. If no element repeats one of
    them, the result is the first h1; None if there is no h1 either.
    """
    keys = [key for key in map(word_key, titles) if key]
    headings = [each for tag in _HEADINGS for each in islice(tree.iter(tag), MOST_HEADINGS)]
    for elements in (headings, _others(tree)):
        texts = ((short_text(each, LONGEST), each) for each in elements)
        shares = [(_share(word_key(text), keys), each) for text, each in texts if text]
        best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        if best[0] >= LEAST_SHARE:
            return best[1]
    return next(tree.iter("h1"), None)


def _share(shown: str, stated: Iterable[str]) -> float:
    """How similar a text is to the most similar of some titles, 0 to 1.

    If a title contains the text, or the text contains a title, their similarity is the length of
    the shorter one divided by the length of the longer one. Otherwise the similarity is 0.
    """
    shares = (
        len(min(shown, each, key=len)) / len(max(shown, each, key=len))
        for each in stated
        if shown and (shown in each or each in shown)
    )
    return max(shares, default=0.0)


def _others(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements that may show the headline although they are no headings, e.g. a <div>."""
    body = tree.find("body")
    for element in () if body is None else islice(body.iter(*_OTHERS), MOST_OTHERS):
        if len(element.text or "") >= SHORTEST and len(element) <= MOST_PARTS:
            yield element
