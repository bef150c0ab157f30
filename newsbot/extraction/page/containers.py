"""The elements that blocks stand in, and what their author names them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS, POST_CLASSES

# The attributes that tell what a part of a page is for.
_NAMING = frozenset(
    ("aria-label", "class", "data-component", "data-testid", "data-type", "id", "itemprop", "role")
)
NAME_CHARACTERS = 200
# More are read for how an element looks, and would be kept in a worker's caches.
CLASS_CHARACTERS = 400
# Names of sites that are crawled at the same time; at most 8 MB.
CACHED = 4096

CLASS_MARKS = (1 << len(CLASS_WORDS)) - 1
HIDDEN_BIT = len(CLASS_WORDS) + len(OUTER_TAGS)
POST_BIT = HIDDEN_BIT + 1

_CAMEL = re.compile(r"([a-z])([A-Z])")
_LETTERS = re.compile(r"[a-z]+")
_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(slots=True, eq=False)
class Container:
    """An element that holds blocks, as far as the decision needs to know it."""

    tag: str
    marks: int
    """A bit for each of CLASS_WORDS that it is named with, of OUTER_TAGS, HIDDEN_BIT, POST_BIT."""
    looks: str
    """Its tag and first classes without digits: equal for elements that look alike."""
    number: int
    """In document order, 0 is the outermost."""

    @property
    def names_something(self) -> bool:
        """Whether its author gave it a class, or another name of those that are looked for."""
        return not self.looks.endswith(".") or self.marks & CLASS_MARKS > 0


def read_container(element: HtmlElement, number: int) -> Container:
    """The element as the container with this number."""
    tag = element.tag
    marks = OUTER_TAGS.get(tag, 0)
    classes = ""
    for name, value in element.items():
        if name in _NAMING:
            marks |= _marks(value[:NAME_CHARACTERS])
            if name == "class":
                classes = value[:CLASS_CHARACTERS]
        elif name == "hidden" or _hides(name, value):
            marks |= 1 << HIDDEN_BIT
    if tag == "blockquote" and not POST_CLASSES.isdisjoint(classes.split()):
        marks |= 1 << POST_BIT
    return Container(tag, marks, _looks(tag, classes), number)


def is_plain(element: HtmlElement) -> bool:
    """Whether its author neither named nor hid it."""
    return not any(
        name in _NAMING or name == "hidden" or _hides(name, value)
        for name, value in element.items()
    )


def _hides(name: str, value: str) -> bool:
    if name == "style":
        style = value.replace(" ", "")
        return "display:none" in style or "visibility:hidden" in style
    return name == "aria-hidden" and value == "true"


@lru_cache(maxsize=CACHED)
def _looks(tag: str, classes: str) -> str:
    """E.g. "div.card wide"; digits, which often number the cards, do not count."""
    return f"{tag}.{' '.join(re.sub(r'[0-9]+', '0', classes).split()[:3])}"


@lru_cache(maxsize=CACHED)
def _marks(names: str) -> int:
    marks = 0
    for word in _name_words(names):
        marks |= _word_marks(word)
    return marks


def _name_words(names: str) -> Iterator[str]:
    """The words of "readMore-box" are "read", "more", "box" and "readmorebox"."""
    lower = names.lower()
    yield from _LETTERS.findall(_CAMEL.sub(r"\1 \2", names).lower())
    for name in lower.split():
        yield _NOT_LETTERS.sub("", name)


@lru_cache(maxsize=4 * CACHED)
def _word_marks(word: str) -> int:
    return sum(1 << bit for bit, pattern in enumerate(CLASS_WORDS.values()) if pattern.search(word))
