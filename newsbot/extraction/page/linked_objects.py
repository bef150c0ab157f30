"""The objects in a page's JSON-LD scripts, whatever they describe."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from lxml.html import HtmlElement

JsonObject = Mapping[str, object]

# A longer script is not read: the longest in the corpora has 105 886 characters.
MAX_CHARACTERS = 1_000_000
# A script with values deeper inside each other is not read; no vocabulary has such values.
MAX_DEPTH = 64
# Keys under which the main object of a page may lie; what a page recommends is under others.
_WRAPPERS = ("@graph", "mainEntity")


def linked_objects(tree: HtmlElement, *words: str) -> Iterator[JsonObject]:
    """The main objects of all scripts that contain one of `words`."""
    return chain.from_iterable(linked_scripts(tree, *words))


def linked_scripts(tree: HtmlElement, *words: str) -> Iterator[list[JsonObject]]:
    """The main objects of each script that contains one of `words`; others are not parsed."""
    for source in _sources(tree):
        if len(source) <= MAX_CHARACTERS and any(word in source for word in words):
            yield list(_objects(_loads(source)))


def has_unread_script(tree: HtmlElement) -> bool:
    """Whether a script of the page is too long to be read."""
    return any(len(source) > MAX_CHARACTERS for source in _sources(tree))


def type_names(found: JsonObject) -> set[str]:
    """The types of the object in lower case, without the vocabulary's URL."""
    stated = found.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return {name.rsplit("/", 1)[-1].casefold() for name in names if isinstance(name, str)}


def objects_in(value: object) -> list[JsonObject]:
    """The objects in `value`, which may be one object, a list, or neither."""
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, dict)]


def _sources(tree: HtmlElement) -> Iterator[str]:
    """The text of each JSON-LD script."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            yield script.text or ""


def _loads(source: str) -> object:
    """The value of a script; None where it is broken (a few pages in a hundred) or too deep."""
    try:
        value = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _values_in(outer)]
        if not level:
            return value
    return None


def _values_in(value: object) -> Iterable[object]:
    """The values directly inside an object or a list."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _objects(value: object, depth: int = 3) -> Iterator[JsonObject]:
    """The objects in `value`, and those under _WRAPPERS in them, `depth` levels deep."""
    for found in objects_in(value) if depth else ():
        yield found
        for wrapper in _WRAPPERS:
            yield from _objects(found.get(wrapper), depth - 1)
