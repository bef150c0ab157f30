"""Containers: the elements around blocks, and the names that the page's author gives them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from newsbot.extraction.page.vocabulary import CLASS_WORDS, OUTER_TAGS, POST_CLASSES

# The HTML attributes in which a page's author may name what an element is for, e.g. "sidebar".
_NAMING = frozenset(
    ("aria-label", "class", "data-component", "data-testid", "data-type", "id", "itemprop", "role")
)
# The HTML attributes that may hide an element; see `hides`.
HIDING = frozenset(("hidden", "style", "aria-hidden"))
# The values of attributes such as class and id are searched for words that tell what an element is
# for (CLASS_WORDS). Only this many characters at the beginning of each value are searched.
NAME_CHARACTERS = 200
# Only this many characters at the beginning of a class attribute are compared, to tell whether
# elements look alike. The limit keeps the caches of these attributes small.
CLASS_CHARACTERS = 400
# The maximum number of results in the cache of `_looks`. The cache of `_marks_of` may have twice as
# many, those of `_name_marks` and `_word_marks` four times as many. All caches together take at
# most 12 MB.
CACHED = 4096

CLASS_MARKS = (1 << len(CLASS_WORDS)) - 1
HIDDEN_BIT = len(CLASS_WORDS) + len(OUTER_TAGS)
POST_BIT = HIDDEN_BIT + 1
APART_BIT = POST_BIT + 1

_CAMEL = re.compile(r"([a-z])([A-Z])")
_LETTERS = re.compile(r"[a-z]+")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_NUMBER = re.compile(r"[0-9]+")
_OPTIONAL = re.compile(r"[a-z]\?")
# CLASS_WORDS has a pattern for each kind of element, e.g. "comment|disqus" for comments. To search
# each word of an element's class and id for all patterns would take long. So at each place of a
# word, only those alternatives are tried that begin with the next HEAD letters, here "com" or
# "dis".
HEAD = 3


def _heads() -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
    """Maps the first HEAD letters of a word, e.g. "com", to patterns that begin with them.

    The patterns are the alternatives of those in CLASS_WORDS, which match words in class names,
    e.g. "comment". With each pattern comes the bit that it sets in the bit mask `Container.marks`.
    The mapping saves time: most words need not be compared with any pattern.
    """
    heads: dict[str, tuple[tuple[int, re.Pattern[str]], ...]] = {}
    for bit, pattern in enumerate(CLASS_WORDS.values()):
        for each in pattern.pattern.split("|"):
            spellings = (each.replace("?", ""), _OPTIONAL.sub("", each))
            for head in {spelling.strip("^$")[:HEAD] for spelling in spellings}:
                heads[head] = (*heads.get(head, ()), (1 << bit, re.compile(each)))
    return heads


_HEADS = _heads()


@dataclass(slots=True, eq=False)
class Container:
    """What the model must know of an HTML element around text blocks, to classify these blocks."""

    tag: str
    looks: str
    """The tag and the first three classes, with 0 in place of each number, e.g. "div.card-0 wide".

    Two elements look alike if their `looks` are equal.
    """
    number: int
    """The number of the element in document order, from 0 for the outermost container."""
    _marks: int = 0
    _names: Sequence[str] = ()
    """The values of class, id and the like whose bits are not in `_marks` yet."""

    @property
    def marks(self) -> int:
        """A set of bits that say what the element is for.

        For each kind of element in CLASS_WORDS, e.g. "comment", a bit is set if the class or id
        says that the element is of this kind. There is also a bit for each tag in OUTER_TAGS, e.g.
        <nav>. HIDDEN_BIT is set for a hidden element, POST_BIT for an embedded post, and APART_BIT
        for an element that holds another article. To read the class and id takes long, and half of
        all elements stand only around blocks that the model does not see. So they are read when the
        bits are asked for.
        """
        if self._names:
            for names in self._names:
                self._marks |= _marks_of(names)
            self._names = ()
        return self._marks

    def mark(self, bit: int) -> None:
        """Sets the bit number `bit` of `marks`, e.g. APART_BIT."""
        self._marks |= 1 << bit

    @property
    def names_something(self) -> bool:
        """Whether an attribute of the element says what the element is for.

        This is so if the element has a class, whatever its name is. It is also so if its id, role
        or the like has a word that newsbot knows, such as "comments".
        """
        return not self.looks.endswith(".") or self.marks & CLASS_MARKS > 0


def read_container(element: HtmlElement, number: int) -> Container:
    """Summarises an element for the model: its tag, and what its classes etc. say it is for.

    `number` becomes the `number` of the Container. It tells the elements of a page apart.
    """
    tag = element.tag
    marks = OUTER_TAGS.get(tag, 0)
    classes = ""
    names = []
    for name, value in element.items():
        if name in _NAMING:
            names.append(value[:NAME_CHARACTERS])
            if name == "class":
                classes = value[:CLASS_CHARACTERS]
        elif name in HIDING and hides(name, value):
            marks |= 1 << HIDDEN_BIT
    if tag == "blockquote" and not POST_CLASSES.isdisjoint(classes.split()):
        marks |= 1 << POST_BIT
    return Container(tag, _looks(tag, classes), number, marks, names)


def is_plain(element: HtmlElement) -> bool:
    """Whether the element has no class, id or other naming attribute, and is not hidden."""
    return not any(
        name in _NAMING or (name in HIDING and hides(name, value))
        for name, value in element.items()
    )


def hides(name: str, value: str) -> bool:
    """Whether an attribute with this name and value hides its element.

    `name` is one of HIDING. An example is style="display:none".
    """
    if name == "style":
        style = value.replace(" ", "")
        return "display:none" in style or "visibility:hidden" in style
    return name == "hidden" or value == "true"


@lru_cache(maxsize=CACHED)
def _looks(tag: str, classes: str) -> str:
    """The tag and the first three classes of an element, e.g. "div.card wide".

    Each number in a class becomes 0, because numbers often count elements that look alike.
    """
    return f"{tag}.{' '.join(_NUMBER.sub('0', classes).split()[:3])}"


@lru_cache(maxsize=2 * CACHED)
def _marks_of(names: str) -> int:
    """A bit mask: the bit of each pattern of CLASS_WORDS is 1 if it matches a word of `names`.

    `names` is the value of an attribute such as class. The words of "readMore-box" are "read",
    "more", "box" and "readmorebox".
    """
    marks = 0
    for name in names.split():
        marks |= _name_marks(name)
    return marks


@lru_cache(maxsize=4 * CACHED)
def _name_marks(name: str) -> int:
    """Looks up the words of a class name, e.g. "readMore-box", in CLASS_WORDS.

    Each kind of words in CLASS_WORDS, e.g. "share", has a bit. The bits of the kinds that were
    found are set in the result.
    """
    lower = name.lower()
    words = {*_LETTERS.findall(lower if lower == name else _CAMEL.sub(r"\1 \2", name).lower())}
    words.add(_NOT_LETTERS.sub("", lower))
    marks = 0
    for word in words:
        marks |= _word_marks(word)
    return marks


@lru_cache(maxsize=4 * CACHED)
def _word_marks(word: str) -> int:
    marks = 0
    for at in range(len(word)):
        for mark, pattern in _HEADS.get(word[at : at + HEAD], ()):
            if not marks & mark and pattern.match(word, at):
                marks |= mark
    return marks
