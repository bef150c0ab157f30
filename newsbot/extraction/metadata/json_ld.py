"""Reads what a page says of its article in JSON-LD; values of an unexpected form are left out.

Vocabulary: https://schema.org/Article. The common irregularities are read too: lists for single
values, strings for objects, several objects in one script, and HTML entities.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from lxml.html import HtmlElement

from newsbot.extraction.metadata.meta_tags import PageHead
from newsbot.extraction.page.linked.linked_objects import (
    JsonObject,
    linked_objects,
    objects_in,
    type_names,
)
from newsbot.extraction.page.text import one_line
from newsbot.urls import is_web_url

# How sure it is that an object in JSON-LD describes the page's own article, and not an article that
# the page recommends; SAME_HEADLINE is the surest. `_sameness` tells what each of them means.
OTHER, UNKNOWN, SAME_URL, SAME_HEADLINE = range(4)
# Two titles count as titles of one article if at least this share of the words of the shorter title
# is in the other title. If the share is at most OTHER_WORDS, they are the titles of two articles.
SAME_WORDS = 0.6
OTHER_WORDS = 0.25
UNCLEAR = 0.5

_SPELLING = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_UNIT = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_PICTURES = ("image", "primaryImageOfPage", "thumbnailUrl", "thumbnail")
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
    images: tuple[str, ...] = ()
    """The URLs of the article's pictures."""
    publisher: str | None = None
    based_on: str | None = None
    """The URL of the text on which the article is based: the first absolute URL in `isBasedOn`."""
    url: str | None = None
    """The URL of the article: the first absolute URL in the JSON-LD properties `url` and
    `mainEntityOfPage`."""
    body: str | None = None
    """The `articleBody`, on one line. Few pages have one, and often it is only a part of the
    article."""


def read_linked_data(tree: HtmlElement, head: PageHead) -> LinkedData | None:
    """The fields of the JSON-LD object that describes the page's article; None if there is none.

    A page may also have objects for articles that it recommends. An object surely describes the
    page's own article if `head` (the page's titles, headings and meta tags) has the URL or the
    headline of the object too. If there are several such objects, their fields are put together. If
    there is none, the first object is taken that does not certainly describe another article.
    """
    objects = list(linked_objects(tree, "@type"))
    articles = [each for each in objects if _is_article(each)]
    ranked = [(_sameness(each, head), each) for each in articles]
    best = max((rank for rank, _ in ranked), default=OTHER)
    if best == OTHER:
        return None
    named = {each["@id"]: each for each in objects if isinstance(each.get("@id"), str)}
    found: dict[str, object] = {}
    for rank, each in ranked:
        if rank == best and (not found or best > UNKNOWN):
            found = {**each, **found}
    return _linked_data({key: _resolved(value, named) for key, value in found.items()}, objects)


def webpage_date(tree: HtmlElement, name: str) -> str | None:
    """A date of the only WebPage object in a page's JSON-LD; None if it is not found.

    `name` is the date's name in lower case, e.g. "datepublished".
    """
    return _date(name, {}, list(linked_objects(tree, "WebPage")))


def _sameness(found: JsonObject, head: PageHead) -> int:
    """How sure it is that a JSON-LD object describes the page's own article.

    - SAME_HEADLINE: the headline of the object and a title of the page have most words in common:
      at least the share SAME_WORDS of the words of the shorter one.
    - SAME_URL: only the URL of the object is that of the page.
    - OTHER: the URL of the object is not that of the page, and its headline has few words in common
      with any title. So the object describes another article.
    - UNKNOWN: all other cases, e.g. an object without a URL.
    """
    stated = {_plain_url(each) for each in _own_urls(found)}
    pages = {_plain_url(each) for each in (head.canonical, head.first("og:url")) if each}
    headline = _first(found.get("headline")) or _first(found.get("name")) or ""
    titles = (*head.headings, *head.subheadings, head.first("og:title"), head.title)
    share = max((_shared_words(headline, title) for title in titles if title), default=UNCLEAR)
    if share >= SAME_WORDS:
        return SAME_HEADLINE
    if not stated.isdisjoint(pages):
        return SAME_URL
    return OTHER if stated and pages and headline and share <= OTHER_WORDS else UNKNOWN


def _own_urls(found: JsonObject) -> Iterator[str]:
    stated = [found.get("url"), found.get("mainEntityOfPage"), found.get("@id")]
    return filter(is_web_url, _urls(stated))


