"""Finds the parts of an article that its page contains, but hides from readers who have not paid.

These parts are called paid parts.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newsbot.extraction.page.containers import HIDDEN_BIT, read_container
from newsbot.extraction.page.linked.linked_objects import linked_objects, objects_in
from newsbot.extraction.page.text import count_words, word_key
from newsbot.extraction.page.vocabulary import CLASS_WORDS

MIN_WORDS = 25
"""The minimum number of words in all paid parts of a page together. If the hidden parts that seem
to be paid parts have fewer words, they are only a notice, e.g. a request to subscribe."""
# A hidden element with more than this share of its words in links is no paid part of the article,
# but a menu or a list of offers.
MAX_LINKED = 0.5

# At most this many elements of a page are examined as possible paid parts.
MAX_PARTS = 500
# An element beside a paid part is removed if it asks the reader to log in or to pay. But it is kept
# if it has more words than this, because it is then more than such a request.
MAX_GATE_WORDS = 80

_TEXT_TAGS = ("div", "section", "span", "p", "li", "h2", "h3", "h4", "blockquote")
_FREE = "isAccessibleForFree"
_SELECTOR = re.compile(r"[.#][\w-]+")
_SUBSCRIBERS = re.compile(
    r"subscriber|paid|pay-?wall|premium|members?-?only|regwall|piano|^meter|plus-"
)
_GATE = re.compile(
    r"(?<![a-z])(?:gate|wall|lock(?:ed)?(?![a-z])|log-?in|sign-?in|regist|offer|cta(?![a-z])"
    r"|upgrade|piano|promo)|pay-?(?:wall|gate)|regwall"
)
_NOT_FREE = {"false", "no", "0"}
HIDDEN_MARKS = 1 << HIDDEN_BIT | 1 << list(CLASS_WORDS).index("hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidParts:
    """A page after its parts for subscribers were made visible, in a copy of its tree."""

    tree: HtmlElement
    """A copy of the page's tree, in which the parts for subscribers are visible. The notes beside
    them that ask readers to log in or to pay are removed."""
    lines: tuple[str, ...]
    """The texts of the parts that only subscribers see."""
    gates: frozenset[str]
    """The texts of the removed notes that ask readers to log in or to pay, and of each element
    inside the notes. Blocks with one of these texts are removed from the body too. `word_key` has
    reduced the texts to letters and digits, so that they can be compared with the body."""


def show_paid_parts(tree: HtmlElement, *, is_paid: bool) -> PaidParts | None:
    """A copy of the page in which its parts for subscribers are shown; None if it has no such part.

    An element is a part for subscribers in two cases: the page's JSON-LD names the element
    (https://developers.google.com/search/docs/appearance/structured-data/paywalled-content), or the
    element is hidden and has a class such as "paywall" or "subscriber-only". If readers must pay
    for the page (`is_paid`), any hidden element beside paragraphs of the page may be such a part.
    """
    if not _paid_parts(tree, is_paid=is_paid):
        return None
    copy: HtmlElement = deepcopy(tree)
    parts = _paid_parts(copy, is_paid=is_paid)
    gates = dict.fromkeys(each for part in parts for each in _gates(part) if each not in parts)
    gate_texts = frozenset(word_key(each.text_content()) for gate in gates for each in gate.iter())
    for gate in gates:
        gate.drop_tree()
    lines = tuple(text for part in parts for text in part.itertext(*_TEXT_TAGS))
    for part in parts:
        part.drop_tag()
    return PaidParts(tree=copy, lines=lines, gates=gate_texts)


def _gates(part: HtmlElement) -> Iterator[HtmlElement]:
    """The requests to log in or to pay that stand just before or after a part for subscribers."""
    for beside in (part.getprevious(), part.getnext()):
        if beside is not None and beside.tag in {"div", "section", "aside"}:
            names = f"{beside.get('class') or ''} {beside.get('id') or ''}".lower()
            asks = next(beside.iter("a", "button", "form"), None) is not None
            is_gate = _GATE.search(names) or (asks and _SUBSCRIBERS.search(names))
            is_shown = not read_container(beside, 0).marks & HIDDEN_MARKS
            if is_gate and is_shown and _words(beside) <= MAX_GATE_WORDS:
                yield beside


def _paid_parts(tree: HtmlElement, *, is_paid: bool) -> list[HtmlElement]:
    """The parts of the article that the page hides from readers who have not paid.

    The list is empty if these parts have fewer than MIN_WORDS words in all. `is_paid` says that
    readers must pay for the page: then more elements are taken for such parts.
    """
    found, words = [], 0
    for element in islice(_candidates(tree, is_paid=is_paid), MAX_PARTS):
        total = _words(element)
        linked = sum(map(_words, element.iter("a")))
        if total and linked <= MAX_LINKED * total:
            found.append(element)
            words += total
    return found if words >= MIN_WORDS else []


def _candidates(tree: HtmlElement, *, is_paid: bool) -> Iterator[HtmlElement]:
    """The elements that may be parts for subscribers.

    Either JSON-LD names them as such, or they are hidden and `_is_hidden_part` accepts them.
    """
    selectors = _selectors(tree)
    for element in tree.iter("div", "section", "article", "main", "span"):
        names = {f".{name}" for name in (element.get("class") or "").split()}
        if element.get("id"):
            names.add(f"#{element.get('id')}")
        if not names.isdisjoint(selectors) or _is_hidden_part(element, is_paid=is_paid):
            yield element


def _selectors(tree: HtmlElement) -> set[str]:
    """The CSS selectors, e.g. ".paywall", of parts that the page's JSON-LD marks as not free."""
    objects = linked_objects(tree, "cssSelector")
    parts = [part for each in objects for part in (each, *objects_in(each.get("hasPart")))]
    stated = (
        selector
        for part in parts
        if str(part.get(_FREE)).casefold().rsplit("/", 1)[-1] in _NOT_FREE
        for selector in _texts(part.get("cssSelector"))
    )
    return {name for selector in stated for name in _SELECTOR.findall(selector)}


def _is_hidden_part(element: HtmlElement, *, is_paid: bool) -> bool:
    """Whether the element is hidden and seems to be a part of the article for subscribers.

    A class such as "subscriber-only" is a sign of this. If readers must pay for the page
    (`is_paid`), it is enough that the element has text, and paragraphs beside it.
    """
    if not read_container(element, 0).marks & HIDDEN_MARKS:
        return False
    parent = element.getparent()
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    if _SUBSCRIBERS.search(names):
        return True
    return (
        is_paid
        and parent is not None
        and any(_words(each) for each in parent.iterchildren("p"))
        and _words(element) >= MIN_WORDS
    )


def _words(element: HtmlElement) -> int:
    return count_words(element.text_content())


def _texts(value: object) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, str)]
