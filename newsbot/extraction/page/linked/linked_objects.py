"""The objects in a page's JSON-LD scripts, whatever they describe."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from lxml.html import HtmlElement

from newsbot.extraction.page.linked.broken_json import broken_values

JsonObject = Mapping[str, object]

# A JSON-LD script with more characters than this is not read. The longest script in the corpora has
# 105 886 characters.
MAX_CHARACTERS = 1_000_000
# A script that is not valid JSON is read by a tolerant but slow parser, at a million characters per
# second. So a script with more characters than this is not read.
MAX_BROKEN_CHARACTERS = 250_000
# The maximum depth to which the objects and lists of a JSON-LD script may be nested. A script with
# deeper ones is not read.
MAX_DEPTH = 64
# The keys of a JSON-LD object under which the object about the page itself may lie. Objects about
# other pages, which the page recommends, lie under other keys.
_WRAPPERS = ("@graph", "mainEntity")


def linked_objects(tree: HtmlElement, *words: str) -> Iterator[JsonObject]:
    """The JSON-LD objects of the page in those scripts in which one of `words` occurs.

    Objects about other pages, e.g. recommended ones, are left out.
    """
    return chain.from_iterable(linked_scripts(tree, *words))


def linked_scripts(tree: HtmlElement, *words: str) -> Iterator[list[JsonObject]]:
    """For each JSON-LD script in which one of `words` occurs, the objects in the script.

    Objects about other pages, e.g. recommended ones, are left out. Scripts without any of the words
    are not parsed.
    """
    for source in _sources(tree):
        if len(source) <= MAX_CHARACTERS and any(word in source for word in words):
            yield list(_objects(_loads(source)))


def has_unread_script(tree: HtmlElement) -> bool:
    """Whether the page has a JSON-LD script that is not read, because it exceeds MAX_CHARACTERS."""
    return any(len(source) > MAX_CHARACTERS for source in _sources(tree))


def type_names(found: JsonObject) -> set[str]:
    """The types that a JSON-LD object states, in lower case and without the vocabulary's URL."""
    stated = found.get("@type")
    names = stated if isinstance(stated, list) else [stated]
    return {name.rsplit("/", 1)[-1].casefold() for name in names if isinstance(name, str)}


def objects_in(value: object) -> list[JsonObject]:
    """The JSON objects in `value`, which may be one object or a list; none in any other value."""
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, dict)]


def _sources(tree: HtmlElement) -> Iterator[str]:
    """The text of each JSON-LD script."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield script.text or ""


def _loads(source: str) -> object:
    """The JSON value in a script; None if there is none, or if it is nested deeper than MAX_DEPTH.

    If the value is a text that itself contains JSON, the value in this text is returned. In a few
    pages of a hundred, a script is not valid JSON. Then `broken_values` reads it.
    """
    try:
        value = json.loads(source, strict=False)
        value = json.loads(value, strict=False) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        value = _broken(source)
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _values_in(outer)]
        if not level:
            return value
    return None


def _broken(source: str) -> list[object] | None:
    if len(source) > MAX_BROKEN_CHARACTERS:
        return None
    try:
        values = broken_values(source, MAX_DEPTH)
    except ValueError:
        return None
    return [inner for value in values for inner in (value if isinstance(value, list) else [value])]


def _values_in(value: object) -> Iterable[object]:
    """The values directly inside `value` if it is an object or a list; otherwise none."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _objects(value: object, depth: int = 3) -> Iterator[JsonObject]:
    """The objects in `value`, and those that they have under the keys in _WRAPPERS.

    Those objects may again have objects under these keys, down to `depth` levels.
    """
    for found in objects_in(value) if depth else ():
        yield found
        for wrapper in _WRAPPERS:
            yield from _objects(found.get(wrapper), depth - 1)
