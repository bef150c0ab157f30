"""What a page says of its article in JSON-LD, read strictly: odd parts count as missing.

Vocabulary: https://schema.org/Article. The common forms of dirt are lists for single values,
strings for objects, several objects in one script and HTML entities.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsbot.extraction.text import one_line

JsonObject = Mapping[str, object]

# Where a page's main object may lie below the top; related articles hang elsewhere.
_WRAPPERS = ("@graph", "mainEntity", "mainEntityOfPage")
_POSTINGS = ("blogposting", "liveblogposting", "socialmediaposting", "report", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedData:
    """The fields of the page's article object, as the page wrote them."""

    headline: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    image: str | None = None
    is_free: bool | None = None


def read_linked_data(tree: HtmlElement) -> LinkedData | None:
    """The first article object of the page's JSON-LD; None where there is none."""
    for script in tree.iterfind(".//script"):
        if "ld+json" in (script.get("type") or ""):
            for found in _objects(_loads(script.text or "")):
                if _is_article(found):
                    return _linked_data(found)
    return None


def _loads(source: str) -> object:
    """The script's value; None where it is broken (a few pages in a hundred)."""
    try:
        return json.loads(source, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: object, depth: int = 3) -> Iterator[JsonObject]:
    """`value` if it is an object, and those that it lists or wraps."""
    if isinstance(value, list):
        for entry in value:
            yield from _objects(entry, depth)
    elif isinstance(value, dict) and depth:
        yield value
        for wrapper in _WRAPPERS:
            yield from _objects(value.get(wrapper), depth - 1)


def _is_article(found: JsonObject) -> bool:
    """Whether its type is schema.org's Article or one of the kinds of it."""
    names = (name.casefold() for name in _strings(found.get("@type")))
    return any(name.endswith("article") or name in _POSTINGS for name in names)


def _linked_data(found: JsonObject) -> LinkedData:
    return LinkedData(
        headline=_first(found.get("headline")) or _first(found.get("name")),
        subtitle=_first(found.get("alternativeHeadline")),
        authors=tuple(_people(found.get("author"))),
        published=_first(found.get("datePublished")),
        modified=_first(found.get("dateModified")),
        language=_first(found.get("inLanguage")),
        section=_first(found.get("articleSection")),
        tags=tuple(_strings(found.get("keywords"))),
        summary=_first(found.get("description")),
        image=_first(found.get("image")),
        is_free=_truth(found.get("isAccessibleForFree")),
    )


def _strings(value: object) -> Iterator[str]:
    """The texts in a text, an object with a name or an address, or a list of such."""
    if isinstance(value, list):
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, dict):
        yield from _strings(value.get("name") or value.get("url") or value.get("@value"))
    elif line := one_line(value):
        yield line


def _first(value: object) -> str | None:
    return next(_strings(value), None)


def _people(value: object) -> Iterator[str]:
    """The names of authors that are not said to be organisations."""
    if isinstance(value, list):
        for entry in value:
            yield from _people(entry)
    elif isinstance(value, dict):
        kinds = set(_strings(value.get("@type")))
        if not kinds or "Person" in kinds:
            yield from _strings(value.get("name"))
    else:
        yield from _strings(value)


def _truth(value: object) -> bool | None:
    """A boolean, also written as "False" or "http://schema.org/False"."""
    if isinstance(value, bool):
        return value
    word = (_first(value) or "").casefold().rsplit("/", 1)[-1]
    return {"true": True, "false": False}.get(word)
