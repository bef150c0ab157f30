"""Reads what a page says of its article in JSON-LD; values of an unexpected form are left out.

Vocabulary: https://schema.org/Article. The common irregularities are read too: lists for single
values, strings for objects, several objects in one script, and HTML entities.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from newsbot.extraction.page.linked_objects import JsonObject, linked_scripts, type_names
from newsbot.extraction.page.text import one_line
from newsbot.urls import is_web_url

_POSTINGS = ("blogposting", "liveblogposting", "socialmediaposting", "report", "review")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedData:
    """The fields of the article object in a page's JSON-LD; dates and URLs are as written there."""

    headline: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    """The names of the article's authors that are organisations according to JSON-LD."""
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    summary: str | None = None
    image: str | None = None
    publisher: str | None = None
    based_on: str | None = None
    """The URL of the text on which the article is based: the first absolute URL in `isBasedOn`."""
    url: str | None = None
    """The URL of the article: the first absolute URL in the JSON-LD properties `url` and
    `mainEntityOfPage`."""
    body: str | None = None
    """The `articleBody`, on one line. Few pages have one, and often it is only a part of the
    article."""


def read_linked_data(tree: HtmlElement) -> LinkedData | None:
    """The fields of the first article object in a page's JSON-LD; None if there is none."""
    for objects in linked_scripts(tree, "@type"):
        for found in objects:
            if _is_article(found):
                named = {each["@id"]: each for each in objects if isinstance(each.get("@id"), str)}
                parties = {key: _resolved(found.get(key), named) for key in ("author", "publisher")}
                return _linked_data({**found, **parties})
    return None


def _is_article(found: JsonObject) -> bool:
    """Whether an object's type is schema.org's Article or a subtype of it."""
    names = type_names(found)
    return any(name.endswith("article") or name in _POSTINGS for name in names)


def _resolved(value: object, named: Mapping[object, JsonObject]) -> object:
    """A JSON-LD value in which references by `@id` are replaced by the objects with these ids.

    `named` has the objects of the same JSON-LD script, by their `@id`.
    """
    if isinstance(value, list):
        return [_resolved(entry, named) for entry in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        return {**named.get(value["@id"], {}), **value}
    return value


def _linked_data(found: JsonObject) -> LinkedData:
    return LinkedData(
        headline=_first(found.get("headline")) or _first(found.get("name")),
        subtitle=_first(found.get("alternativeHeadline")),
        authors=tuple(_authors(found.get("author"), are_persons=True)),
        organisations=tuple(_authors(found.get("author"), are_persons=False)),
        published=_first(found.get("datePublished")),
        modified=_first(found.get("dateModified")),
        language=_first(found.get("inLanguage")),
        section=_first(found.get("articleSection")),
        tags=tuple(_strings(found.get("keywords"))),
        summary=_first(found.get("description")),
        image=_first(found.get("image")),
        publisher=_first(found.get("publisher")),
        based_on=next(filter(is_web_url, _urls(found.get("isBasedOn"))), None),
        url=next(
            filter(is_web_url, _urls([found.get("url"), found.get("mainEntityOfPage")])), None
        ),
        body=_first(found.get("articleBody")),
    )


def _strings(value: object) -> Iterator[str]:
    """The texts in a JSON-LD value: a text, an object with a name or a URL, or a list of both."""
    if isinstance(value, list):
        for entry in value:
            yield from _strings(entry)
    elif isinstance(value, dict):
        yield from _strings(value.get("name") or value.get("url") or value.get("@value"))
    elif line := one_line(value):
        yield line


def _first(value: object) -> str | None:
    """The first text in a JSON-LD value, as `_strings` finds it; None if there is none."""
    return next(_strings(value), None)


def _urls(value: object) -> Iterator[str]:
    """The URLs in a JSON-LD value: a text, an object with `url` or `@id`, or a list of both."""
    if isinstance(value, list):
        for entry in value:
            yield from _urls(entry)
    elif isinstance(value, dict):
        yield from _urls([value.get("url"), value.get("@id")])
    elif line := one_line(value):
        yield line


def _authors(value: object, *, are_persons: bool) -> Iterator[str]:
    """The names of authors in a JSON-LD value: of persons, or of organisations.

    The result has the persons if `are_persons` is true, otherwise the organisations. An author
    whose type is not stated counts as a person.
    """
    if isinstance(value, list):
        for entry in value:
            yield from _authors(entry, are_persons=are_persons)
    elif isinstance(value, dict):
        kinds = set(_strings(value.get("@type")))
        if are_persons == (not kinds or "Person" in kinds):
            yield from _strings(value.get("name"))
    elif are_persons:
        yield from _strings(value)
