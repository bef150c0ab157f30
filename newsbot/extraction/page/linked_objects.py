"""The objects in a page's JSON-LD scripts, whatever they describe."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from lxml.html import HtmlElement

JsonObject = Mapping[str, object]

# A longer script is not read: the longest of the corpora's pages has 105 886 characters.
MAX_CHARACTERS = 1_000_000
# Nor is one with values deeper inside each other, which no vocabulary has.
MAX_DEPTH = 64
# Where a page's main object may lie below the top; what it lists or recommends hangs elsewhere.
_WRAPPERS = ("@graph", "mainEntity")


def linked_objects(tree: HtmlElement, *words: str) -> Iterator[JsonObject]:
    """The main objects of the scripts that contain one of `words`."""
    return chain.from_iterable(linked_scripts(tree, *words))


def linked_scripts(tree: HtmlElement, *words: str) -> Iterator[list[JsonObject]]:
    """The main objects of each script that contains one of `words`; others are not parsed."""
    for source in _sources(tree):
        if len(source) <= MAX_CHARACTERS and any(word in source for word in words):
            yield list(_objects(_loads(source)))


def has_unread_script(tree: HtmlElement) -> bool:
    """Whether a script is longer than is read."""
    return any(len(source) > MAX_CHARACTERS for source in _sources(tree))


def type_names(found: JsonObject) -> set[str]:
    """The object's types, in lower case, without the vocabulary's address."""
    stated = found.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return {name.rsplit("/", 1)[-1].casefold() for name in names if isinstance(name, str)}


def objects_in(value: object) -> list[JsonObject]:
    """`value` if it is an object, or the objects in it if it is a list."""
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, dict)]


def _sources(tree: HtmlElement) -> Iterator[str]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield script.text or ""


def _loads(source: str) -> object:
    """The script's value; None where it is broken (a few pages in a hundred) or too deep."""
    try:
        value = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None
    return None if _is_too_deep(value) else value


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _values_in(outer)]
        if not level:
            return False
    return True


def _values_in(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _objects(value: object, depth: int = 3) -> Iterator[JsonObject]:
    for found in objects_in(value) if depth else ():
        yield found
        for wrapper in _WRAPPERS:
            yield from _objects(found.get(wrapper), depth - 1)
