"""The elements around blocks, and what the author of a page names them."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS, POST_CLASSES

# Attributes that tell what a part of a page is for.
_NAMING = frozenset(
    ("aria-label", "class", "data-component", "data-testid", "data-type", "id", "itemprop", "role")
)
NAME_CHARACTERS = 200
# Longer class attributes are cut: they would be kept in a worker's caches.
CLASS_CHARACTERS = 400
# Entries of each cache: names of the sites that are crawled at the same time, at most 8 MB.
CACHED = 4096

CLASS_MARKS = (1 << len(CLASS_WORDS)) - 1
HIDDEN_BIT = len(CLASS_WORDS) + len(OUTER_TAGS)
POST_BIT = HIDDEN_BIT + 1

_CAMEL = re.compile(r"([a-z])([A-Z])")
_LETTERS = re.compile(r"[a-z]+")
_NOT_LETTERS = re.compile(r"[^a-z]+")


@dataclass(slots=True, eq=False)
class Container:
    """What the classification of blocks needs to know of an element around them."""

    tag: str
    marks: int
    """One bit for each of CLASS_WORDS in the element's names, for its tag in OUTER_TAGS, and
    HIDDEN_BIT and POST_BIT."""
    looks: str
    """The tag and first three classes without digits: equal for elements that look alike."""
    number: int
    """The number of the element in document order, 0 for the outermost."""

    @property
    def names_something(self) -> bool:
        """Whether the element has a class, or another name with one of CLASS_WORDS."""
        return not self.looks.endswith(".") or self.marks & CLASS_MARKS > 0


def read_container(element: HtmlElement, number: int) -> Container:
    """The element as a container with this number."""
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
    """Whether the element has no name and is not hidden."""
    return not any(
        name in _NAMING or name == "hidden" or _hides(name, value)
        for name, value in element.items()
    )


def _hides(name: str, value: str) -> bool:
    """Whether an attribute hides its element."""
    if name == "style":
        style = value.replace(" ", "")
        return "display:none" in style or "visibility:hidden" in style
    return name == "aria-hidden" and value == "true"


@lru_cache(maxsize=CACHED)
def _looks(tag: str, classes: str) -> str:
    """The looks of an element, e.g. "div.card wide"; digits, which often number cards, are 0."""
    return f"{tag}.{' '.join(re.sub(r'[0-9]+', '0', classes).split()[:3])}"


@lru_cache(maxsize=CACHED)
def _marks(names: str) -> int:
    """The bits of the words in `names`: in "readMore-box" read, more, box and readmorebox."""
    marks = 0
    words = _LETTERS.findall(_CAMEL.sub(r"\1 \2", names).lower())
    for word in (*words, *(_NOT_LETTERS.sub("", name) for name in names.lower().split())):
        marks |= _word_marks(word)
    return marks


@lru_cache(maxsize=4 * CACHED)
def _word_marks(word: str) -> int:
    """The bits of those of CLASS_WORDS that are in one word."""
    return sum(1 << bit for bit, pattern in enumerate(CLASS_WORDS.values()) if pattern.search(word))