def _plain_url(url: str) -> str:
    """A URL without what differs between spellings: scheme, "www.", fragment and last slash."""
    return _SPELLING.sub("", url.partition("#")[0].rstrip("/")).lower()


def _shared_words(one: str, other: str) -> float:
    """The share, 0 to 1, of the words of the shorter title that are in the other title too."""
    words, others = set(_units(one)), set(_units(other))
    return len(words & others) / max(1, min(len(words), len(others)))


def _units(title: str) -> list[str]:
    """The words of a title; in Chinese and Japanese, which put no spaces, the letters."""
    return _UNIT.findall(title.casefold())


def _is_article(found: JsonObject) -> bool:
    """Whether an object's type is schema.org's Article or a subtype of it."""
    names = type_names(found)
    return any(name.endswith("article") or name in _POSTINGS for name in names)


def _resolved(value: object, named: Mapping[object, JsonObject]) -> object:
    """A JSON-LD value in which references by `@id` are replaced by the objects with these ids.

    `named` has the objects of the page by their `@id`.
    """
    if isinstance(value, list):
        return [_resolved(entry, named) for entry in value]
    if isinstance(value, dict) and isinstance(value.get("@id"), str):
        return {**named.get(value["@id"], {}), **value}
    return value


def _linked_data(found: JsonObject, objects: Iterable[JsonObject]) -> LinkedData:
    """The fields of the article object `found`; `objects` are all objects of the page."""
    return LinkedData(
        headline=_first(found.get("headline")) or _first(found.get("name")),
        subtitle=_first(found.get("alternativeHeadline")),
        authors=tuple(_authors(found.get("author") or found.get("creator"), are_persons=True)),
        organisations=tuple(
            _authors(found.get("author") or found.get("creator"), are_persons=False)
        ),
        published=_date("datepublished", found, objects),
        modified=_date("datemodified", found, objects),
        language=_first(found.get("inLanguage")),
        section=_first(found.get("articleSection")),
        tags=tuple(_strings(found.get("keywords"))),
        summary=_first(found.get("description")),
        images=tuple(chain.from_iterable(_images(found.get(name)) for name in _PICTURES)),
        publisher=_first(found.get("publisher")),
        based_on=next(filter(is_web_url, _urls(found.get("isBasedOn"))), None),
        url=next(
            filter(is_web_url, _urls([found.get("url"), found.get("mainEntityOfPage")])), None
        ),
        body=_first(found.get("articleBody")),
    )


def _date(name: str, found: JsonObject, objects: Iterable[JsonObject]) -> str | None:
    """A date of the article object `found`, or else of the WebPage object, if there is just one.

    `name` is the date's name in lower case, e.g. "datepublished". The objects of the author and the
    publisher are searched too: if a closing bracket is missing there, the article's date has
    slipped into one of them.
    """
    pages = [each for each in objects if "webpage" in type_names(each)]
    inner = (found.get(key) for key in ("author", "publisher", "mainEntityOfPage"))
    places = (found, *chain.from_iterable(map(objects_in, inner)), *pages[: len(pages) == 1])
    for place in places:
        for key, value in place.items():
            if key.rsplit(":", 1)[-1].lower() == name:
                is_number = isinstance(value, int | float) and not isinstance(value, bool)
                stated = str(value) if is_number else _first(value)
                if stated:
                    return stated
    return None


def _strings(value: object) -> Iterator[str]:
    """The texts in a JSON-LD value.

    The value may be a text, an object, or a list of texts and objects. The text of an object is its
    name or, if it has none, its URL.
    """
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


def _images(value: object) -> Iterator[str]:
    """The URLs of images in a JSON-LD value: a text, an ImageObject, or a list of both.

    The `@id` of an object counts as a URL too, but not if it has a fragment, as in
    "/oven#primaryimage": such an `@id` is only a name for the object, and leads to no image.
    """
    if isinstance(value, list):
        for entry in value:
            yield from _images(entry)
    elif isinstance(value, dict):
        for key in ("url", "contentUrl", "contentURL", "thumbnailUrl", "@id"):
            yield from (url for url in _images(value.get(key)) if key != "@id" or "#" not in url)
    elif line := one_line(value):
        yield line


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
        kinds = type_names(value)
        if are_persons == (not kinds or "person" in kinds):
            given = (value.get("givenName"), value.get("additionalName"), value.get("familyName"))
            yield from _strings(value.get("name") or " ".join(filter(None, map(_first, given))))
    elif are_persons:
        yield from _strings(value)
